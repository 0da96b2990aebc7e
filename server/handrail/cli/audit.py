"""`handrail audit verify`: walk the log offline; the server may go on meanwhile."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import click

from handrail.audit.walk import WalkLog
from handrail.audit.wire import AuditState, state
from handrail.config import Config
from handrail.db.engine import Database
from handrail.db.vault import Vault
from handrail.kernel.clock import SystemClock
from handrail.kernel.ids import SystemIds
from handrail.unit_of_work import Units

BROKEN = 1


@click.group(help="The audit log.")
def audit() -> None: ...


@audit.command()
@click.option("--data", type=click.Path(path_type=Path), help="Data folder, where it is not the configured one.")
@click.option(
    "--checkpoint", type=click.Path(exists=True, path_type=Path), help="An earlier --json answer to compare with."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def verify(data: Path | None, checkpoint: Path | None, as_json: bool) -> None:  # noqa: FBT001 - click hands flags over so
    """Walk every entry; exit 0 if the log holds, 1 naming the first bad entry if it does not."""
    environ = os.environ | ({"HANDRAIL_DATA": str(data)} if data else {})
    found = asyncio.run(walk(Config.from_env(environ), _read(checkpoint)))
    if as_json:
        click.echo(found.model_dump_json())
    elif found.broken is None:
        click.echo(f"The log holds: {found.entries} entries linked, {found.unlinked} waiting. Head {found.head}")
    else:
        click.echo(
            f"The log is broken at number {found.broken.number} (entry {found.broken.entry}): {found.broken.why}."
        )
    raise SystemExit(0 if found.verified else BROKEN)


def _read(checkpoint: Path | None) -> tuple[int, bytes] | None:
    if checkpoint is None:
        return None
    kept = json.loads(checkpoint.read_text())
    return int(kept["entries"]), bytes.fromhex(kept["head"])


async def walk(config: Config, checkpoint: tuple[int, bytes] | None = None) -> AuditState:
    """The state of the log in this configuration's database. Entries hold ids only, so no key is opened."""
    database = Database(config.database_url)
    clock, ids = SystemClock(), SystemIds()
    try:
        units = Units(database, Vault(database.reader, bytes(32), clock, ids), clock, ids)
        return state(*await WalkLog(units)(checkpoint))
    finally:
        await database.close()
