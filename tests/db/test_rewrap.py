"""The key file can be changed: nothing sealed is lost, everybody is still found, an interruption is made good (I3)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.conftest import MASTER
from tests.fakes import FakeClock

from handrail.db import key_file, rewrap
from handrail.db.engine import Database
from handrail.db.key_file import KeyFileRefused
from handrail.db.sealed import Cell, KeyGone, care, record
from handrail.db.tombstones import carry_over
from handrail.db.vault import WRAPPED_KEY, Vault
from handrail.kernel.ids import PersonId, SystemIds

ANA, BEN = PersonId("ana"), PersonId("ben")
CELL = Cell("letter", "text", "1")
IDS = SystemIds()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The key file that `vault` was begun with."""
    key_file.make(tmp_path / "master.key", MASTER)
    return tmp_path / "master.key"


async def under(vault: Vault, file: Path, clock: FakeClock) -> Vault:
    """The same store, opened at the next start."""
    again = Vault(vault._engine, key_file.read(file), clock, IDS)
    await again.prepare()
    return again


async def keys_in(vault: Vault) -> int:
    async with vault._engine.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(WRAPPED_KEY)) or 0


async def test_what_was_sealed_before_opens_after_as_often_as_the_key_is_changed(
    vault: Vault, file: Path, clock: FakeClock
):
    sealed = (await vault.ring([care(ANA), record(ANA)])).seal(care(ANA), CELL, "words")
    for _ in range(3):
        before = key_file.read(file)
        done = await rewrap.rotate(vault._engine, file, IDS)
        assert key_file.read(file) != before
        assert (done.keys, done.resumed) == (await keys_in(vault), False)
        ring = await (await under(vault, file, clock)).ring([care(ANA)])
        assert ring.text(care(ANA), CELL, sealed) == "words"


async def test_people_are_found_by_their_address_after_it(vault: Vault, file: Path, clock: FakeClock):
    """Look-ups, links, passwords and letter codes hang on digests, which a new key file does not change."""
    digest = vault.digest("e-mail", "ana@example.org")
    for _ in range(2):
        await rewrap.rotate(vault._engine, file, IDS)
        assert (await under(vault, file, clock)).digest("e-mail", "ana@example.org") == digest


async def test_the_old_key_file_opens_nothing_any_more(vault: Vault, file: Path, clock: FakeClock):
    await rewrap.rotate(vault._engine, file, IDS)
    with pytest.raises(KeyFileRefused):
        await Vault(vault._engine, MASTER, clock, IDS).prepare()


async def test_destroyed_keys_stay_destroyed(vault: Vault, file: Path, clock: FakeClock):
    sealed = (await vault.ring([care(ANA)])).seal(care(ANA), CELL, "words")
    await vault.destroy(care(ANA))
    await rewrap.rotate(vault._engine, file, IDS)
    with pytest.raises(KeyGone):
        (await (await under(vault, file, clock)).ring([care(ANA)])).open(care(ANA), CELL, sealed)


async def test_cut_off_before_the_rows_changed_it_begins_anew(vault: Vault, file: Path, clock: FakeClock):
    """Even when the new key was only half on the disk."""
    sealed = (await vault.ring([care(ANA)])).seal(care(ANA), CELL, "words")
    rewrap.beside(file).write_bytes(b"half a key")
    assert not (await rewrap.rotate(vault._engine, file, IDS)).resumed
    ring = await (await under(vault, file, clock)).ring([care(ANA)])
    assert ring.text(care(ANA), CELL, sealed) == "words"
    assert not rewrap.beside(file).exists()


async def test_cut_off_after_the_rows_changed_it_is_finished(
    vault: Vault, file: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
):
    """The rows are under the new key, the old file still has its name: the next call puts the new one in its place."""
    sealed = (await vault.ring([care(ANA)])).seal(care(ANA), CELL, "words")

    async def power_cut(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(rewrap, "_count", power_cut)  # the first thing after the transaction
        with pytest.raises(KeyboardInterrupt):
            await rewrap.rotate(vault._engine, file, IDS)
    with pytest.raises(KeyFileRefused):
        await under(vault, file, clock)
    rows = await keys_in(vault)
    done = await rewrap.rotate(vault._engine, file, IDS)
    assert (done.resumed, done.keys) == (True, rows)
    ring = await (await under(vault, file, clock)).ring([care(ANA)])
    assert ring.text(care(ANA), CELL, sealed) == "words"


async def test_a_key_file_that_cannot_be_replaced_where_it_is_changes_nothing(
    vault: Vault, file: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
):
    """As one that is mounted by itself: that is found out before any row is."""

    def busy(*_: object) -> Path:
        raise OSError(16, "Device or resource busy")

    with monkeypatch.context() as mounted:
        mounted.setattr(Path, "replace", busy)
        with pytest.raises(OSError, match="busy"):
            await rewrap.rotate(vault._engine, file, IDS)
    await under(vault, file, clock)


async def test_with_the_key_file_of_others_nothing_is_changed(
    vault: Vault, file: Path, tmp_path: Path, clock: FakeClock
):
    key_file.make(tmp_path / "theirs.key", os.urandom(32))
    with pytest.raises(KeyFileRefused):
        await rewrap.rotate(vault._engine, tmp_path / "theirs.key", IDS)
    await under(vault, file, clock)


async def test_an_older_copy_of_the_keys_does_not_bring_back_what_was_destroyed(
    vault: Vault, clock: FakeClock, tmp_path: Path
):
    older_store = Database(f"sqlite+aiosqlite:///{tmp_path / 'older.sqlite'}")
    older = Vault(older_store.keys, MASTER, clock, IDS)
    await older.prepare()
    await older.ring([care(ANA), care(BEN)])
    await vault.destroy(care(ANA))
    assert await carry_over(vault._engine, older_store.keys) == 1
    clock.advance(10)
    with pytest.raises(KeyGone):
        (await older.ring([care(ANA)])).seal(care(ANA), CELL, "words")
    assert (await older.ring([care(BEN)])).seal(care(BEN), CELL, "words")
    await older_store.close()
