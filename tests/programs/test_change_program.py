from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.fakes import FakeClock
from tests.programs.factories import CEDAR, CORA, ELSEWHERE, WEDNESDAY, Evenings, a_principal

from handrail.kernel.errors import Invalid, NotFound
from handrail.kernel.ids import SystemIds
from handrail.programs.change_program import ChangeProgram, ProgramChange
from handrail.programs.program import PolicyReference
from handrail.programs.schedule_sessions import ScheduleSessions
from handrail.programs.see_program import SeeProgram
from handrail.programs.see_sessions import SeeCalendar
from handrail.unit_of_work import Units


@pytest.mark.usefixtures("evenings")
async def test_what_is_left_out_stays(units: Units, clock: FakeClock):
    before, _ = await SeeProgram(units)(CORA, CEDAR)

    await ChangeProgram(units, clock)(CORA, CEDAR, ProgramChange(name="Cedar evenings"))

    after, _ = await SeeProgram(units)(CORA, CEDAR)
    assert after == replace(before, name="Cedar evenings")


async def test_a_holiday_keeps_new_sessions_away_and_leaves_standing_ones(
    units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings
):
    holidays = frozenset({evenings.sessions[1].on, date(2026, 9, 18)})
    await ChangeProgram(units, clock)(CORA, CEDAR, ProgramChange(holidays=holidays))

    made = await ScheduleSessions(units, clock, ids)(CORA, evenings.cohort.id, date(2026, 9, 21))

    assert [session.on for session in made] == [date(2026, 9, 16), date(2026, 9, 21)]
    calendar = await SeeCalendar(units)(CORA, evenings.cohort.id)
    assert evenings.sessions[1] in [session for session, _ in calendar]


@pytest.mark.usefixtures("evenings")
async def test_a_policy_is_chosen_from_today_on_and_never_for_days_past(units: Units, clock: FakeClock):
    change = ChangeProgram(units, clock)
    late = PolicyReference("standard-2", WEDNESDAY - timedelta(days=1))
    with pytest.raises(Invalid):
        await change(CORA, CEDAR, ProgramChange(attendance_policy=late))

    await change(CORA, CEDAR, ProgramChange(attendance_policy=PolicyReference("standard-2", WEDNESDAY)))

    program, _ = await SeeProgram(units)(CORA, CEDAR)
    assert program.attendance_policy_on(WEDNESDAY) == "standard-2"
    assert program.attendance_policy_on(WEDNESDAY - timedelta(days=1)) is None


@pytest.mark.usefixtures("evenings")
async def test_only_their_own_coordinator_changes_a_program(units: Units, clock: FakeClock):
    with pytest.raises(NotFound):
        await ChangeProgram(units, clock)(a_principal(program=ELSEWHERE), CEDAR, ProgramChange(name="Mine"))
