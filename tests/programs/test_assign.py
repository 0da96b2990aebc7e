import pytest
from tests.fakes import FakeClock
from tests.programs.factories import (
    ANA,
    CORA,
    ELSEWHERE,
    LEE,
    WEDNESDAY,
    Evenings,
    a_pattern,
    a_principal,
    known,
    leading,
)

from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.ids import CohortId, SessionId, SystemIds
from handrail.kernel.principal import Role
from handrail.programs.assign import Assign
from handrail.programs.events import AssignmentEnded
from handrail.programs.plan_cohort import CohortPlan, PlanCohort
from handrail.programs.see_roster import SeeFacilitators
from handrail.programs.unassign import Unassign
from handrail.unit_of_work import SqlUnit, Units


async def test_a_facilitator_leads_the_sessions_they_are_assigned_to(
    units: Units, clock: FakeClock, evenings: Evenings
):
    await leading(units, evenings, LEE, clock)

    async with units.read() as unit:
        assert await unit.assignments.leads(LEE, evenings.tonight.id)
        assert not await unit.assignments.leads(ANA, evenings.tonight.id)
        assert not await unit.assignments.leads(LEE, SessionId("nothing"))


async def test_a_stand_in_leads_that_session_alone(units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings):
    await known(units, LEE, Role.FACILITATOR)

    await Assign(units, clock, ids)(CORA, evenings.cohort.id, LEE, session=evenings.sessions[1].id)

    async with units.read() as unit:
        led = [session.on for session in evenings.sessions if await unit.assignments.leads(LEE, session.id)]
    assert led == [evenings.sessions[1].on]


async def test_an_assignment_taken_back_opens_nothing_from_the_commit_on(
    units: Units, clock: FakeClock, evenings: Evenings
):
    await leading(units, evenings, LEE, clock)
    stated: list[object] = []

    async def notice(_: SqlUnit, event: object) -> None:
        stated.append(event)

    units.react = notice
    (assignment,) = await SeeFacilitators(units)(CORA, evenings.cohort.id)
    await Unassign(units, clock)(CORA, assignment.id)

    async with units.read() as unit:
        assert not await unit.assignments.leads(LEE, evenings.tonight.id)
    assert stated == [AssignmentEnded(LEE, evenings.cohort.id, None)]
    with pytest.raises(Conflict):
        await Unassign(units, clock)(CORA, assignment.id)


async def test_only_facilitators_of_the_program_are_assigned_each_once(
    units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings
):
    assign = Assign(units, clock, ids)
    await leading(units, evenings, LEE, clock)
    await known(units, ANA, Role.PARTICIPANT)

    with pytest.raises(Conflict):
        await assign(CORA, evenings.cohort.id, LEE)
    with pytest.raises(NotFound):
        await assign(CORA, evenings.cohort.id, ANA)
    with pytest.raises(NotFound):
        await assign(CORA, CohortId("nothing"), LEE)
    with pytest.raises(NotFound):
        await assign(a_principal(program=ELSEWHERE), evenings.cohort.id, LEE)


async def test_a_session_of_another_cohort_is_not_given(
    units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings
):
    await known(units, LEE, Role.FACILITATOR)
    mornings = await PlanCohort(units, clock, ids)(CORA, CohortPlan("Mornings", a_pattern(), WEDNESDAY, None))

    with pytest.raises(NotFound):
        await Assign(units, clock, ids)(CORA, mornings.id, LEE, session=evenings.tonight.id)


async def test_another_programs_coordinator_takes_nothing_back(units: Units, clock: FakeClock, evenings: Evenings):
    await leading(units, evenings, LEE, clock)
    (assignment,) = await SeeFacilitators(units)(CORA, evenings.cohort.id)
    stranger = a_principal(program=ELSEWHERE)

    with pytest.raises(NotFound):
        await Unassign(units, clock)(stranger, assignment.id)
    with pytest.raises(NotFound):
        await SeeFacilitators(units)(stranger, evenings.cohort.id)
