"""Writers take turns, readers do not write, and what was acknowledged is on the disk (design §9.1)."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path

import aiosqlite
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from tests.support.patience import PATIENCE
from tests.support.ports import free_port

from handrail.db import engine
from handrail.db.engine import Database

SCRATCH = Table("scratch_counts", MetaData(), Column("id", Integer, primary_key=True), Column("count", Integer))


@pytest.fixture
async def counting(database: Database) -> Database:
    async with database.writer.begin() as connection:
        await connection.run_sync(SCRATCH.metadata.drop_all)
        await connection.run_sync(SCRATCH.metadata.create_all)
        await connection.execute(insert(SCRATCH), {"id": 1, "count": 0})
    return database


async def count(database: Database) -> int:
    async with database.read() as session:
        connection = await session.connection()
        return int(await connection.scalar(select(SCRATCH.c.count)) or 0)


async def add_one(database: Database) -> None:
    """Read, then write: where updates get lost if nobody minds."""
    async with database.write() as session:
        connection = await session.connection()
        now = await connection.scalar(select(SCRATCH.c.count).with_for_update())
        await asyncio.sleep(0)
        await connection.execute(update(SCRATCH).values(count=now + 1))


async def test_no_update_is_lost(counting: Database):
    """Forty at once are forty."""
    await asyncio.gather(*(add_one(counting) for _ in range(40)))
    assert await count(counting) == 40


async def test_what_fails_leaves_nothing(counting: Database):
    async def fail() -> None:
        async with counting.write() as session:
            connection = await session.connection()
            await connection.execute(update(SCRATCH).values(count=7))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await count(counting) == 0
    await add_one(counting)


async def test_who_gives_up_in_the_middle_leaves_nothing_and_gives_the_turn_on(counting: Database):
    """A request whose client went away holds up nobody."""
    inside = asyncio.Event()

    async def wait() -> None:
        async with counting.write() as session:
            connection = await session.connection()
            await connection.execute(update(SCRATCH).values(count=7))
            inside.set()
            await asyncio.Event().wait()

    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(wait())
        await inside.wait()
        next_one = tasks.create_task(add_one(counting))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait_for(next_one, PATIENCE)
    assert await count(counting) == 1


async def test_who_gets_no_turn_is_told_so_soon(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch):
    """A disk that hangs must not make everybody wait for everybody (K4); afterwards all is as before."""
    monkeypatch.setattr(engine, "TURN_WITHIN", 0.01)
    async with sqlite_database.write():
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with sqlite_database.write():
                    pytest.fail("two wrote at once")
    async with sqlite_database.write() as session:
        assert await (await session.connection()).scalar(text("SELECT 1")) == 1


def test_a_turn_and_a_locked_file_together_take_no_longer_than_five_seconds():
    """K4."""
    assert engine.TURN_WITHIN + engine.BUSY_MS / 1000 <= 5


async def test_readers_do_not_wait_for_a_writer_and_see_the_last_commit(counting: Database):
    async with counting.write() as session:
        connection = await session.connection()
        await connection.execute(update(SCRATCH).values(count=7))
        assert await asyncio.wait_for(count(counting), PATIENCE) == 0
    assert await count(counting) == 7


async def test_a_reader_cannot_write(sqlite_database: Database):
    """On SQLite one connection writes, and it is not this one."""
    async with sqlite_database.read() as session:
        connection = await session.connection()
        with pytest.raises(DBAPIError):
            await connection.execute(text("CREATE TABLE planted (id INTEGER)"))


async def test_commits_are_flushed_and_foreign_keys_hold(sqlite_database: Database):
    """K2: full synchronisation, whatever the default was."""
    async with sqlite_database.write() as session:
        connection = await session.connection()
        told = {
            name: await connection.scalar(text(f"PRAGMA {name}"))
            for name in ("synchronous", "foreign_keys", "journal_mode")
        }
    assert told == {"synchronous": 2, "foreign_keys": 1, "journal_mode": "wal"}


async def test_commits_on_postgres_are_flushed(postgres_url: str):
    database = Database(postgres_url)
    async with database.read() as session:
        connection = await session.connection()
        assert await connection.scalar(text("SHOW synchronous_commit")) == "on"
        assert await connection.scalar(text("SHOW timezone")) == "UTC"
    await database.close()


async def test_an_error_shows_no_value(counting: Database):
    """Statements may be told, what was in them not (I10)."""
    async with counting.read() as session:
        connection = await session.connection()
        with pytest.raises(DBAPIError) as failure:
            await connection.execute(text("SELECT missing FROM scratch_counts WHERE id = :name"), {"name": 424242})
    assert "424242" not in str(failure.value)


async def test_the_file_is_for_its_owner_alone(tmp_path: Path):
    """Also where the umask and the folder are generous, and the files beside it are, too."""
    before = os.umask(0o022)
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'handrail.sqlite'}")
    async with database.writer.begin() as connection:
        await connection.run_sync(SCRATCH.metadata.create_all)
        modes = {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in os.scandir(tmp_path)}
    await database.close()
    os.umask(before)
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


async def test_a_write_begins_before_any_work():
    """A database that is away is noticed at the start of a unit, and by whoever asks whether we are ready (K4)."""
    away = Database(f"postgresql+asyncpg://nobody@127.0.0.1:{free_port()}/none")

    async def begin() -> None:
        async with away.write():
            pytest.fail("began without a database")

    with pytest.raises(OSError, match="Connect call failed"):
        await begin()
    await away.close()


async def test_a_statement_takes_one_trip_to_the_thread_of_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    trips: list[str] = []
    execute = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, act: object, *arguments: object) -> object:
        trips.append(str(arguments[2:3]))
        return await execute(self, act, *arguments)

    database = Database(f"sqlite+aiosqlite:///{tmp_path}/one.db")
    async with database.writer.begin() as connection:
        await connection.run_sync(SCRATCH.metadata.create_all)
        monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
        await connection.execute(insert(SCRATCH), [{"id": one, "count": one} for one in range(3)])
        rows = (await connection.execute(select(SCRATCH).order_by(SCRATCH.c.id))).all()
        changed = await connection.execute(update(SCRATCH).values(count=7).where(SCRATCH.c.id > 0))
        monkeypatch.undo()
    await database.close()
    assert (rows, changed.rowcount, len(trips)) == ([(0, 0), (1, 1), (2, 2)], 2, 3)
