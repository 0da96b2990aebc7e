"""Fixtures: every storage test runs on SQLite and on a real Postgres."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import settings
from sqlalchemy import text
from sqlmodel import SQLModel

from handrail.db.engine import Database
from handrail.db.vault import KEYS, Vault
from handrail.kernel.ids import SystemIds
from handrail.unit_of_work import Units
from tests.fakes import FakeClock
from tests.support.pg import postgres

MASTER = bytes(range(32))

pytest_plugins = ("tests.support.skips",)

# How long an example takes says how busy the machine is; benchmarks measure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests that take minutes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="takes minutes: run with --long"))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ids() -> SystemIds:
    return SystemIds()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres() as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table and no row, made once and copied: to make the tables takes longer than a test."""
    file = tmp_path_factory.mktemp("empty") / "handrail.sqlite"
    database = Database(f"sqlite+aiosqlite:///{file}")
    await _make_tables(database)
    await database.close()
    return file


@pytest.fixture(scope="session")
def with_tables() -> set[str]:
    """Addresses of Postgres servers that have every table."""
    return set()


async def _make_tables(database: Database) -> None:
    async with database.writer.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
        await connection.run_sync(KEYS.create_all)


@pytest_asyncio.fixture(params=["sqlite", "postgres"], loop_scope="session")
async def database(
    request: pytest.FixtureRequest, tmp_path: Path, empty_file: Path, with_tables: set[str]
) -> AsyncIterator[Database]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        async for one in _sqlite(tmp_path, empty_file):
            yield one
        return
    url = request.getfixturevalue("postgres_url")
    database = Database(url)
    if url not in with_tables:
        await _make_tables(database)
        with_tables.add(url)
    async with database.writer.begin() as connection:
        tables = [*SQLModel.metadata.sorted_tables, *KEYS.sorted_tables]
        await connection.execute(text("TRUNCATE " + ", ".join(f'"{table.name}"' for table in tables) + " CASCADE"))
    yield database
    await database.close()


@pytest_asyncio.fixture(loop_scope="session")
async def sqlite_database(tmp_path: Path, empty_file: Path) -> AsyncIterator[Database]:
    """An empty SQLite database, for tests that are not about storage."""
    async for one in _sqlite(tmp_path, empty_file):
        yield one


async def _sqlite(folder: Path, empty: Path) -> AsyncIterator[Database]:
    file = shutil.copy(empty, folder / "handrail.sqlite")
    database = Database(f"sqlite+aiosqlite:///{file}")
    yield database
    await database.close()


@pytest_asyncio.fixture(loop_scope="session")
async def vault(database: Database, tmp_path: Path, clock: FakeClock, ids: SystemIds) -> AsyncIterator[Vault]:
    """Data keys in a store of their own, as in production."""
    keys = Database(f"sqlite+aiosqlite:///{tmp_path / 'keys.sqlite'}") if database.is_sqlite else database
    vault = Vault(keys.keys, MASTER, clock, ids)
    await vault.prepare()
    yield vault
    if keys is not database:
        await keys.close()


@pytest.fixture
def units(database: Database, vault: Vault, clock: FakeClock, ids: SystemIds) -> Units:
    return Units(database, vault, clock, ids)
