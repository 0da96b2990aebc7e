from datetime import date

import pytest
from tests.fakes import FakeClock
from tests.programs.factories import ANA, CORA, ELSEWHERE, WEDNESDAY, Evenings, a_principal, enrolled

from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.ids import SystemIds
from handrail.programs.change_enrolment import ChangeEnrolment, EndNow, PlanEnd
from handrail.programs.enrol import Enrol
from handrail.programs.enrolment import Enrolment
from handrail.programs.events import EnrolmentEnded
from handrail.unit_of_work import SqlUnit, Units


async def anas(units: Units) -> Enrolment:
    async with units.read() as unit:
        return (await unit.enrolments.of(ANA))[-1]


async def test_a_planned_end_is_kept_and_keeps_the_door_open(units: Units, clock: FakeClock, evenings: Evenings):
    await enrolled(units, evenings, ANA, clock)

    await ChangeEnrolment(units, clock)(CORA, (await anas(units)).id, PlanEnd(date(2026, 10, 14)))

    assert (await anas(units)).planned_end == date(2026, 10, 14)
    async with units.read() as unit:
        assert await unit.enrolments.on_roster(ANA, evenings.sessions[-1].id)


async def test_discharge_closes_every_room_from_the_commit_on(units: Units, clock: FakeClock, evenings: Evenings):
    await enrolled(units, evenings, ANA, clock)
    stated: list[object] = []

    async def notice(_: SqlUnit, event: object) -> None:
        stated.append(event)

    units.react = notice
    clock.advance(7 * 3600)
    await ChangeEnrolment(units, clock)(CORA, (await anas(units)).id, EndNow())

    async with units.read() as unit:
        assert not [one for one in evenings.sessions if await unit.enrolments.on_roster(ANA, one.id)]
        assert await unit.sessions.roster(evenings.tonight.id) == (ANA,)
        assert await unit.sessions.roster(evenings.sessions[1].id) == ()
    assert stated == [EnrolmentEnded(ANA, evenings.cohort.id)]
    assert (await anas(units)).last_day == WEDNESDAY


async def test_somebody_who_comes_back_is_enrolled_anew_and_the_first_time_stays_readable(
    units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings
):
    await enrolled(units, evenings, ANA, clock)
    first = (await anas(units)).id
    await ChangeEnrolment(units, clock)(CORA, first, EndNow())
    clock.advance(24 * 3600)

    again = await Enrol(units, clock, ids)(CORA, evenings.cohort.id, ANA)

    async with units.read() as unit:
        assert [one.id for one in await unit.enrolments.of(ANA)] == [first, again.id]
        assert await unit.enrolments.on_roster(ANA, evenings.sessions[1].id)
        assert await unit.sessions.roster(evenings.sessions[1].id) == (ANA,)


async def test_an_enrolment_ends_once(units: Units, clock: FakeClock, evenings: Evenings):
    await enrolled(units, evenings, ANA, clock)
    change = ChangeEnrolment(units, clock)
    await change(CORA, (await anas(units)).id, EndNow())

    with pytest.raises(Conflict):
        await change(CORA, (await anas(units)).id, EndNow())


async def test_another_programs_coordinator_ends_nothing(units: Units, clock: FakeClock, evenings: Evenings):
    await enrolled(units, evenings, ANA, clock)

    with pytest.raises(NotFound):
        await ChangeEnrolment(units, clock)(a_principal(program=ELSEWHERE), (await anas(units)).id, EndNow())
    assert (await anas(units)).ended_at is None
