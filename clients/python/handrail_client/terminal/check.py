"""`handrail check`: whether a letter is confirmed, for whoever holds its code. Nobody needs to sign in."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import click

from handrail_client.cli import REFUSED
from handrail_client.terminal.shell import anonymous, json_option, known_server, put_json, run


@click.command("check")
@click.argument("code", required=False)
@click.option("--server", help="The address that stands on the letter.")
@click.option(
    "--file",
    "document",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The letter's PDF, to know that not a byte of it was changed. It stays on this computer.",
)
@json_option
def check(code: str | None, server: str | None, document: Path | None, *, as_json: bool) -> None:
    """Check a letter by the CODE on it. Exit code 0: confirmed; 1: not confirmed, which says nothing more."""
    where = server or known_server() or click.prompt("The address on the letter")
    typed = code or click.prompt("The code on the letter")
    digest = hashlib.sha256(document.read_bytes()).hexdigest() if document is not None else None

    async def work() -> bool:
        async with anonymous(where) as client:
            return await client.check(typed, sha256=digest)

    confirmed = run(work())
    if as_json:
        put_json({"answer": "confirmed" if confirmed else "not_confirmed"})
    else:
        click.echo("Confirmed." if confirmed else "Not confirmed.")
    if not confirmed:
        sys.exit(REFUSED)
