"""`handrail letters send`: have a letter sent, see what became of it, take it back."""

from __future__ import annotations

import click

from handrail_client.client import Client
from handrail_client.messages import new_id
from handrail_client.records import Delivery, DeliveryChoice, DeliveryChoices
from handrail_client.terminal.screen import clean
from handrail_client.terminal.shell import ask_choice, confirmed, json_option, put_json, signed_in
from handrail_client.terminal.table import put_table

_CLOSED = {
    "no_mail_server": "This server sends no letters. Download yours and hand it over.",
    "not_standing": "This letter no longer stands.",
    "no_letterhead": "Your program has no letterhead yet.",
    "notice_off": "Your program sends no letters to others with the notice that the law asks for. Download yours.",
    "not_for_others": "This letter was made for nobody in particular. Ask for one for work or school to have it sent.",
}
_MANNERS = {
    "link": "A link that opens once, with a passcode that you pass on yourself",
    "attached": "The letter attached to the mail; it goes only if every mail server on the way encrypts",
}
_WARNS = {
    "notice": "The mail and the letter will carry a notice that shows this is substance use treatment.",
    "revealing": "The letter says more than that there was an appointment, or a school will keep it.",
}
_STATES = {
    "queued": "waits; you can still take it back",
    "sending": "is being sent",
    "sent": "was sent",
    "unknown": "may or may not have arrived; it is not tried again",
    "failed": "was not sent",
    "fetched": "was opened",
    "cancelled": "was taken back",
}
_WHY = {
    "rules": "it is no longer permitted",
    "letter": "the letter no longer stands",
    "leak": "the mail would have told too much",
    "refused": "the mail server did not take it",
    "not_private": "the way there is not encrypted throughout; send a link instead",
    "unreachable": "no mail server answered for two days",
}


@click.command("send")
@click.argument("letter")
@click.option("--form", help="Id of the consent that names the recipient; asked for when left out.")
@click.option("--to", "address", help="The recipient's e-mail address; asked for twice when left out.")
@click.option("--manner", type=click.Choice(list(_MANNERS)), help="How it goes; a link unless you say otherwise.")
@click.option("--language", type=click.Choice(["en", "es"]), default="en", help="Language of the mail.")
@click.option("--accept-warnings", is_flag=True, help="Accept, twice, what --json cannot ask about.")
@json_option
def send_command(
    letter: str,
    form: str | None,
    address: str | None,
    manner: str | None,
    language: str,
    *,
    accept_warnings: bool,
    as_json: bool,
) -> None:
    """Have a letter sent to whom one of your forms names. You have ten minutes to undo it."""
    if as_json and (form is None or address is None):
        raise click.UsageError("With --json give --form and --to.")

    async def work(client: Client) -> Delivery:
        offered = await client.delivery_choices(letter, language=language)
        choice = _chosen(offered, form)
        how = manner or ("link" if "link" in choice.manners or as_json else "attached")
        accepted = accept_warnings
        if not as_json:
            _show(choice, how)
            accepted = accepted or _accept(choice)
        to = address or str(click.prompt("The recipient's address"))
        again = to if as_json else str(click.prompt("The same address again"))
        if not as_json:
            click.confirm(f"Send it to {clean(to)}?", abort=True)
        key = new_id()
        return await confirmed(
            client,
            lambda: client.send_letter(
                letter,
                form=choice.form,
                address=to,
                address_again=again,
                manner=how,
                language=language,
                accepted=accepted,
                accepted_again=accepted,
                key=key,
            ),
        )

    _put_queued(signed_in(work), as_json=as_json)


def _put_queued(made: Delivery, *, as_json: bool) -> None:
    if as_json:
        put_json(made)
        return
    click.echo(f"It goes at {made.sends_at.astimezone():%H:%M}. Until then: handrail letters cancel {made.id}")
    if made.passcode:
        click.echo(f"Passcode, shown this once: {made.passcode}")
        click.echo("Give it to the recipient yourself, not by e-mail. Without it the link opens nothing.")


@click.command("deliveries")
@json_option
def deliveries_command(*, as_json: bool) -> None:
    """Your sendings, newest first, and what became of each."""
    there = signed_in(Client.deliveries)
    if as_json:
        put_json({"items": there})
        return
    rows = [(one.id, one.recipient, one.address, one.manner, _state(one)) for one in there]
    put_table(("Id", "To", "Address", "How", "It"), rows, empty="Nothing was sent for you.")


@click.command("again")
@click.argument("delivery")
@json_option
def again_command(delivery: str, *, as_json: bool) -> None:
    """Send a link again that nobody opened. The old link leads nowhere from then on."""
    key = new_id()

    async def work(client: Client) -> Delivery:
        return await confirmed(client, lambda: client.send_again(delivery, key=key))

    _put_queued(signed_in(work), as_json=as_json)


@click.command("cancel")
@click.argument("delivery")
@json_option
def cancel_command(delivery: str, *, as_json: bool) -> None:
    """Take a sending back: what waits does not go, and a link that nobody opened leads nowhere."""
    ended = signed_in(lambda client: client.cancel_delivery(delivery))
    if as_json:
        put_json(ended)
    else:
        click.echo(f"It {_state(ended)}.")


def _chosen(offered: DeliveryChoices, form: str | None) -> DeliveryChoice:
    if offered.closed:
        raise click.ClickException(_CLOSED.get(offered.closed, "This letter cannot be sent."))
    found = {one.form: one for one in offered.choices}
    if form is None and found:
        form = ask_choice("On which form?", {one.form: clean(one.recipient) for one in offered.choices})
    if form is None or form not in found:
        elements = " ".join(f"--element {one}" for one in offered.elements)
        raise click.ClickException(
            "No form of yours serves for this letter. Sign one:\n  handrail consents sign --recipient employer_hr "
            f"--purpose {offered.purpose} {elements} --expires-on DATE"
        )
    return found[form]


def _show(choice: DeliveryChoice, manner: str) -> None:
    """The mail as it would look, before anything is chosen for good."""
    click.echo(f"{_MANNERS[manner]}.\n")
    mail = choice.mails.get(manner)
    if mail is None:
        raise click.ClickException(f"This form does not serve for that. Ways: {', '.join(choice.manners)}.")
    lines = [f"From: {mail.sender}", f"Subject: {mail.subject}", "", *mail.text.splitlines()]
    lines += [f"Attached: {name}" for name in mail.files]
    click.echo("\n".join(f"  {clean(line)}" for line in lines) + "\n")


def _accept(choice: DeliveryChoice) -> bool:
    for warning in choice.warnings:
        click.echo(_WARNS.get(warning, warning))
        click.confirm("Send it all the same?", abort=True)
        click.confirm("Are you sure? This cannot be called back once it is read.", abort=True)
    return bool(choice.warnings)


def _state(one: Delivery) -> str:
    said = _STATES.get(one.state, one.state)
    return f"{said}: {_WHY.get(one.why, one.why)}" if one.why else said
