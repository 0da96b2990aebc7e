"""One way to the rows: read sessions at will, write sessions in turns.

On SQLite one connection writes and alone checkpoints (design §9.1; SQLite's WAL documentation): every unit,
the room's group commit included, waits for its turn here, first come first served, instead of sleeping on a
lock. Each write transaction begins with `BEGIN IMMEDIATE`, because the driver's own late `BEGIN` lets two
readers-then-writers lose an update without an error. On Postgres the database takes the turns.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.one_trip import OneTrip

READERS = 4
POSTGRES_CONNECTIONS = 12
KEY_CONNECTIONS = 4
BUSY_MS = 1000
"""For another process on the file, such as a backup tool: this one takes turns."""
TURN_WITHIN = 4.0
"""Seconds in which a turn to write must come: with `BUSY_MS` a write fails within the five that K4 allows."""


def sqlite_engine(url: URL, *, writes: bool) -> AsyncEngine:
    """An engine on one SQLite file; the writing kind holds exactly one connection."""
    size = 1 if writes else READERS
    engine = create_async_engine(
        url, module=OneTrip(), pool_size=size, max_overflow=0, pool_timeout=5, hide_parameters=True
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver leaves BEGIN to us
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}", "synchronous=FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        if not writes:
            cursor.execute("PRAGMA query_only=ON")
            cursor.execute("PRAGMA wal_autocheckpoint=0")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def postgres_engine(url: URL, size: int = POSTGRES_CONNECTIONS) -> AsyncEngine:
    """An engine on Postgres through asyncpg; commits wait for the disk (K2)."""
    return create_async_engine(
        url,
        pool_size=size,
        max_overflow=4,
        pool_timeout=5,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"server_settings": {"synchronous_commit": "on", "timezone": "UTC"}},
    )


class Database:
    """Read and write sessions on one database.

    Attributes:
        is_sqlite: whether this is the single-machine kind.
        keys: connections for the vault alone, on Postgres. A unit holds one of `writer` while it asks for keys; if
            those came from the same pool, as many units as it has would wait for each other until all time out.
    """

    def __init__(self, url: str | URL) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database and self.url.database != ":memory:":
            # SQLite gives the files it puts beside this one the same rights, whatever the umask says.
            os.close(os.open(self.url.database, os.O_RDWR | os.O_CREAT, 0o600))
        self._turn = asyncio.Lock() if self.is_sqlite else None
        self.writer = sqlite_engine(self.url, writes=True) if self.is_sqlite else postgres_engine(self.url)
        self.reader = sqlite_engine(self.url, writes=False) if self.is_sqlite else self.writer
        self.keys = self.writer if self.is_sqlite else postgres_engine(self.url, KEY_CONNECTIONS)

    @contextlib.asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed on leaving, rolled back on any exception.

        Raises:
            TimeoutError: on SQLite, no turn came in time; nothing was done.
        """
        async with (
            self._my_turn(),
            AsyncSession(self.writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            _ = await session.connection()  # begins here and now: whether it can be written is known before any work
            yield session

    @contextlib.asynccontextmanager
    async def _my_turn(self) -> AsyncIterator[None]:
        if self._turn is None:
            yield
            return
        async with asyncio.timeout(TURN_WITHIN):
            await self._turn.acquire()
        try:
            yield
        finally:
            self._turn.release()

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session that only reads; nothing in it is ever committed."""
        async with AsyncSession(self.reader, expire_on_commit=False) as session:
            yield session

    async def close(self) -> None:
        await self.reader.dispose()
        if self.writer is not self.reader:
            await self.writer.dispose()
        if self.keys is not self.writer:
            await self.keys.dispose()
