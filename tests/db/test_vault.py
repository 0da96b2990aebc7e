"""Data keys are made before they are used, open what they sealed, and can be destroyed for good (design §9.5)."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from tests.fakes import FakeClock
from tests.support.patience import PATIENCE

from handrail.audit.entry import Tag
from handrail.db.key_file import KeyFileRefused
from handrail.db.sealed import Cell, KeyGone, SealBroken, care, record
from handrail.db.vault import STALE_AFTER, Vault
from handrail.kernel.ids import PersonId, SystemIds
from handrail.unit_of_work import Units

ANA, BEN = PersonId("ana"), PersonId("ben")
CELL = Cell("letter", "text", "1")


async def another(vault: Vault, clock: FakeClock, master: bytes = bytes(range(32))) -> Vault:
    """The same store, opened by another process."""
    return Vault(vault._engine, master, clock, SystemIds())


async def test_another_process_opens_what_one_sealed(vault: Vault, clock: FakeClock):
    """The key is durable before anything is sealed with it."""
    sealed = (await vault.ring([care(ANA)])).seal(care(ANA), CELL, "words")
    there = await (await another(vault, clock)).ring([care(ANA)])
    assert there.text(care(ANA), CELL, sealed) == "words"


async def test_two_processes_that_meet_a_new_person_agree_on_the_key(vault: Vault, clock: FakeClock):
    """Whoever is first makes it; the other takes it."""
    vaults = [vault, *[await another(vault, clock) for _ in range(3)]]
    rings = await asyncio.gather(*(one.ring([care(ANA), record(ANA), care(BEN)]) for one in vaults))
    sealed = rings[0].seal(care(ANA), CELL, "words")
    assert [ring.text(care(ANA), CELL, sealed) for ring in rings] == ["words"] * 4


async def test_keys_differ_by_person_and_class(vault: Vault):
    ring = await vault.ring([care(ANA), record(ANA), care(BEN)])
    assert len({key.secret for key in ring._keys.values() if key}) == 3


async def test_the_store_alone_opens_nothing(vault: Vault, clock: FakeClock):
    """Keys are wrapped; with another key file they cannot be unwrapped."""
    ring = await vault.ring([care(ANA)])
    secret = next(key.secret for key in ring._keys.values() if key)
    async with vault._engine.connect() as connection:
        rows = (await connection.execute(text("SELECT wrapped FROM wrapped_key"))).all()
    assert [bytes(row.wrapped) for row in rows] != [secret]
    stranger = await another(vault, clock, bytes(reversed(range(32))))
    with pytest.raises(SealBroken):
        await stranger.ring([care(ANA)])


async def test_a_destroyed_key_is_gone_for_good(vault: Vault, clock: FakeClock):
    """On this node at once, on others within five seconds, and never made anew (security I4)."""
    there = await another(vault, clock)
    sealed = (await vault.ring([care(ANA)])).seal(care(ANA), CELL, "words")
    await there.ring([care(ANA)])
    await vault.destroy(care(ANA))
    with pytest.raises(KeyGone):
        (await vault.ring([care(ANA)])).open(care(ANA), CELL, sealed)
    clock.advance(STALE_AFTER + 0.1)
    for one in (vault, there):
        with pytest.raises(KeyGone):
            (await one.ring([care(ANA)])).open(care(ANA), CELL, sealed)
    assert (await vault.ring([record(ANA)])).seal(record(ANA), CELL, "kept by law")


async def test_a_key_destroyed_before_it_was_used_stays_destroyed(vault: Vault):
    await vault.destroy(care(ANA))
    with pytest.raises(KeyGone):
        (await vault.ring([care(ANA)])).seal(care(ANA), CELL, "words")


async def test_a_digest_finds_a_value_within_one_purpose(vault: Vault, clock: FakeClock):
    """Equal values of different purposes, and of other installations, do not look alike."""
    assert vault.digest("e-mail", "ana@example.org") == vault.digest("e-mail", b"ana@example.org")
    assert vault.digest("e-mail", "ana@example.org") != vault.digest("code", "ana@example.org")
    stranger = await another(vault, clock, bytes(reversed(range(32))))
    assert vault.digest("e-mail", "ana@example.org") != stranger.digest("e-mail", "ana@example.org")
    assert len(vault.digest("e-mail", "")) == 32
    assert repr(vault) == "<vault>"


async def test_a_clock_step_does_not_keep_an_opened_key(vault: Vault, clock: FakeClock):
    """The five seconds are counted on the monotonic clock (K6)."""
    there = await another(vault, clock)
    await there.ring([care(ANA)])
    await vault.destroy(care(ANA))
    clock.jump(-86_400)
    clock.advance(STALE_AFTER + 0.1)
    with pytest.raises(KeyGone):
        (await there.ring([care(ANA)])).seal(care(ANA), CELL, "words")


async def test_many_units_that_need_new_keys_do_not_wait_for_each_other(units: Units):
    """Forty at once, each holding its transaction while it asks, are done in a moment."""

    async def meet(number: int) -> None:
        async with units.begin() as unit:
            await unit.audit.record(Tag.SIGN_IN_DONE)
            await units.vault.ring([care(PersonId(f"person-{number}"))])

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(meet(number) for number in range(40)))


async def test_another_key_file_stops_the_start(vault: Vault, clock: FakeClock):
    """Also a new one that was made because the right one is missing: it would open nothing (security I2)."""
    await vault.prepare()
    stranger = await another(vault, clock, bytes(reversed(range(32))))
    with pytest.raises(KeyFileRefused, match="restore"):
        await stranger.prepare()
