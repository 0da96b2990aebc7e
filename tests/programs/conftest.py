"""A program set up by its coordinator, with a cohort, for tests of what happens in it."""

from __future__ import annotations

from datetime import date

import pytest
import pytest_asyncio
from tests.fakes import FakeClock
from tests.programs.factories import CORA, NOON, WEDNESDAY, Evenings, a_pattern

from handrail.kernel.ids import SystemIds
from handrail.programs.create_program import CreateProgram
from handrail.programs.plan_cohort import CohortPlan, PlanCohort
from handrail.programs.program import Part2Status
from handrail.programs.schedule_sessions import ScheduleSessions
from handrail.unit_of_work import Units


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOON)


@pytest_asyncio.fixture(loop_scope="session")
async def evenings(units: Units, clock: FakeClock, ids: SystemIds) -> Evenings:
    """A cohort of Monday, Wednesday and Friday evenings from this Wednesday on, two weeks in the calendar."""
    await CreateProgram(units, clock)(CORA, name="Cedar", state="OR", zone="America/Los_Angeles", part2=Part2Status.NO)
    planned = CohortPlan("Evening group", a_pattern(), WEDNESDAY, date(2026, 11, 27))
    cohort = await PlanCohort(units, clock, ids)(CORA, planned)
    sessions = await ScheduleSessions(units, clock, ids)(CORA, cohort.id, date(2026, 9, 14))
    return Evenings(cohort, sessions)
