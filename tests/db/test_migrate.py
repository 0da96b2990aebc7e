"""From nothing to the tables of this release, the same on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from handrail.db import migrate
from handrail.db.engine import Database

OTHER_STORES = {"wrapped_key", "alembic_version"}


@pytest_asyncio.fixture(params=["sqlite", "postgres"], loop_scope="session")
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database with nothing in it."""
    if request.param == "sqlite":
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'handrail.sqlite'}")
        yield database
        await database.close()
        return
    url = make_url(request.getfixturevalue("postgres_url"))
    server = Database(url)
    admin = server.writer.execution_options(isolation_level="AUTOCOMMIT")
    async with admin.connect() as connection:
        await connection.execute(text("DROP DATABASE IF EXISTS from_nothing"))
        await connection.execute(text("CREATE DATABASE from_nothing"))
    database = Database(url.set(database="from_nothing"))
    yield database
    await database.close()
    async with admin.connect() as connection:
        await connection.execute(text("DROP DATABASE from_nothing WITH (FORCE)"))
    await server.close()


def differences(connection: Connection) -> list[Any]:
    def ours(_: object, name: str | None, kind: str, *__: object) -> bool:
        return not (kind == "table" and (name in OTHER_STORES or str(name).startswith("scratch_")))

    options = {"compare_type": True, "include_object": ours}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), SQLModel.metadata))


async def test_migrations_from_nothing_make_the_tables_of_the_models(empty: Database):
    """Otherwise an installation would lack what the code writes."""
    assert not await migrate.is_current(empty.writer)
    await migrate.upgrade(empty.writer)
    assert await migrate.is_current(empty.writer)
    async with empty.writer.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrating_twice_changes_nothing(empty: Database):
    await migrate.upgrade(empty.writer)
    await migrate.upgrade(empty.writer)
    assert await migrate.is_current(empty.writer)
