"""`handrail letters forms`: forms that are not letters, for clients and for the clinicians who complete them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from handrail_client.client import Client
from handrail_client.records import Document, Paperwork, PaperworkKinds
from handrail_client.terminal.keep import keep
from handrail_client.terminal.shell import json_option, put_json, signed_in
from handrail_client.terminal.table import put_table

_KINDS = ("fmla", "ada", "school_disability", "short_term_disability")
_REASONS = ("needs_blank", "needs_visit", "cannot_state", "letter_enough")
_language = click.option("--language", type=click.Choice(["en", "es"]), default="en", help="English or Spanish.")


@click.group("forms")
def forms() -> None:
    """Forms that are not letters: leave certifications, adjustments, disability."""


@forms.command("about")
@_language
@json_option
def about_command(language: str, *, as_json: bool) -> None:
    """What a letter is not, and what such a form usually reveals."""
    found = signed_in(lambda client: client.paperwork_kinds(language=language))
    if as_json:
        put_json(found)
        return
    for one in found.kinds:
        _tell(found, one.kind)
        click.echo()
    click.echo(found.always)


@forms.command("ask")
@click.argument("kind", type=click.Choice(_KINDS))
@click.option("--needed-by", type=click.DateTime(["%Y-%m-%d"]), help="The day on which you have to hand it in.")
@click.option("--understood", is_flag=True, help="You have read what such a form reveals (`about`).")
@_language
@json_option
def ask_command(kind: str, needed_by: datetime | None, language: str, *, understood: bool, as_json: bool) -> None:
    """Ask a clinician to complete a form. You alone get it back."""
    if not understood and not as_json:
        _tell(signed_in(lambda client: client.paperwork_kinds(language=language)), kind)
        click.confirm("Ask for it, knowing this?", abort=True)
        understood = True
    day = needed_by.date() if needed_by else None
    asked = signed_in(lambda client: client.ask_paperwork(kind, understood=understood, needed_by=day))
    if as_json:
        put_json(asked)
    else:
        click.echo(f"Asked. An answer is due by {asked.due_at.astimezone():%Y-%m-%d}.")


@forms.command("list")
@_language
@json_option
def list_command(language: str, *, as_json: bool) -> None:
    """The forms that you asked for, newest first."""
    there = signed_in(lambda client: client.paperwork(language=language))
    if as_json:
        put_json({"items": there})
        return
    rows = [(one.id, one.title, one.state, _stands(one)) for one in there]
    put_table(("Id", "Form", "State", ""), rows, empty="You have asked for no form.")


@forms.command("download")
@click.argument("paperwork")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to save it; not over a file."
)
@json_option
def download_command(paperwork: str, output: Path | None, *, as_json: bool) -> None:
    """Save the newest completed form."""

    async def work(client: Client) -> Document:
        asked = next((one for one in await client.paperwork() if one.id == paperwork), None)
        if asked is None or not asked.forms:
            raise click.UsageError("There is no completed form of this id yet.")
        return await client.paperwork_document(asked.id, asked.forms[0].id)

    path = keep(signed_in(work), output)
    if as_json:
        put_json({"path": str(path)})
    else:
        click.echo(f"Saved as {path}. Read it before you hand it on.")


@forms.command("cancel")
@click.argument("paperwork")
@json_option
def cancel_command(paperwork: str, *, as_json: bool) -> None:
    """Take a request back."""
    done = signed_in(lambda client: client.cancel_paperwork(paperwork))
    if as_json:
        put_json(done)
    else:
        click.echo("Taken back.")


@forms.command("queue")
@json_option
def queue_command(*, as_json: bool) -> None:
    """For clinicians: what waits for you, the most urgent first."""
    there = signed_in(Client.paperwork_queue)
    if as_json:
        put_json({"items": there})
        return
    rows = [
        (one.id, one.kind, one.name, f"{one.needed_by or ''}", f"{one.due_at.astimezone():%Y-%m-%d}") for one in there
    ]
    put_table(("Id", "Form", "For", "To be handed in", "Answer due"), rows, empty="No form waits for you.")


@forms.command("attach")
@click.argument("paperwork")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def attach_command(paperwork: str, file: Path, *, as_json: bool) -> None:
    """For clinicians: attach a completed form, a PDF. Its pages are kept, and nothing else of the file."""
    signed_in(lambda client: client.attach_paperwork(paperwork, file.read_bytes()))
    if as_json:
        put_json({"attached": paperwork})
    else:
        click.echo("Attached. The client alone can fetch it.")


@forms.command("decline")
@click.argument("paperwork")
@click.argument("reason", type=click.Choice(_REASONS))
@json_option
def decline_command(paperwork: str, reason: str, *, as_json: bool) -> None:
    """For clinicians: say why no form comes."""
    signed_in(lambda client: client.decline_paperwork(paperwork, reason))
    if as_json:
        put_json({"declined": paperwork})
    else:
        click.echo("Declined. The client is told why.")


def _tell(found: PaperworkKinds, kind: str) -> None:
    for one in found.kinds:
        if one.kind == kind:
            click.echo("\n".join((one.title, one.is_not, one.reveals, one.then, "; ".join(one.cites))))


def _stands(one: Paperwork) -> str:
    if one.state == "waiting":
        return f"answer due by {one.due_at.astimezone():%Y-%m-%d}"
    return one.answer or ", ".join(f"{form.pages} pages" for form in one.forms[:1])
