"""`handrail restore`: put a backup back where nothing is, and end what must not outlive it."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

import click

from handrail.audit.entry import Tag
from handrail.audit.walk import WalkLog
from handrail.checkins.store import shipped as checkin_templates
from handrail.cli import backup_file
from handrail.cli.backup import DATA_FILES, DATABASE, KEY_FILES, KEYS, LETTERS, MASTER, sqlite_path
from handrail.cli.backup_file import BackupRefused, Kind, Manifest
from handrail.cli.offline import Offline, in_words, key_store, opened, settings
from handrail.config import BadConfig, Config
from handrail.db import key_file, migrate
from handrail.db.data_folder import DataFolder
from handrail.db.engine import Database
from handrail.db.group_commit import GroupCommit, running
from handrail.db.key_file import KeyFileRefused
from handrail.db.snapshot import NoSnapshot, snapshot
from handrail.db.tombstones import carry_over
from handrail.db.vault import OURS
from handrail.handouts.store import shipped as handout_library
from handrail.identity.end_sign_in import end, pairs
from handrail.jobs import LinkEntries
from handrail.kernel.clock import SystemClock
from handrail.live.hub import Hub
from handrail.live.hub_bus import OneProcess
from handrail.room_reactions import follow


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and what was ended by it.

    Attributes:
        as_of: the instant of the backup; what happened later is not there. Empty for `--in-place`.
        entries: how many entries of the audit log were linked and hold, with what this command recorded.
        moved_aside: where the folder that stood there before is now; empty if there was none.
    """

    as_of: str
    sign_ins_ended: int
    epochs_begun: int
    entries: int
    head: str
    moved_aside: str = ""


