from datetime import date, timedelta

import pytest
from tests.fakes import FakeClock
from tests.programs.factories import CORA, ELSEWHERE, WEDNESDAY, Evenings, a_pattern, a_principal

from handrail.kernel.errors import Invalid, NotFound
from handrail.kernel.ids import SystemIds
from handrail.programs.cancel_session import CancelSession
from handrail.programs.plan_cohort import CohortPlan, PlanCohort
from handrail.programs.schedule_sessions import FURTHEST, ScheduleSessions
from handrail.programs.see_sessions import SeeCalendar
from handrail.programs.session import SessionState
from handrail.unit_of_work import Units


async def test_two_weeks_of_evenings_stand_in_the_calendar(units: Units, evenings: Evenings):
    calendar = await SeeCalendar(units)(CORA, evenings.cohort.id)

    assert tuple(session for session, _ in calendar) == evenings.sessions
    assert [session.on.day for session in evenings.sessions] == [2, 4, 7, 9, 11, 14]
    assert {session.state for session in evenings.sessions} == {SessionState.SCHEDULED}


async def test_asking_again_or_further_adds_and_never_rebuilds(
    units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings
):
    schedule = ScheduleSessions(units, clock, ids)

    assert await schedule(CORA, evenings.cohort.id, date(2026, 9, 14)) == ()
    added = await schedule(CORA, evenings.cohort.id, date(2026, 9, 16))

    assert [session.on for session in added] == [date(2026, 9, 16)]
    calendar = await SeeCalendar(units)(CORA, evenings.cohort.id)
    assert tuple(session for session, _ in calendar) == (*evenings.sessions, *added)


async def test_a_cancelled_session_does_not_come_back(
    units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings
):
    await CancelSession(units, clock)(CORA, evenings.tonight.id)

    assert await ScheduleSessions(units, clock, ids)(CORA, evenings.cohort.id, date(2026, 9, 14)) == ()


@pytest.mark.usefixtures("evenings")
async def test_days_that_have_passed_get_no_session(units: Units, clock: FakeClock, ids: SystemIds):
    planned = CohortPlan("Late start", a_pattern(), WEDNESDAY - timedelta(days=30), None)
    cohort = await PlanCohort(units, clock, ids)(CORA, planned)

    made = await ScheduleSessions(units, clock, ids)(CORA, cohort.id, WEDNESDAY)

    assert [session.on for session in made] == [WEDNESDAY]


async def test_the_calendar_ends_somewhere(units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings):
    with pytest.raises(Invalid):
        await ScheduleSessions(units, clock, ids)(CORA, evenings.cohort.id, WEDNESDAY + FURTHEST + timedelta(days=1))


async def test_another_programs_coordinator_finds_no_cohort(
    units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings
):
    stranger = a_principal(program=ELSEWHERE)
    with pytest.raises(NotFound):
        await ScheduleSessions(units, clock, ids)(stranger, evenings.cohort.id, WEDNESDAY)
    with pytest.raises(NotFound):
        await SeeCalendar(units)(stranger, evenings.cohort.id)
    with pytest.raises(NotFound):
        await PlanCohort(units, clock, ids)(stranger, CohortPlan("Mine", a_pattern(), WEDNESDAY, None))
