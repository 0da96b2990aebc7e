"""Requests by right on both databases: the clock, who may see and do what, and that each act is written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from handrail.consent.codes import LegalAuthority
from handrail.kernel.errors import Conflict, Invalid, NotFound
from handrail.kernel.ids import PersonId, ProgramId, SystemIds
from handrail.reactions import Reactions
from handrail.rights.answer import AnswerRights
from handrail.rights.ask import AskForRight, OwnRights
from handrail.rights.note_overdue import NoteOverdue
from handrail.rights.request import LONGEST, Act, Ground, Manner, Outcome, Request, Right, State
from handrail.unit_of_work import Units
from tests.consent.people import ANA, CORA, HE, OFFICER, SHE, TODAY, settle
from tests.consent.test_record_paper import record
from tests.fakes import FakeClock

ELSEWHERE = replace(OFFICER, program=ProgramId("program-other"))
DAY = 24 * 3600


async def asks(units: Units, clock: FakeClock, right: Right = Right.ACCOUNTING, wants: str = "") -> Request:
    return await AskForRight(units, clock, SystemIds())(SHE, right, wants)


async def written(units: Units) -> list[str]:
    async with units.read() as unit:
        query = text("SELECT tag FROM audit_entry WHERE tag LIKE 'right%' ORDER BY id")
        return [row[0] for row in await (await unit.session.connection()).execute(query)]


async def test_an_accounting_is_asked_for_extended_and_given(units: Units, clock: FakeClock):
    await settle(units, clock)
    asked = await asks(units, clock)
    assert (asked.asked_on, asked.due_on, asked.free) == (TODAY, TODAY + timedelta(days=60), True)
    office = AnswerRights(units, clock)
    [waiting] = await office.waiting(OFFICER)
    assert (waiting.request, waiting.overdue, waiting.name) == (asked, False, "Ana Ruiz")
    await office(OFFICER, asked.id, Act.EXTEND, reason="The log is long.")
    clock.advance(90 * DAY)
    assert await NoteOverdue(units, clock)() == 0
    clock.advance(DAY)
    note = NoteOverdue(units, clock)
    [late] = await office.waiting(OFFICER)
    assert late.overdue
    assert (await note(), await note()) == (1, 0)
    given = await office(OFFICER, asked.id, Act.ANSWER, outcome=Outcome.GIVEN)
    assert await office.waiting(OFFICER) == ()
    assert await OwnRights(units, clock)(SHE) == (given,) == await office.of(OFFICER, ANA)
    assert [entry.act for entry in given.entries] == [Act.EXTEND, Act.OVERDUE, Act.ANSWER]
    assert given.entries[-1].by == OFFICER.person
    acts = [one for one in await written(units) if one != "rights:read"]
    assert acts == ["right:asked", "right:extended", "right:overdue", "right:answered"]


async def test_a_second_accounting_within_a_year_is_charged_only_once_accepted(units: Units, clock: FakeClock):
    await settle(units, clock)
    await asks(units, clock)
    clock.advance(1)
    second = await asks(units, clock)
    assert not second.free
    office, own = AnswerRights(units, clock), OwnRights(units, clock)
    with pytest.raises(Conflict):
        await own.act(SHE, second.id, Act.ACCEPT_FEE)
    told = await office(OFFICER, second.id, Act.TELL_FEE, cents=400)
    assert (told.state, told.owed_cents) == (State.FEE_TOLD, 0)
    assert (await own.act(SHE, second.id, Act.ACCEPT_FEE)).owed_cents == 400
    given = await office(OFFICER, second.id, Act.ANSWER, outcome=Outcome.GIVEN)
    assert (given.state, given.owed_cents) == (State.ANSWERED, 400)


async def test_staff_write_down_what_was_asked_by_word_and_keep_a_part_on_a_ground(units: Units, clock: FakeClock):
    await settle(units, clock)
    take = AskForRight(units, clock, SystemIds())
    asked = await take.told(CORA, ANA, Right.RECORD, Manner.ORAL, "My attendance, on paper")
    assert (asked.taken_by, asked.person, asked.due_on) == (CORA.person, ANA, date(2026, 10, 2))
    answered = await AnswerRights(units, clock)(
        OFFICER, asked.id, Act.ANSWER, outcome=Outcome.IN_PART, ground=Ground.NOTES, reason="Notes are kept apart."
    )
    assert (answered.state, answered.entries[0].ground) == (State.ANSWERED, Ground.NOTES)
    with pytest.raises(NotFound):
        await take.told(replace(CORA, program=ProgramId("program-other")), ANA, Right.RECORD, Manner.ORAL, "")
    with pytest.raises(Invalid):
        await take.told(CORA, ANA, Right.RECORD, Manner.ORAL, "x" * (LONGEST + 1))


async def test_a_directive_to_send_a_copy_starts_the_clock_on_the_day_it_came(units: Units, clock: FakeClock):
    """164.524(c)(3)(ii): it obliges, within the same 30 days."""
    units.react = Reactions()
    await settle(units, clock)
    await record(units, clock, received_on=date(2026, 9, 1))
    assert await OwnRights(units, clock)(SHE) == ()
    await record(units, clock, kinds=frozenset({LegalAuthority.ACCESS_THIRD_PARTY_DIRECTIVE}))
    [made] = await OwnRights(units, clock)(SHE)
    assert (made.right, made.asked_on, made.due_on) == (Right.RECORD, TODAY, date(2026, 10, 2))


async def test_a_request_is_its_persons_and_its_programs(units: Units, clock: FakeClock):
    await settle(units, clock)
    asked = await asks(units, clock, wants="a bruise")
    office = AnswerRights(units, clock)
    assert await OwnRights(units, clock)(HE) == ()
    for refused in (
        office.waiting(ELSEWHERE),
        OwnRights(units, clock).act(HE, asked.id, Act.WITHDRAW),
        office(ELSEWHERE, asked.id, Act.ANSWER, outcome=Outcome.GIVEN),
        office.of(ELSEWHERE, ANA),
        office.of(OFFICER, PersonId("nobody")),
    ):
        with pytest.raises(NotFound):
            await refused
    async with units.read() as unit:
        stored = (await (await unit.session.connection()).execute(text("SELECT * FROM rights_request"))).all()
    assert b"bruise" not in b"".join(bytes(one) for row in stored for one in row if isinstance(one, bytes | memoryview))