@click.command(short_help="Put a backup back, and end what must not outlive it.")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--keys",
    "keys_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The newest copy of the keys. Without it --replace takes those of the folder it moves aside, which are newer.",
)
@click.option("--data", type=click.Path(path_type=Path), help="Data folder, where it is not the configured one.")
@click.option("--replace", "replacing", is_flag=True, help="Move what is in the data folder aside first.")
@click.option(
    "--in-place", is_flag=True, help="Restore no FILE: the database was put back by its own tools; do what follows."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def restore(
    file: Path | None, keys_file: Path | None, data: Path | None, *, replacing: bool, in_place: bool, as_json: bool
) -> None:
    """Put FILE back into a data folder that is empty or not there; the server must be stopped.

    Nothing appears in the data folder before everything held: the backup is whole and of these keys, its audit log
    verifies. It is brought to this release. Every open sign-in is ended, old access tokens are refused, and every
    room begins a new epoch, so that clients are shown it anew. All of this is recorded in the audit log.

    Exit code 0 when done, 1 if the backup is refused, 2 when it could not be begun.
    """
    if in_place == bool(file) or (in_place and (keys_file or replacing)):
        raise click.UsageError("give FILE, or --in-place alone")
    try:
        with in_words():
            config = settings(data)
            doing = _restore(config, file, keys_file, replacing=replacing) if file else _in_place(config)
            done = asyncio.run(doing)
    except (BackupRefused, NoSnapshot) as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(json.dumps(asdict(done)) if as_json else "\n".join(_said(config, done)))


def _said(config: Config, done: Restored) -> list[str]:
    said = [f"Restored into {config.data}, as of {done.as_of}. What happened later is not there."] if done.as_of else []
    if done.moved_aside:
        said.append(f"What was there before is in {done.moved_aside}. It holds keys: destroy it when it is not needed.")
    said.append(f"Sign-ins ended: {done.sign_ins_ended}. Rooms with a new epoch: {done.epochs_begun}.")
    said.append(f"The audit log holds: {done.entries} entries linked. Head {done.head}")
    return said


async def _in_place(config: Config) -> Restored:
    async with opened(config, key_file.read(config.key_file)) as here:
        await here.vault.prepare()
        return await _settle(here, Restored("", 0, 0, 0, ""), await _walk(here, None))


async def _restore(config: Config, file: Path, keys_file: Path | None, *, replacing: bool) -> Restored:
    target = config.data.absolute()
    if not sqlite_path(config).absolute().is_relative_to(target):
        raise BadConfig("HANDRAIL_DATABASE_URL must be empty: a backup is put back into the data folder")
    old = target if target.exists() and any(target.iterdir()) else None
    if old and not replacing:
        raise BadConfig(f"{target} is not empty; restore elsewhere, or move what is there aside with --replace")
    if not keys_file and not (old and key_store(config).exists()):
        raise BadConfig("say where the newest copy of the keys is: --keys FILE")
    held = DataFolder(old) if old else None
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-restoring-", dir=target.parent))
    try:
        done = await _prepared(config, folder, file, keys_file)
        return replace(done, moved_aside=_put_in_place(folder, target, old, SystemClock().now()))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if held:
            held.release()


async def _prepared(config: Config, folder: Path, file: Path, keys_file: Path | None) -> Restored:
    """Everything in `folder` as the server will find it."""
    data, raw, seal = backup_file.read(file, Kind.DATA, DATA_FILES, folder)
    if not migrate.knows(data.migration):
        raise BackupRefused("the backup was made by a newer release of Handrail; restore it with that one")
    of_keys = _fetch_keys(config, folder, keys_file, data)
    own_place = config.key_file.resolve().parent != config.data.resolve()
    there = replace(
        config,
        data=folder,
        database_url=f"sqlite+aiosqlite:///{folder / DATABASE}",
        key_file=config.key_file if own_place else folder / MASTER,
    )
    if not there.key_file.exists():
        raise KeyFileRefused(
            "the backup of the keys has no key file; put it in its place and name it: HANDRAIL_KEY_FILE"
        )
    async with opened(there, key_file.read(there.key_file)) as here:
        if keys_file and key_store(config).exists():
            await _keep_destroyed(key_store(config), here)
        await here.vault.prepare()
        ring = await here.vault.ring([OURS])
        for manifest, of_manifest in ((raw, seal), *of_keys):
            backup_file.check_seal(manifest, of_manifest, ring)
        checkpoint = (data.entries, bytes.fromhex(data.head)) if data.entries else None
        done = Restored(data.made_at.isoformat(), 0, 0, 0, "")
        return await _settle(here, done, await _walk(here, checkpoint), new_tokens=True)


def _fetch_keys(config: Config, folder: Path, keys_file: Path | None, data: Manifest) -> list[tuple[bytes, bytes]]:
    """The keys, from their backup or from the folder that is moved aside; gives manifest and seal to check."""
    if keys_file:
        keys, raw, seal = backup_file.read(keys_file, Kind.KEYS, KEY_FILES, folder)
        if keys.entries < data.entries or keys.made_at < data.made_at:
            raise BackupRefused("this copy of the keys is older than the backup; take the newest")
        return [(raw, seal)]
    snapshot(key_store(config), folder / KEYS)
    for name, path in ((LETTERS, config.data / LETTERS), (MASTER, config.key_file)):
        if path.exists() and path.resolve().parent == config.data.resolve():
            shutil.copyfile(path, folder / name)
            (folder / name).chmod(0o600)
    return []


async def _keep_destroyed(keys_before: Path, here: Offline) -> None:
    """What was destroyed in the folder that is moved aside is not brought back by an older copy of the keys."""
    with tempfile.TemporaryDirectory() as folder:
        snapshot(keys_before, Path(folder) / KEYS)
        newer = Database(f"sqlite+aiosqlite:///{Path(folder) / KEYS}")
        try:
            _ = await carry_over(newer.reader, here.keys.keys)
        finally:
            await newer.close()


async def _walk(here: Offline, checkpoint: tuple[int, bytes] | None) -> int:
    """How many entries the log has, all of which hold."""
    verdict, _ = await WalkLog(here.units)(checkpoint)
    if verdict.broken:
        raise BackupRefused(f"its audit log is broken at number {verdict.broken.number}: {verdict.broken.why}")
    return verdict.linked


async def _settle(here: Offline, done: Restored, entries: int, *, new_tokens: bool = False) -> Restored:
    """End what must not outlive a restore, write down that there was one, and see that the log still holds."""
    now = here.clock.now()
    async with here.units.begin() as unit:
        await unit.audit.record(Tag.BACKUP_RESTORED, subject=str(entries))
        if new_tokens:
            await unit.audit.record(Tag.KEYS_CHANGED, subject="tokens")
        open_now = await unit.sign_ins.open_now()
        await end(unit, pairs(open_now), now, by="")
        await unit.tickets.forget_all()
        await unit.deliveries.end_all(now)
        await unit.renewals.end_sending(now)
    epochs = await _begin_epochs(here)
    await LinkEntries(here.units)()
    verdict, _ = await WalkLog(here.units)()
    if verdict.broken:
        raise BackupRefused(f"its audit log broke while it was put back, at number {verdict.broken.number}")
    return replace(
        done,
        sign_ins_ended=len(open_now),
        epochs_begun=epochs,
        entries=verdict.linked,
        head=verdict.head.hex(),
    )


async def _begin_epochs(here: Offline) -> int:
    async with running(GroupCommit(here.units.begin)) as writer:
        hub = Hub(
            units=here.units,
            writer=writer,
            vault=here.vault,
            clock=here.clock,
            ids=here.ids,
            node=here.node,
            bus=OneProcess(),
            follow=follow,
            templates=checkin_templates(),
            library=handout_library(),
        )
        try:
            return await hub.begin_epochs()
        finally:
            await hub.drain()


def _put_in_place(folder: Path, target: Path, old: Path | None, now: datetime) -> str:
    """The prepared folder becomes the data folder; gives where the old one went."""
    aside = ""
    try:
        if old:
            to = target.with_name(f"{target.name}-before-{now:%Y-%m-%dT%H%M%S}")
            aside = str(old.rename(_free(to)))
        elif target.exists():
            target.rmdir()
        folder.rename(target)
    except OSError as failure:
        raise BackupRefused(
            f"{target} cannot be put in place ({failure.strerror}); a mount point cannot: name a folder inside it"
        ) from None
    handle = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return aside


def _free(path: Path) -> Path:
    """This path, or with a number where something stands there already."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free
