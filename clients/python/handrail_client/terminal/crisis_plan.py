"""`handrail crisis-plan`: one's own plan for a hard hour, read and written."""

from __future__ import annotations

import sys

import click

from handrail_client.client import Client
from handrail_client.crisis_plan import PARTS, CrisisPlan
from handrail_client.terminal.screen import clean
from handrail_client.terminal.shell import json_option, put_json, signed_in


@click.command("crisis-plan")
@click.option("--write", "part", type=click.Choice(list(PARTS)), help="Write this part anew, from standard input.")
@json_option
def crisis_plan(part: str | None, *, as_json: bool) -> None:
    """Your own crisis plan. Nobody else can read it here, your program included.

    In an emergency call 911; call or text 988 at any hour.
    """
    plan = signed_in(Client.crisis_plan) if part is None else _written(part)
    if as_json:
        put_json(plan)
        return
    said = {name: words for name, words in plan.parts.items() if words}
    for name, words in said.items():
        click.echo(f"{PARTS[name]} ({name})\n{clean(words)}\n")
    if not said:
        click.echo(f"Nothing is written yet. Begin with `handrail crisis-plan --write {next(iter(PARTS))}`.")


def _written(part: str) -> CrisisPlan:
    # Words on the command line would stay in the history of the shell.
    if sys.stdin.isatty():
        click.echo(f"{PARTS[part]}: write, then press Ctrl-D on a line of its own.", err=True)
    said = sys.stdin.read()

    async def work(client: Client) -> CrisisPlan:
        before = await client.crisis_plan()
        return await client.write_crisis_plan(before.parts | {part: said}, based_on=before.version)

    return signed_in(work)
