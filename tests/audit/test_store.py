"""Entries are kept with what they tell of, and one sequencer links them (H1, H3)."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from tests.fakes import FakeClock

from handrail.audit import store
from handrail.audit.chain import Verdict
from handrail.audit.entry import Tag
from handrail.audit.walk import WalkLog
from handrail.kernel.ids import SystemIds
from handrail.unit_of_work import Units


async def record(units: Units, count: int = 1) -> None:
    async with units.begin() as unit:
        for number in range(count):
            await unit.audit.record(Tag.SIGN_IN_DONE, actor="ana", subject=f"sign-in-{number}", program="program")


async def link(units: Units) -> int:
    async with units.begin() as unit:
        return await unit.audit.link_pending()


async def walk(units: Units) -> Verdict:
    return (await WalkLog(units)())[0]


async def edit(units: Units, statement: str) -> None:
    async with units.database.writer.begin() as connection:
        assert (await connection.execute(text(statement))).rowcount == 1


async def test_an_entry_is_there_with_what_it_tells_of_or_not_at_all(units: Units):
    """An act that is rolled back leaves no entry, and an entry no act."""

    async def act() -> None:
        async with units.begin() as unit:
            await unit.audit.record(Tag.SIGN_IN_DONE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await act()
    assert await link(units) == 0


async def test_entries_are_linked_in_the_order_they_were_made(units: Units):
    await record(units, 3)
    async with units.read() as unit:
        assert await unit.audit.unlinked() == 3
    assert await link(units) == 3
    assert await link(units) == 0
    async with units.read() as unit:
        chain = [linked async for linked in unit.audit.chain()]
        assert await unit.audit.unlinked() == 0
    assert [linked.number for linked in chain] == [1, 2, 3]
    assert [linked.entry.subject for linked in chain if linked.entry] == ["sign-in-0", "sign-in-1", "sign-in-2"]
    assert (await walk(units)).broken is None


async def test_a_long_log_is_linked_and_walked_in_parts(units: Units, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(store, "AT_ONCE", 10)
    await record(units, 25)
    assert [await link(units) for _ in range(4)] == [10, 10, 5, 0]
    verdict = await walk(units)
    assert (verdict.linked, verdict.broken) == (25, None)


async def test_several_sequencers_at_once_make_one_order(units: Units):
    """Dense numbers, no fork, each entry once (H3)."""
    await record(units, 40)
    done = await asyncio.gather(*(link(units) for _ in range(5)), *(record(units) for _ in range(5)))
    await link(units)
    verdict = await walk(units)
    assert (verdict.linked, verdict.broken) == (45, None)
    assert sum(one for one in done if one is not None) <= 45


async def test_nodes_write_side_by_side(units: Units, clock: FakeClock, ids: SystemIds):
    """Each under its own name."""
    other = Units(units.database, units.vault, clock, ids, node="other")
    await asyncio.gather(*(record(one, 2) for one in (units, other) for _ in range(3)))
    await link(units)
    async with units.read() as unit:
        nodes = [linked.entry.node async for linked in unit.audit.chain() if linked.entry]
    assert sorted(nodes) == ["node"] * 6 + ["other"] * 6


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'ben' WHERE subject = 'sign-in-2'",
        "UPDATE audit_entry SET outcome = 'refused' WHERE subject = 'sign-in-2'",
        "UPDATE audit_entry SET tag = 'sign-in:failed' WHERE subject = 'sign-in-2'",
        "DELETE FROM audit_entry WHERE subject = 'sign-in-2'",
        "DELETE FROM audit_link WHERE number = 3",
        "UPDATE audit_link SET number = 77 WHERE number = 3",
    ],
)
async def test_one_altered_row_is_named(units: Units, statement: str):
    """Whatever was done to it, the walk stops at the third."""
    await record(units, 5)
    await link(units)
    await edit(units, statement)
    broken = (await walk(units)).broken
    assert broken is not None
    assert broken.number in {3, 4}
    assert (await walk(units)).linked == 2


async def test_an_entry_put_in_beside_the_log_is_named(units: Units):
    """It has no link and does not wait for one, so nobody here recorded it."""
    await record(units, 2)
    await link(units)
    await edit(
        units,
        "INSERT INTO audit_entry SELECT '0', at, tag, actor, subject, program, outcome, node "
        "FROM audit_entry WHERE subject = 'sign-in-0'",
    )
    broken = (await walk(units)).broken
    assert broken is not None
    assert (broken.number, broken.entry_id) == (3, "0")
    assert await link(units) == 0


async def test_the_last_entries_cut_off_are_missed_by_a_checkpoint(units: Units):
    """Kept elsewhere, it finds what the log itself cannot tell."""
    await record(units, 3)
    await link(units)
    before = await walk(units)
    await edit(units, "DELETE FROM audit_entry WHERE subject = 'sign-in-2'")
    await edit(units, "DELETE FROM audit_link WHERE number = 3")
    assert (await walk(units)).broken is None
    verdict, _ = await WalkLog(units)((before.linked, before.head))
    assert verdict.broken is not None
