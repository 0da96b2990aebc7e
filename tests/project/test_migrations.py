"""From nothing to this release: the migrations make what the models say, on both databases, and only go forward."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect
from sqlmodel import SQLModel
from tests.journeys.house import a_database

from handrail.db import migrate
from handrail.db.columns import UTCDateTime
from handrail.db.engine import Database
from handrail.db.sealed import SealedColumn
from handrail.db.vault import KEYS

REVISIONS = sorted((migrate.MIGRATIONS / "versions").glob("*.py"))


async def test_migrations_from_nothing_equal_the_models_on_sqlite(tmp_path: Path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'fresh.sqlite'}")
    await migrate.upgrade(database.writer)
    assert await differences(database) == []
    assert await migrate.is_current(database.writer)
    await database.close()


async def test_migrations_from_nothing_equal_the_models_on_postgres(postgres_url: str):
    async with a_database(postgres_url) as url:
        database = Database(url)
        assert await differences(database) == []
        assert await migrate.is_current(database.writer)
        await database.close()


async def test_upgrading_twice_changes_nothing(tmp_path: Path):
    """What an operator does when unsure."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'fresh.sqlite'}")
    await migrate.upgrade(database.writer)
    async with database.writer.connect() as connection:
        before = await connection.run_sync(tables)
    await migrate.upgrade(database.writer)
    async with database.writer.connect() as connection:
        assert await connection.run_sync(tables) == before
    await database.close()


@pytest.mark.parametrize("revision", REVISIONS, ids=lambda path: path.stem)
def test_there_is_no_way_back(revision: Path):
    """Forward only: a downgrade would throw away what people were told is kept (K8)."""
    functions = [node.name for node in ast.parse(revision.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
    assert "upgrade" in functions
    assert "downgrade" not in functions


@pytest.mark.parametrize("revision", REVISIONS, ids=lambda path: path.stem)
def test_a_revision_stands_on_plain_types(revision: Path):
    """It must still run when the code of today has moved on."""
    for node in ast.walk(ast.parse(revision.read_text("utf-8"))):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not [name for name in names if name.startswith(("handrail", "sqlmodel"))]


async def differences(database: Database) -> list[str]:
    """What the models say beyond the database, and the database beyond the models."""

    def compare(connection: Connection) -> list[str]:
        context = MigrationContext.configure(connection, opts={"compare_type": same_type})
        ours = set(SQLModel.metadata.tables) | set(KEYS.tables)
        found = [str(one) for one in compare_metadata(context, SQLModel.metadata) if not about_keys(one)]
        strangers = set(inspect(connection).get_table_names()) - ours - {"alembic_version"}
        return found + sorted(strangers)

    async with database.writer.connect() as connection:
        return await connection.run_sync(compare)


def about_keys(difference: object) -> bool:
    """The store of keys has tables of its own, made where the keys are."""
    return isinstance(difference, tuple) and getattr(difference[1], "name", "") in KEYS.tables


def same_type(_: object, __: object, ___: object, database_type: object, model_type: object) -> bool | None:
    """Whether two types differ; for ours the plain type behind them is what counts."""
    if isinstance(model_type, UTCDateTime | SealedColumn):
        return type(model_type.impl)._type_affinity is not type(database_type)._type_affinity
    return None


def tables(connection: Connection) -> dict[str, list[str]]:
    found = inspect(connection)
    return {name: sorted(column["name"] for column in found.get_columns(name)) for name in found.get_table_names()}
