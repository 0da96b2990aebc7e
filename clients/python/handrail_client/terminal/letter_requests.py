"""`handrail letters requests`: letters that a clinician signs for, from asking to having them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import click

from handrail_client.client import Client
from handrail_client.records import Document, LetterRequest
from handrail_client.terminal.keep import keep
from handrail_client.terminal.shell import confirmed, json_option, put_json, signed_in
from handrail_client.terminal.table import put_table

NEEDS: Mapping[str, str] = {
    "leave_amount": "How much time off you need",
    "return_date": "When you can come back",
    "functional_limits": "What you cannot do for now",
    "work_restrictions": "What should be arranged for you",
    "schedule_need": "That you are away at a time of day; a fixed pattern can give away the kind of care",
}
NAMES: Mapping[str, str] = {
    "provider_specialty": "The specialty of your clinician",
    "program_name": "The name of the program",
    "level_of_care": "The level of care",
    "diagnosis_general": "A diagnosis in general words",
    "diagnosis_specific": "The exact diagnosis",
}
NAMED = 4
ITEMS = {**NEEDS, **NAMES}


@click.group("requests")
def requests() -> None:
    """Letters that a clinician signs for: levels 3 and 4, leave and return."""


def ask_for(level: int, items: Collection[str], *, as_json: bool, **chosen: Any) -> None:
    """Ask for such a letter, and say what comes next; `chosen` as in `Client.request_letter`."""
    ticked = items or (() if as_json else _choose_items(level))
    _show(signed_in(lambda client: client.request_letter(level=level, items=ticked, **chosen)), as_json=as_json)


def _choose_items(level: int) -> tuple[str, ...]:
    """Ask which items the letter shall say; none is ticked beforehand."""
    offered = list(NEEDS) + (list(NAMES) if level >= NAMED else [])
    click.echo("What shall it say? Choose as little as does the job.")
    for number, item in enumerate(offered, 1):
        click.echo(f"  {number}  {ITEMS[item]}")
    while True:
        typed = str(click.prompt("Numbers, separated by commas")).replace(" ", "").split(",")
        if all(one.isascii() and one.isdigit() and 1 <= int(one) <= len(offered) for one in typed):
            return tuple(offered[int(one) - 1] for one in typed)
        click.echo(f"Numbers from 1 to {len(offered)}, please.")


@requests.command("list")
@json_option
def list_command(*, as_json: bool) -> None:
    """Your requests, newest first, and what each waits for."""
    there = signed_in(Client.letter_requests)
    if as_json:
        put_json({"items": there})
        return
    rows = [(one.id, one.use, str(one.level), one.state, stands(one)) for one in there]
    put_table(("Id", "For", "Level", "State", "What comes next"), rows, empty="You have asked for no such letter.")


@requests.command("sign")
@click.argument("request")
@click.argument("item", type=click.Choice(list(NAMES)))
@click.option("--yes", is_flag=True, help="You have thought about it; do not ask again.")
@json_option
def sign_command(request: str, item: str, *, yes: bool, as_json: bool) -> None:
    """Sign for one thing that a letter of level 4 names. Each takes a signature of its own."""
    if not yes and not as_json:
        click.confirm(f"The letter will tell its reader: {ITEMS[item].lower()}. Sign for this?", abort=True)

    async def work(client: Client) -> LetterRequest:
        return await confirmed(client, lambda: client.sign_letter_item(request, item))

    _show(signed_in(work), as_json=as_json)


@requests.command("preview")
@click.argument("request")
@json_option
def preview_command(request: str, *, as_json: bool) -> None:
    """The whole page of a request that the clinician has signed."""
    shown = signed_in(lambda client: client.preview_letter_request(request))
    if as_json:
        put_json(shown)
    else:
        click.echo(shown.text)


@requests.command("issue")
@click.argument("request")
@click.option("--warnings-accepted", is_flag=True, help="You have read the warnings (`list --json` shows them).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to save it; not over a file."
)
@json_option
def issue_command(request: str, output: Path | None, *, warnings_accepted: bool, as_json: bool) -> None:
    """Have the letter of a request made, and save it here."""

    async def work(client: Client) -> tuple[LetterRequest, Document]:
        accepted = warnings_accepted
        if not accepted and not as_json:
            asked = next((one for one in await client.letter_requests() if one.id == request), None)
            click.echo((await client.preview_letter_request(request)).text)
            for warning in asked.warnings if asked else ():
                click.echo(f"! {warning}")
            click.confirm("This is what it will say. Have it made?", abort=True)
            accepted = True
        made = await client.issue_letter_request(request, warnings_accepted=accepted)
        return made, await client.letter_document(made.letter)

    made, document = signed_in(work)
    path = keep(document, output)
    if as_json:
        put_json({**made.model_dump(mode="json"), "path": str(path)})
    else:
        click.echo(f"Saved as {path}. Read it before you hand it on: what it says is all that it tells.")


@requests.command("cancel")
@click.argument("request")
@json_option
def cancel_command(request: str, *, as_json: bool) -> None:
    """Take a request back. Nothing of it goes anywhere."""
    _show(signed_in(lambda client: client.cancel_letter_request(request)), as_json=as_json)


def stands(one: LetterRequest) -> str:
    """What a request waits for, in words."""
    match one.state:
        case "waiting":
            return f"an answer is due by {one.due_at.astimezone():%Y-%m-%d}"
        case "signed" if one.items_to_sign:
            return "sign for: " + ", ".join(one.items_to_sign)
        case "signed" if one.ready_at is not None:
            return f"the letter can be had from {one.ready_at.astimezone():%Y-%m-%d %H:%M}; issue, cancel"
        case "issued":
            return f"letter {one.letter}"
        case _:
            return one.answer


def _show(one: LetterRequest, *, as_json: bool) -> None:
    if as_json:
        put_json(one)
        return
    click.echo(f"Request {one.id} is {one.state}. {stands(one)}".rstrip())
    for warning in one.warnings:
        click.echo(f"! {warning}")
