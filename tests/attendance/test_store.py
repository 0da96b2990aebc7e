"""The ledger in the database: appended, sealed, and one line of entries a session and person."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from handrail.attendance.entry import standing
from handrail.attendance.ledger import Stay, Where
from handrail.attendance.policy import DEFAULT
from handrail.attendance.receipt import Dispute
from handrail.attendance.store import LedgerStore
from handrail.attendance.store_policy import PolicyStore
from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.ids import EntryId, PersonId, ProgramId, SessionId
from handrail.unit_of_work import SqlUnit, Units
from tests.attendance.test_entry import ANA, NOW, a_correction, an_entry
from tests.attendance.test_ledger import at

FIRST = an_entry()
SECOND = a_correction(FIRST)
BEN = PersonId("ben")
S1 = SessionId("s1")


def ledger(unit: SqlUnit) -> LedgerStore:
    return LedgerStore(unit.session, unit.vault)


async def test_entries_are_read_back_as_they_were_written(units: Units) -> None:
    async with units.begin() as unit:
        await ledger(unit).append(FIRST)
        await ledger(unit).append(SECOND)
        await ledger(unit).append(replace(FIRST, id=EntryId("e9"), person=BEN))

    async with units.read() as unit:
        assert await ledger(unit).of_person(ANA) == (FIRST, SECOND)
        assert await ledger(unit).get(SECOND.id) == SECOND
        assert len(await ledger(unit).of_session(S1)) == 3
        with pytest.raises(NotFound):
            await ledger(unit).get(EntryId("none"))


@pytest.mark.parametrize("again", [replace(FIRST, id=EntryId("e7")), replace(SECOND, id=EntryId("e8"))])
async def test_the_line_of_entries_never_forks(units: Units, again: object) -> None:
    async with units.begin() as unit:
        await ledger(unit).append(FIRST)
        await ledger(unit).append(SECOND)

    with pytest.raises(Conflict):
        async with units.begin() as unit:
            await ledger(unit).append(again)  # type: ignore[arg-type]


async def test_of_two_corrections_at_once_one_stands(units: Units) -> None:
    async with units.begin() as unit:
        await ledger(unit).append(FIRST)

    async def correct(name: str) -> None:
        async with units.begin() as unit:
            await ledger(unit).append(replace(SECOND, id=EntryId(name)))

    ends = await asyncio.gather(*(correct(name) for name in ("c1", "c2", "c3")), return_exceptions=True)

    assert sorted(type(end).__name__ for end in ends) == ["Conflict", "Conflict", "NoneType"]
    async with units.read() as unit:
        assert len(standing(await ledger(unit).of_person(ANA))) == 1


async def test_what_a_letter_rests_on_holds_until_its_unit_ends(units: Units) -> None:
    async with units.begin() as unit:
        await ledger(unit).append(FIRST)
    locked, seen = asyncio.Event(), []

    async def letter() -> None:
        async with units.begin() as unit:
            await ledger(unit).of_person(ANA, lock=True)
            locked.set()
            await asyncio.sleep(0)
            seen.append(standing(await ledger(unit).of_person(ANA)))

    async def correction() -> None:
        await locked.wait()
        async with units.begin() as unit:
            await ledger(unit).append(SECOND)
            seen.append(standing(await ledger(unit).of_person(ANA)))

    await asyncio.gather(letter(), correction())

    assert seen == [(FIRST,), (SECOND,)]


async def test_neither_status_nor_words_stand_in_plain(units: Units) -> None:
    async with units.begin() as unit:
        await ledger(unit).append(FIRST)
        await ledger(unit).append(SECOND)
        await ledger(unit).dispute(Dispute("d1", FIRST.id, ANA, "I was there.", NOW))
        await ledger(unit).enter("i1", ANA, S1, Where.ROOM, at(0))
        await ledger(unit).leave(ANA, S1, at(1))

    async with units.read() as unit:
        assert await ledger(unit).disputes_of(ANA) == (Dispute("d1", FIRST.id, ANA, "I was there.", NOW),)
        connection = await unit.session.connection()
        rows = [
            row
            for table in ("attendance_entry", "attendance_dispute", "presence_interval")
            for row in (await connection.execute(text(f"SELECT * FROM {table}"))).all()
        ]
    shown = " ".join(str(value) for row in rows for value in row)
    for word in ("present", "dropped", "I was there", "2026-09-02", "2026-09-03T01"):
        assert word not in shown


async def test_a_stay_begins_where_the_last_one_ends(units: Units) -> None:
    async with units.begin() as unit:
        store = ledger(unit)
        await store.enter("i1", ANA, S1, Where.LOBBY, at(-5))
        await store.enter("i2", ANA, S1, Where.ROOM, at(2))
        await store.leave(ANA, S1, at(60))
        await store.leave(ANA, S1, at(61))
        await store.enter("i3", ANA, S1, Where.ROOM, at(62))
        await store.enter("i4", BEN, S1, Where.ROOM, at(0))
        await store.enter("i5", BEN, SessionId("s2"), Where.ROOM, at(0))
        await store.leave_all(S1, at(180))
        await store.leave(PersonId("nobody"), S1, at(181))

    async with units.read() as unit:
        assert await ledger(unit).stays(S1) == {
            ANA: (
                Stay(Where.LOBBY, at(-5), at(2)),
                Stay(Where.ROOM, at(2), at(60)),
                Stay(Where.ROOM, at(62), at(180)),
            ),
            BEN: (Stay(Where.ROOM, at(0), at(180)),),
        }
        assert await ledger(unit).stays(SessionId("s2")) == {BEN: (Stay(Where.ROOM, at(0)),)}


async def test_policies_are_read_back_by_version(units: Units) -> None:
    mine, theirs = ProgramId("p1"), ProgramId("p2")
    first = replace(DEFAULT, version=1, in_force_from=date(2026, 9, 1))
    second = replace(first, version=2, late_minutes=0)
    async with units.begin() as unit:
        for one in (second, first):
            await PolicyStore(unit.session).add(mine, one, by=BEN, at=NOW)

    async with units.read() as unit:
        assert await PolicyStore(unit.session).of(mine) == (first, second)
        assert await PolicyStore(unit.session).of(theirs) == ()
