"""`handrail migrate`: bring the database to this release."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

import click

from handrail.config import BadConfig, Config
from handrail.db import migrate as migrations
from handrail.db.data_folder import DataFolder, FolderRefused
from handrail.db.engine import Database


@click.command(help="Bring the database to this release; forward only, and nothing where it is there already.")
@click.option("--data", type=click.Path(path_type=Path), help="Data folder, where it is not the configured one.")
@click.option(
    "--write", "reason", help="For developers: write a revision for what the models have beyond the last one."
)
def migrate(data: Path | None, reason: str | None) -> None:
    """Upgrade, and say where the database stands."""
    try:
        config = Config.from_env(os.environ | ({"HANDRAIL_DATA": str(data)} if data else {}))
        asyncio.run(_write(reason) if reason else _upgrade(config))
    except (BadConfig, FolderRefused) as refused:
        raise click.UsageError(str(refused)) from None
    click.echo(
        "A revision was written. Read it before you commit it." if reason else "The database is at this release."
    )


async def _upgrade(config: Config) -> None:
    database = Database(config.database_url)
    folder = DataFolder(config.data) if database.is_sqlite else None
    try:
        await migrations.upgrade(database.writer)
    finally:
        await database.close()
        if folder:
            folder.release()


async def _write(reason: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{folder}/empty.sqlite")
        try:
            await migrations.upgrade(database.writer)
            await migrations.write(database.writer, reason)
        finally:
            await database.close()
