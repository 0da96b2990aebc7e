"""What one server process holds open: folder, databases, keys, units, group commit, background work."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from handrail.config import Config
from handrail.db import key_file, migrate, rewrap
from handrail.db.data_folder import DataFolder
from handrail.db.engine import Database
from handrail.db.group_commit import GroupCommit
from handrail.db.key_file import KeyFileRefused
from handrail.db.vault import Vault
from handrail.installation import hold_to
from handrail.jobs import LinkEntries, jobs
from handrail.kept_replies import KeptReplies
from handrail.kernel.clock import Clock, SystemClock
from handrail.kernel.ids import Ids, NodeId, SystemIds
from handrail.kernel.tasks import Tasks
from handrail.letters.send_due import SendDue
from handrail.reactions import Reactions
from handrail.sending import mailer, send_due
from handrail.unit_of_work import SqlUnit, Units

READY_WITHIN = 3.0

log = structlog.get_logger()


class NotReady(Exception):
    """The node cannot start; the message says what the operator does next."""


@dataclass(frozen=True, slots=True)
class Node:
    """The open parts of a process, handed to whoever builds on them."""

    config: Config
    id: NodeId
    clock: Clock
    ids: Ids
    database: Database
    vault: Vault
    units: Units
    group: GroupCommit[SqlUnit]
    kept_replies: KeptReplies
    tasks: Tasks
    reactions: Reactions
    sending: SendDue | None = None
    """The round that sends letters by mail; None: this installation sends none."""

    async def is_ready(self) -> bool:
        """Whether the database answers and can be written (K4)."""
        try:
            async with asyncio.timeout(READY_WITHIN), self.units.begin():
                return True
        except (SQLAlchemyError, OSError, TimeoutError):
            return False


@contextlib.asynccontextmanager
async def open_node(config: Config, *, clock: Clock | None = None, ids: Ids | None = None) -> AsyncIterator[Node]:
    """Open everything, keep it while the block lasts, close it in reverse order.

    Raises:
        NotReady: the database does not answer, or is not at this release's migration.
        FolderRefused, KeyFileRefused, BadConfig: see there.
    """
    clock, ids = clock or SystemClock(), ids or SystemIds()
    mail = mailer(config, clock)
    async with contextlib.AsyncExitStack() as stack:
        folder = DataFolder(config.data)
        stack.callback(folder.release)
        master = master_key(config, ids)
        database = Database(config.database_url)
        stack.push_async_callback(database.close)
        await _bring_up_to_date(database)
        keys = Database(f"sqlite+aiosqlite:///{_key_store(config)}") if database.is_sqlite else database
        if keys is not database:
            stack.push_async_callback(keys.close)
        vault = Vault(keys.keys, master, clock, ids)
        await vault.prepare()
        node_id = NodeId(ids.new())
        reactions = Reactions()
        units = Units(database, vault, clock, ids, node=node_id, react=reactions)
        async with database.write() as session:
            await hold_to(session, "HANDRAIL_PUBLIC_ORIGIN", config.public_origin)
        tasks = Tasks(lambda failure: log.error("task failed", kind=type(failure).__name__))
        group = GroupCommit(units.begin)
        kept_replies = KeptReplies(database, vault, clock)
        stack.push_async_callback(LinkEntries(units))
        stack.push_async_callback(tasks.stop)
        _ = tasks.start(group.run(), name="group commit")
        sending = send_due(mail, units, clock, ids, config.check_origin) if mail else None
        for job in jobs(units, kept_replies, clock, sending):
            _ = tasks.start(job.run(), name=job.name)
        yield Node(config, node_id, clock, ids, database, vault, units, group, kept_replies, tasks, reactions, sending)


def master_key(config: Config, ids: Ids) -> bytes:
    """The key file's key, made on first run and never beside data that another key has sealed.

    Raises:
        KeyFileRefused: it is missing, or there and cannot be trusted.
    """
    if rewrap.beside(config.key_file).exists():
        raise KeyFileRefused("a change of the key file was cut off; finish it: handrail keys rotate master")
    if not config.key_file.exists() and not _key_store(config).exists():
        key_file.make(config.key_file, ids.secret(key_file.SIZE))
    return key_file.read(config.key_file)


def _key_store(config: Config) -> Path:
    return config.data / "keys.sqlite"


async def _bring_up_to_date(database: Database) -> None:
    try:
        if database.is_sqlite:
            await migrate.upgrade(database.writer)
            return
        current = await migrate.is_current(database.writer)
    except (DBAPIError, OSError, TimeoutError) as failure:  # the message may hold an address with a password
        raise NotReady(
            f"The database cannot be used ({type(failure).__name__}). Is it there, and the right one?"
        ) from None
    if not current:
        raise NotReady("The database is of another release. Run: handrail migrate")
