"""`handrail backup`: the data in one file and the keys in another, while the server goes on."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from handrail.audit.store import AuditStore
from handrail.cli import backup_file
from handrail.cli.backup_file import BackupRefused, Kind, Manifest
from handrail.cli.offline import in_words, key_store, settings
from handrail.config import BadConfig, Config
from handrail.db import key_file, migrate
from handrail.db.engine import Database
from handrail.db.sealed import Ring
from handrail.db.snapshot import NoSnapshot, snapshot
from handrail.db.vault import OURS, Vault
from handrail.kernel.clock import Clock, SystemClock
from handrail.kernel.ids import Ids, SystemIds

DATABASE, KEYS, LETTERS, MASTER = "handrail.sqlite", "keys.sqlite", "letters.pem", "master.key"
DATA_FILES = frozenset({DATABASE})
KEY_FILES = frozenset({KEYS, LETTERS, MASTER})

FOR_POSTGRES = """on PostgreSQL use its own tools, and keep the two files apart:
  pg_dump --format=custom --exclude-table=wrapped_key --file=data.dump DATABASE
  pg_dump --format=custom --table=wrapped_key --file=keys.dump DATABASE     (newest copy only)
To put back: pg_restore both, then, before any server starts: handrail restore --in-place"""


@click.command(short_help="Copy the data, and the keys apart, while the server runs.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--keys",
    "keys_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Copy the keys to this file; an older copy in it is replaced.",
)
@click.option("--data", type=click.Path(path_type=Path), help="Data folder, where it is not the configured one.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: the backup's manifest.")
def backup(file: Path, keys_file: Path | None, data: Path | None, *, as_json: bool) -> None:
    """Copy the data to the new file FILE as it stands at one instant; the server may go on meanwhile.

    FILE never holds keys: without them it is unreadable. They go to the file of --keys, to be kept elsewhere and
    only in the newest copy, because a key that was destroyed lives on in older ones. It also holds the key file
    where that is kept in the data folder; a key file of its own place stays there, so copy it once.

    Exit code 0 when done, 2 when it could not be done.
    """
    if file.exists():
        raise click.UsageError(f"{file} is there already; a backup is never written over")
    with in_words():
        try:
            made = asyncio.run(_backup(settings(data), file.resolve(), keys_file and keys_file.resolve()))
        except (NoSnapshot, BackupRefused, OSError) as failure:
            raise click.UsageError(str(failure)) from None
    if as_json:
        click.echo(made.model_dump_json())
        return
    click.echo(f"{file}: {made.files[DATABASE].bytes} bytes, as of {made.made_at:%Y-%m-%d %H:%M:%S} UTC.")
    click.echo(f"Audit log: {made.entries} entries linked. Head {made.head}")
    click.echo(f"{keys_file}: the keys. Keep it apart." if keys_file else "The keys were not copied: see --keys.")


def sqlite_path(config: Config) -> Path:
    """The database's file.

    Raises:
        BadConfig: it is not SQLite, with what to do instead.
    """
    url = make_url(config.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BadConfig(FOR_POSTGRES)
    return Path(url.database)


async def _backup(config: Config, file: Path, keys_file: Path | None) -> Manifest:
    source = sqlite_path(config)
    master = key_file.read(config.key_file)
    clock, ids = SystemClock(), SystemIds()
    with tempfile.TemporaryDirectory(prefix=".handrail-backup-", dir=file.parent) as made_here:
        folder = Path(made_here)
        made_at = clock.now()
        # First the data, then the keys: a key is durable before what it seals, so none is missing.
        snapshot(source, folder / DATABASE)
        snapshot(key_store(config), folder / KEYS)
        for name, path in ((LETTERS, config.data / LETTERS), (MASTER, config.key_file)):
            if path.exists() and path.resolve().parent == config.data.resolve():
                shutil.copyfile(path, folder / name)
        ring = await _ring(folder / KEYS, master, clock, ids)
        migration, entries, head = await _as_of(folder / DATABASE, clock, ids)

        def put(to: Path, kind: Kind, names: frozenset[str]) -> Manifest:
            files = {name: backup_file.measured(folder / name) for name in sorted(names) if (folder / name).exists()}
            manifest = Manifest(
                format=1,
                kind=kind,
                release=version("handrail"),
                migration=migration,
                made_at=made_at,
                entries=entries,
                head=head.hex(),
                files=files,
            )
            raw = manifest.model_dump_json(indent=1).encode()
            backup_file.write(to, raw, backup_file.sealing(raw, ring), folder)
            return manifest

        if keys_file:
            put(keys_file, Kind.KEYS, KEY_FILES)
        return put(file, Kind.DATA, DATA_FILES)


async def _ring(keys: Path, master: bytes, clock: Clock, ids: Ids) -> Ring:
    """The key that seals backups, opened. The file is as before once this returns."""
    database = Database(f"sqlite+aiosqlite:///{keys}")
    try:
        vault = Vault(database.keys, master, clock, ids)
        await vault.prepare()
        return await vault.ring([OURS])
    finally:
        await database.close()


async def _as_of(copy: Path, clock: Clock, ids: Ids) -> tuple[str, int, bytes]:
    """Where the copy stands: its migration, and number and link of the end of its audit log."""
    database = Database(f"sqlite+aiosqlite:///{copy}")
    try:
        migration = await migrate.stands_at(database.reader)
        async with database.read() as session:
            return migration, *(await AuditStore(session, clock, ids, "").head())
    finally:
        await database.close()
