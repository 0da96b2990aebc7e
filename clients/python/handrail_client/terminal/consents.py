"""`handrail consents`: what one signed, what one would sign, and taking it back."""

from __future__ import annotations

from datetime import date, datetime

import click

from handrail_client.client import Client
from handrail_client.messages import new_id
from handrail_client.records import Consent, ConsentChoices, ConsentDraft
from handrail_client.terminal.screen import clean
from handrail_client.terminal.shell import confirmed, json_option, put_json, signed_in
from handrail_client.terminal.table import put_table

_DAY = click.DateTime(["%Y-%m-%d"])
_CHECKING = ("verification_callback", "letter_existence")
"""The purpose and the element of a form that lets a reader check a letter; such a form is for that alone."""


@click.group("consents", invoke_without_command=True)
@json_option
@click.pass_context
def consents(ctx: click.Context, *, as_json: bool) -> None:
    """Your signed forms: who may be told what, and until when. You can take each back at any time."""
    if ctx.invoked_subcommand is None:
        _list(as_json=as_json)


@consents.command("list")
@json_option
def list_command(*, as_json: bool) -> None:
    """Your forms, newest first."""
    _list(as_json=as_json)


@consents.command("show")
@click.argument("consent")
@json_option
def show_command(consent: str, *, as_json: bool) -> None:
    """The text of one form, as you signed it."""
    found = [one for one in signed_in(Client.consents) if one.id == consent]
    if not found:
        raise click.UsageError("You have no form of this id. handrail consents lists them.")
    if as_json:
        put_json(found[0])
    else:
        click.echo(clean(found[0].text))


@consents.command("sign")
@click.option("--recipient", required=True, help="Kind of recipient, e.g. employer_hr, school_registrar.")
@click.option("--recipient-name", help="The organisation, and the unit or person in it; asked for when left out.")
@click.option("--purpose", "purposes", multiple=True, help="What it is for, e.g. attendance_proof_work; may repeat.")
@click.option("--element", "elements", multiple=True, help="What may be told, e.g. dates_attended; may repeat.")
@click.option("--let-reader-check", is_flag=True, help="A form that lets the recipient check a letter, and no more.")
@click.option("--expires-on", type=_DAY, required=True, help="The last day on which it holds; at most a year ahead.")
@click.option("--service-from", type=_DAY, help="The first day that may be spoken of.")
@click.option("--service-to", type=_DAY, help="The last day that may be spoken of.")
@click.option("--digest", help="Sign without being asked, if the text is the one with this digest.")
@click.option("--draft", "only_draft", is_flag=True, help="Only show the text and its digest; sign nothing.")
@json_option
def sign_command(
    recipient: str,
    recipient_name: str | None,
    purposes: tuple[str, ...],
    elements: tuple[str, ...],
    expires_on: datetime,
    service_from: datetime | None,
    service_to: datetime | None,
    digest: str | None,
    *,
    let_reader_check: bool,
    only_draft: bool,
    as_json: bool,
) -> None:
    """Read a form, and sign it if you want to."""
    if let_reader_check:
        purposes, elements = (_CHECKING[0],), (_CHECKING[1],)
    if not purposes or not elements:
        raise click.UsageError("Give --purpose and --element, or --let-reader-check.")
    if as_json and digest is None and not only_draft:
        raise click.UsageError("With --json give --digest, which --draft shows.")
    choices = ConsentChoices(
        recipient=recipient,
        recipient_name=recipient_name or click.prompt("Who may be told", err=True),
        purposes=purposes,
        elements=elements,
        expires_on=expires_on.date(),
        service_from=_day(service_from),
        service_to=_day(service_to),
    )
    if only_draft:
        _show_draft(signed_in(lambda client: client.draft_consent(choices)), as_json=as_json)
        return

    async def work(client: Client) -> Consent:
        draft = await client.draft_consent(choices)
        if digest is None:
            _agree(draft)
        seen = tuple(one.key for one in draft.earlier)
        key = new_id()
        return await confirmed(client, lambda: client.sign_consent(choices, digest or draft.digest, seen=seen, key=key))

    _tell(signed_in(work), "Signed. You can take it back at any time.", as_json=as_json)


@consents.command("revoke")
@click.argument("consent")
@json_option
def revoke_command(consent: str, *, as_json: bool) -> None:
    """Take a form back; it stops at once. No reason is asked."""
    _tell(signed_in(lambda client: client.revoke_consent(consent)), "Taken back.", as_json=as_json)


def _list(*, as_json: bool) -> None:
    there = signed_in(Client.consents)
    if as_json:
        put_json({"items": there})
        return
    rows = [
        (
            one.id,
            one.recipient_name,
            ", ".join(one.purposes),
            "taken back" if one.revoked_at else f"to {one.expires_on}" if one.expires_on else "on paper",
        )
        for one in there
    ]
    put_table(("Id", "Who may be told", "For", "Holds"), rows, empty="You have signed no form.")


def _agree(draft: ConsentDraft) -> None:
    click.echo(_read(draft))
    if draft.not_alone:
        raise click.ClickException(clean(draft.says))
    click.confirm("Sign this?", abort=True)


def _read(draft: ConsentDraft) -> str:
    """The whole text, and what was chosen before that it would go against."""
    earlier = [f"  {clean(one.says)}" for one in draft.earlier]
    return "\n".join([clean(draft.text), *(["", "What you chose before says otherwise:", *earlier] if earlier else [])])


def _show_draft(draft: ConsentDraft, *, as_json: bool) -> None:
    if as_json:
        put_json(draft)
    else:
        click.echo(
            f"{_read(draft)}\n\n{clean(draft.says)}" if draft.not_alone else f"{_read(draft)}\n\nDigest: {draft.digest}"
        )


def _tell(consent: Consent, words: str, *, as_json: bool) -> None:
    if as_json:
        put_json(consent)
    else:
        click.echo(f"{words}  ({consent.id})")


def _day(given: datetime | None) -> date | None:
    return given.date() if given is not None else None
