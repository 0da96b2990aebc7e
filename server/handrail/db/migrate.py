"""Bringing a database to the tables this release needs, and asking whether it is there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


async def upgrade(engine: AsyncEngine) -> None:
    """Run every migration that has not run yet, forward only."""

    def run(connection: Connection) -> None:
        command.upgrade(_config(connection), "head")

    async with engine.begin() as connection:
        await connection.run_sync(run)


async def write(engine: AsyncEngine, reason: str) -> None:
    """Write a revision from what the models say beyond the database, for a developer to read and finish."""

    def run(connection: Connection) -> None:
        number = sum(1 for _ in ScriptDirectory.from_config(_config()).walk_revisions()) + 1
        command.revision(_config(connection), reason, autogenerate=True, rev_id=f"{number:04}")

    async with engine.begin() as connection:
        await connection.run_sync(run)


async def is_current(engine: AsyncEngine) -> bool:
    """Whether the database stands at this release's last migration."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    return await stands_at(engine) == head


async def stands_at(engine: AsyncEngine) -> str:
    """The last migration that the database has had; empty if none."""
    async with engine.connect() as connection:
        return await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision()) or ""


def knows(revision: str) -> bool:
    """Whether this release has the migration, so that a database standing at it can be brought up to date."""
    return any(revision == one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions())
