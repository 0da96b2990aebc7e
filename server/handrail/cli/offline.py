"""An installation whose server is stopped, opened by an operator's command: nobody else may be writing."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import click

from handrail.config import BadConfig, Config
from handrail.db import migrate
from handrail.db.data_folder import DataFolder, FolderRefused
from handrail.db.engine import Database
from handrail.db.key_file import KeyFileRefused
from handrail.db.vault import Vault
from handrail.jobs import LinkEntries
from handrail.kernel.clock import Clock, SystemClock
from handrail.kernel.ids import Ids, NodeId, SystemIds
from handrail.unit_of_work import Units

QUIET_FOR = timedelta(seconds=30)
"""A node that has not said for so long that it lives is stopped; it says so every two seconds."""


class StillRunning(Exception):
    """A server uses this database; the message says what the operator does next."""


@dataclass(frozen=True, slots=True)
class Offline:
    """The open parts. The vault opens nothing before `vault.prepare()`."""

    config: Config
    clock: Clock
    ids: Ids
    node: NodeId
    database: Database
    keys: Database
    vault: Vault
    units: Units


@contextlib.asynccontextmanager
async def opened(config: Config, master: bytes = bytes(32)) -> AsyncIterator[Offline]:
    """Hold the data folder, bring SQLite up to date, and link what was recorded when the block ends in order.

    `master` is the key file's content, for commands that open what is sealed.

    Raises:
        FolderRefused, StillRunning: a server is running.
    """
    clock, ids = SystemClock(), SystemIds()
    async with contextlib.AsyncExitStack() as stack:
        folder = DataFolder(config.data)
        stack.callback(folder.release)
        database = Database(config.database_url)
        stack.push_async_callback(database.close)
        keys = Database(f"sqlite+aiosqlite:///{key_store(config)}") if database.is_sqlite else database
        if keys is not database:
            stack.push_async_callback(keys.close)
        if database.is_sqlite:
            await migrate.upgrade(database.writer)
        elif not await migrate.is_current(database.writer):
            raise click.UsageError("The database is of another release. Run: handrail migrate")
        node = NodeId(ids.new())
        vault = Vault(keys.keys, master, clock, ids)
        units = Units(database, vault, clock, ids, node=node)
        if not database.is_sqlite:
            await _nobody_beats(units, clock)
        yield Offline(config, clock, ids, node, database, keys, vault, units)
        await LinkEntries(units)()


def key_store(config: Config) -> Path:
    """The SQLite database of wrapped keys."""
    return config.data / "keys.sqlite"


def settings(data: Path | None) -> Config:
    """The configuration from the environment, with `--data` where it was given."""
    return Config.from_env(os.environ | ({"HANDRAIL_DATA": str(data)} if data else {}))


@contextlib.contextmanager
def in_words() -> Iterator[None]:
    """What stops a command before it has changed anything: its message, and exit code 2."""
    try:
        yield
    except (BadConfig, FolderRefused, KeyFileRefused, StillRunning) as refused:
        raise click.UsageError(str(refused)) from None


async def _nobody_beats(units: Units, clock: Clock) -> None:
    async with units.read() as unit:
        beats = (await unit.leases.beats()).values()
    if any(clock.now() - beat < QUIET_FOR for beat in beats):
        raise StillRunning(
            f"a server uses this database; stop every node, wait {QUIET_FOR.seconds} seconds, and try again"
        )
