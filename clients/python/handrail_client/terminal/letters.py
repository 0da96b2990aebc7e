"""`handrail letters`: ask for a letter, keep it, show it, take it back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from handrail_client.client import Client
from handrail_client.records import Document, Letter
from handrail_client.terminal.keep import keep
from handrail_client.terminal.letter_requests import ITEMS, ask_for, requests
from handrail_client.terminal.paperwork import forms
from handrail_client.terminal.renewals import batch_command, standing
from handrail_client.terminal.sending import again_command, cancel_command, deliveries_command, send_command
from handrail_client.terminal.shell import ask_choice, json_option, put_json, signed_in
from handrail_client.terminal.table import put_table

_USES = {"work": "For work", "school": "For school", "other": "For something else"}
_LEVELS = {
    "1": "It says that you had appointments, and on which days",
    "2": "It says that you are under care",
    "3": "Also what you need or cannot do for now; a clinician signs it",
    "4": "Also what you tick by name; a clinician signs, you sign for each, and a day passes",
}
_NEEDS_CLINICIAN = 3
_output = click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to save it; not over a file."
)


@click.group("letters")
def letters() -> None:
    """Attendance letters: computed from your attendance, saying no more than you choose."""


@letters.command("ask")
@click.option("--use", type=click.Choice(list(_USES)), help="What the letter is for.")
@click.option("--level", type=click.Choice(list(_LEVELS)), help="How much it says.")
@click.option("--first-day", type=click.DateTime(["%Y-%m-%d"]), help="The first day that it speaks of.")
@click.option("--last-day", type=click.DateTime(["%Y-%m-%d"]), help="The last day that it speaks of.")
@click.option("--time-of-day", is_flag=True, help="Also tell the hours.")
@click.option("--expected-end", is_flag=True, help="Also tell when your care is expected to end.")
@click.option("--item", "items", multiple=True, type=click.Choice(list(ITEMS)), help="What else it says; repeat it.")
@click.option("--language", type=click.Choice(["en", "es"]), default="en", help="The language it is written in.")
@click.option("--reader-form", default="", help="Id of a consent that lets a reader check the letter.")
@_output
@json_option
def ask_command(
    use: str | None,
    level: str | None,
    first_day: datetime | None,
    last_day: datetime | None,
    items: tuple[str, ...],
    language: str,
    reader_form: str,
    output: Path | None,
    *,
    time_of_day: bool,
    expected_end: bool,
    as_json: bool,
) -> None:
    """Have a letter made and save it here; from level 3 on, ask for the clinician that has to sign it first."""
    if as_json and (use is None or level is None):
        raise click.UsageError("With --json give --use and --level.")
    chosen_use = use or ask_choice("What is it for?", _USES)
    chosen_level = int(level or ask_choice("How much shall it say?", _LEVELS, default="1"))
    if items or chosen_level >= _NEEDS_CLINICIAN:
        if output is not None:
            raise click.UsageError(
                "A clinician has to sign this letter first. Leave -o out now; once it is ready, save it with: "
                "handrail letters requests issue ID -o FILE"
            )
        ask_for(
            chosen_level,
            items,
            use=chosen_use,
            first_day=_day(first_day),
            last_day=_day(last_day),
            time_of_day=time_of_day,
            expected_end=expected_end,
            language=language,
            reader_form=reader_form,
            as_json=as_json,
        )
        return

    async def work(client: Client) -> tuple[Letter, Document]:
        first, last = _day(first_day), _day(last_day)
        if first is None and last is None and not as_json:
            first, last = await _days(client)
        letter = await client.ask_letter(
            use=chosen_use,
            level=chosen_level,
            first_day=first,
            last_day=last,
            time_of_day=time_of_day,
            expected_end=expected_end,
            language=language,
            reader_form=reader_form,
        )
        return letter, await client.letter_document(letter.id)

    _keep(*signed_in(work), output, as_json=as_json)


async def _days(client: Client) -> tuple[date, date]:
    """Which days the letter is about; offers the day of the latest attendance."""
    latest = max((one.day for one in await client.attendance()), default=None)
    shape = click.DateTime(["%Y-%m-%d"])
    offered = None if latest is None else f"{latest}"
    first: datetime = click.prompt("The first day that it is about", type=shape, default=offered)
    last: datetime = click.prompt("The last day", type=shape, default=f"{first:%Y-%m-%d}")
    return first.date(), last.date()


@letters.command("list")
@json_option
def list_command(*, as_json: bool) -> None:
    """Your letters, newest first."""
    there = signed_in(Client.letters)
    if as_json:
        put_json({"items": there})
        return
    rows = [(one.id, f"{one.issued_on}", one.use, str(one.level), one.standing) for one in there]
    put_table(("Id", "Issued", "For", "Level", "Standing"), rows, empty="You have no letters.")


@letters.command("show")
@click.argument("letter")
@json_option
def show_command(letter: str, *, as_json: bool) -> None:
    """One letter, and when a reader was told that it is confirmed."""
    _show(signed_in(lambda client: client.letter(letter)), as_json=as_json)


@letters.command("download")
@click.argument("letter")
@_output
@json_option
def download_command(letter: str, output: Path | None, *, as_json: bool) -> None:
    """Save a letter's PDF, byte for byte as it was issued."""
    path = keep(signed_in(lambda client: client.letter_document(letter)), output)
    if as_json:
        put_json({"path": str(path)})
    else:
        click.echo(f"Saved as {path}.")


