from datetime import timedelta

import pytest
from tests.fakes import FakeClock
from tests.programs.factories import (
    ANA,
    BEN,
    CORA,
    ELSEWHERE,
    LEE,
    WEDNESDAY,
    Evenings,
    a_principal,
    enrolled,
    known,
    leading,
)

from handrail.kernel.errors import Conflict, Invalid, NotFound
from handrail.kernel.ids import PersonId, SessionId, SystemIds
from handrail.kernel.principal import Role
from handrail.programs.enrol import Enrol
from handrail.programs.leave import Leave
from handrail.programs.see_roster import SeeRoster
from handrail.programs.see_sessions import SeeCalendar
from handrail.unit_of_work import Units


async def test_somebody_who_comes_in_mid_cycle_changes_no_session(
    units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings
):
    await enrolled(units, evenings, ANA, clock)
    before = await SeeCalendar(units)(CORA, evenings.cohort.id)
    await known(units, BEN, Role.PARTICIPANT)

    await Enrol(units, clock, ids)(CORA, evenings.cohort.id, BEN, starts_on=evenings.sessions[2].on)

    assert await SeeCalendar(units)(CORA, evenings.cohort.id) == before
    async with units.read() as unit:
        rosters = [await unit.sessions.roster(session.id) for session in evenings.sessions]
    assert rosters == [(ANA,), (ANA,), (ANA, BEN), (ANA, BEN), (ANA, BEN), (ANA, BEN)]


async def test_nobody_is_in_a_cohort_twice_at_once(units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings):
    await enrolled(units, evenings, ANA, clock)

    with pytest.raises(Conflict):
        await Enrol(units, clock, ids)(CORA, evenings.cohort.id, ANA)

    assert len(await SeeRoster(units)(CORA, evenings.cohort.id)) == 1


async def test_only_participants_of_the_program_are_enrolled(
    units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings
):
    await known(units, LEE, Role.FACILITATOR)
    await known(units, BEN, Role.PARTICIPANT, ELSEWHERE)

    for person in (LEE, BEN, PersonId("nobody")):
        with pytest.raises(NotFound):
            await Enrol(units, clock, ids)(CORA, evenings.cohort.id, person)


async def test_a_planned_end_is_not_before_the_first_day(
    units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings
):
    await known(units, ANA, Role.PARTICIPANT)

    with pytest.raises(Invalid):
        await Enrol(units, clock, ids)(CORA, evenings.cohort.id, ANA, planned_end=WEDNESDAY - timedelta(days=1))


async def test_another_programs_coordinator_enrols_nobody_and_sees_nobody(
    units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings
):
    await known(units, ANA, Role.PARTICIPANT)
    stranger = a_principal(program=ELSEWHERE)

    with pytest.raises(NotFound):
        await Enrol(units, clock, ids)(stranger, evenings.cohort.id, ANA)
    with pytest.raises(NotFound):
        await SeeRoster(units)(stranger, evenings.cohort.id)


async def test_one_question_tells_everybody_who_may_enter_a_room(units: Units, clock: FakeClock, evenings: Evenings):
    await enrolled(units, evenings, ANA, clock)
    await enrolled(units, evenings, BEN, clock)
    await leading(units, evenings, LEE, clock)
    async with units.begin() as unit:
        await Leave(clock)(unit, BEN)

    async with units.read() as unit:
        for session in (*(one.id for one in evenings.sessions), SessionId("nothing")):
            admitted, leaders = await unit.enrolments.admitted(session), await unit.assignments.leaders(session)
            for person in (ANA, BEN, LEE):
                assert (person in admitted) == await unit.enrolments.on_roster(person, session)
                assert (person in leaders) == await unit.assignments.leads(person, session)
