"""`handrail letters standing` and `handrail letters batch`: a letter each month, and what makes them."""

from __future__ import annotations

import asyncio
from datetime import datetime

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from handrail_client.client import Client
from handrail_client.messages import new_id
from handrail_client.records import LetterBatch, Renewal
from handrail_client.renewals import RenewalSend
from handrail_client.terminal.screen import clean
from handrail_client.terminal.shell import confirmed, json_option, put_json, signed_in
from handrail_client.terminal.table import put_table

_LOOK_EVERY = 2.0
_ENDS = {
    "made": "made",
    "nothing_to_say": "with nothing true to say this time",
    "refused": "ended: the rules permit them no more",
    "blocked": "held back: the letterhead tells too much and has to change first",
    "later": "to be tried again",
    "gone": "stopped meanwhile",
}

_ENDED = {
    "refuse": "ended: the rules permit it no more",
    "revoke": "ended: you took the form back",
    "lapse": "ended: the form no longer lets it be sent",
    "restore": "ended: the server went back to a copy",
}


@click.group("standing")
def standing() -> None:
    """A letter each month, into your own documents, until a day you choose."""


@standing.command("sign")
@click.option("--use", type=click.Choice(["work", "school", "other"]), required=True, help="What the letters are for.")
@click.option("--level", type=click.Choice(["1", "2"]), required=True, help="How much they say; it never rises.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The last day, within a year.")
@click.option("--language", type=click.Choice(["en", "es"]), default="en", help="English or Spanish.")
@click.option("--large", is_flag=True, help="Set in 14 points.")
@click.option("--form", help="Id of the consent that names who gets each letter by link as well.")
@click.option("--to", "address", help="That recipient's e-mail address; the same is asked for again.")
@click.option("--accept-warnings", is_flag=True, help="Accept, twice, what you were warned of.")
@json_option
def sign_command(
    use: str,
    level: str,
    until: datetime,
    language: str,
    form: str | None,
    address: str | None,
    *,
    large: bool,
    accept_warnings: bool,
    as_json: bool,
) -> None:
    """Sign once: each letter is decided anew when it is made, and again when it is sent."""
    if (form is None) != (address is None):
        raise click.UsageError("Give --form and --to, or neither.")
    send = None
    if form and address:
        again = address if as_json else str(click.prompt("The same address again"))
        if not as_json:
            click.confirm(f"Send each letter to {clean(address)}?", abort=True)
        send = RenewalSend(form, address, again, accept_warnings, accept_warnings)
    key = new_id()

    async def work(client: Client) -> Renewal:
        return await confirmed(
            client,
            lambda: client.sign_renewal(
                use=use, level=int(level), until=until.date(), language=language, large=large, send=send, key=key
            ),
        )

    made = signed_in(work)
    _show(made, as_json=as_json)
    if made.passcode and not as_json:
        click.echo(f"Passcode of every link, shown this once: {made.passcode}")
        click.echo("Give it to the recipient yourself, not by e-mail. Without it the links open nothing.")


@standing.command("list")
@json_option
def list_command(*, as_json: bool) -> None:
    """Your standing requests, and what came of them."""
    there = signed_in(Client.renewals)
    if as_json:
        put_json({"items": there})
        return
    rows = [
        (
            one.id,
            one.use,
            str(one.level),
            f"{one.until}",
            _ENDED.get(one.entries[-1].act, one.state) if one.entries else one.state,
            str(sum(each.act == "make" for each in one.entries)),
            one.address,
        )
        for one in there
    ]
    heads = ("Id", "For", "Level", "Until", "State", "Letters", "Sent to")
    put_table(heads, rows, empty="You have no standing requests.")


@standing.command("stop")
@click.argument("renewal")
@json_option
def stop_command(renewal: str, *, as_json: bool) -> None:
    """Take a standing request back, and what has not left yet. Letters that were made stay."""
    _show(signed_in(lambda client: client.stop_renewal(renewal)), as_json=as_json)


@click.command("batch")
@click.option("--look", is_flag=True, help="Start nothing; follow the latest one.")
@json_option
def batch_command(*, look: bool, as_json: bool) -> None:
    """For coordinators: make the letters of standing requests that are due, and follow it.

    Ending this ends nothing: the server goes on by itself, after a restart as well.
    """

    async def work(client: Client) -> LetterBatch:
        program = (await client.me()).program
        if not look:
            _ = await client.start_letter_batch(program)
        return await _follow(client, program, quiet=as_json)

    done = signed_in(work)
    if as_json:
        put_json(done)
        return
    click.echo(f"{done.total} were due.")
    for name, says in _ENDS.items():
        if many := getattr(done, name):
            click.echo(f"  {many} {says}")


async def _follow(client: Client, program: str, *, quiet: bool) -> LetterBatch:
    shown = Progress(
        TextColumn("Letters"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=quiet,
    )
    with shown as progress:
        bar = progress.add_task("letters", total=None)
        while True:
            batches = await client.letter_batches(program)
            if not batches:
                raise click.ClickException("There has been no batch yet.")
            progress.update(bar, total=batches[0].total, completed=batches[0].total - batches[0].left)
            if not batches[0].left:
                return batches[0]
            await asyncio.sleep(_LOOK_EVERY)


def _show(one: Renewal, *, as_json: bool) -> None:
    if as_json:
        put_json(one)
        return
    click.echo(f"For {one.use}, level {one.level}, each month until {one.until}. It is {one.state}.")