@letters.command("replace")
@click.argument("letter")
@click.option("--yes", is_flag=True, help="Do not show it first.")
@_output
@json_option
def replace_command(letter: str, output: Path | None, *, yes: bool, as_json: bool) -> None:
    """Have the letter made that takes the place of LETTER, once a correction has replaced it.

    It says no more than LETTER was chosen to say, on your attendance as it stands now.
    """
    if not yes and not as_json:
        click.echo(signed_in(lambda client: client.replacement(letter)).text)
        click.confirm("This is what it will say. Have it made?", abort=True)

    async def work(client: Client) -> tuple[Letter, Document]:
        made = await client.replace_letter(letter)
        return made, await client.letter_document(made.id)

    _keep(*signed_in(work), output, as_json=as_json)


@letters.command("withdraw")
@click.argument("letter")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@json_option
def withdraw_command(letter: str, *, yes: bool, as_json: bool) -> None:
    """Take a letter back: from now on a check no longer confirms it."""
    if not yes and not as_json:
        click.confirm("A check will no longer confirm this letter. It cannot be undone. Take it back?", abort=True)
    _show(signed_in(lambda client: client.withdraw_letter(letter)), as_json=as_json)


_COMMANDS = (
    requests,
    forms,
    standing,
    batch_command,
    send_command,
    deliveries_command,
    again_command,
    cancel_command,
)
for _command in _COMMANDS:
    letters.add_command(_command)


def _keep(letter: Letter, document: Document, output: Path | None, *, as_json: bool) -> None:
    path = keep(document, output)
    if as_json:
        put_json({**letter.model_dump(mode="json"), "path": str(path)})
    else:
        click.echo(f"Saved as {path}. Read it before you hand it on: what it says is all that it tells.")


def _show(letter: Letter, *, as_json: bool) -> None:
    if as_json:
        put_json(letter)
        return
    click.echo(f"Number {letter.number}, issued {letter.issued_on}, for {letter.use}, level {letter.level}.")
    checked = letter.can_be_checked and letter.standing == "issued"
    click.echo(f"It is {letter.standing}." + (" A reader can check it." if checked else ""))
    for one in letter.confirmations:
        click.echo(f"  confirmed to a reader {one.at.astimezone():%Y-%m-%d %H:%M} {one.source}")


def _day(given: datetime | None) -> date | None:
    return given.date() if given is not None else None
