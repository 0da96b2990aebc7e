"""`handrail sessions`, `handrail attendance`, `handrail handouts`: what is one's own to read."""

from __future__ import annotations

from pathlib import Path

import click

from handrail_client.client import Client
from handrail_client.records import Dispute, Document, Receipt
from handrail_client.terminal.keep import keep
from handrail_client.terminal.prose import prose
from handrail_client.terminal.screen import clean
from handrail_client.terminal.shell import json_option, put_json, signed_in
from handrail_client.terminal.table import put_table


@click.command("sessions")
@json_option
def sessions(*, as_json: bool) -> None:
    """Your next sessions, by the clock where they meet."""
    there = signed_in(Client.sessions)
    if as_json:
        put_json({"items": there})
        return
    rows = [(one.id, f"{one.on:%a %Y-%m-%d}", f"{one.starts}-{one.ends} {one.zone}", one.state) for one in there]
    put_table(("Id", "Day", "Time", "State"), rows, empty="No session is planned for you.")


@click.command("attendance")
@click.option("--dispute", "disputed", metavar="ENTRY", help="Say that an entry is wrong; your words are asked for.")
@json_option
def attendance(disputed: str | None, *, as_json: bool) -> None:
    """Your own attendance: minutes in the room, and the rule that was applied."""
    if disputed is not None:
        _dispute(disputed, as_json=as_json)
        return
    there = signed_in(Client.attendance)
    if as_json:
        put_json({"items": there})
        return
    rows = [(one.entry, f"{one.day:%a %Y-%m-%d}", one.status, _minutes(one), _remarks(one)) for one in there]
    put_table(("Entry", "Day", "Status", "Minutes", ""), rows, empty="There is no attendance yet.")
    for rule in dict.fromkeys(one.rule for one in there):
        click.echo(f"\nThe rule: {clean(rule)}")


def _dispute(entry: str, *, as_json: bool) -> None:
    words = str(click.prompt("What is wrong with it?", err=True))

    async def work(client: Client) -> Dispute:
        return await client.dispute(entry, words)

    kept = signed_in(work)
    if as_json:
        put_json(kept)
    else:
        click.echo("Your program will look at it and answer.")


def _minutes(one: Receipt) -> str:
    return f"{one.minutes} of {one.session_minutes}"


def _remarks(one: Receipt) -> str:
    remarks = ["late"] if one.late else []
    remarks += [f"away {gap.left:%H:%M}-{gap.came_back:%H:%M}" for gap in one.gaps]
    remarks += [f"corrected: {one.reason}"] if one.reason else []
    remarks += ["you said that it is wrong"] if one.disputed else []
    return "; ".join(remarks)


@click.command("handouts")
@click.argument("handout", required=False)
@click.option("--pdf", type=click.Path(path_type=Path, dir_okay=False), help="Save HANDOUT as a PDF for printing.")
@json_option
def handouts(handout: str | None, pdf: Path | None, *, as_json: bool) -> None:
    """The handouts that there are, or the text of HANDOUT."""
    if pdf is not None:
        if handout is None:
            raise click.UsageError("Say which handout to save.")
        _save(handout, pdf, as_json=as_json)
    elif handout is not None:
        _show(handout, as_json=as_json)
    else:
        _list(as_json=as_json)


def _list(*, as_json: bool) -> None:
    there = signed_in(Client.handouts)
    if as_json:
        put_json({"items": there})
    else:
        rows = [(one.id, one.title, one.summary) for one in there]
        put_table(("Id", "Title", "About"), rows, empty="There are no handouts.")


def _show(handout: str, *, as_json: bool) -> None:
    text = signed_in(lambda client: client.handout(handout))
    if as_json:
        put_json(text)
    else:
        click.echo(clean(f"{text.title}\n\n{prose(text.body)}"))


def _save(handout: str, pdf: Path, *, as_json: bool) -> None:
    path = keep(Document(signed_in(lambda client: client.handout_pdf(handout)), pdf.name), pdf)
    if as_json:
        put_json({"path": str(path)})
    else:
        click.echo(f"Saved as {path}.")
