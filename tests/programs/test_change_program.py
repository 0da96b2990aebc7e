from dataclasses import replace
from datetime import date

import pytest
from tests.fakes import FakeClock
from tests.programs.factories import CEDAR, CORA, ELSEWHERE, Evenings, a_principal

from handrail.kernel.errors import NotFound
from handrail.kernel.ids import SystemIds
from handrail.programs.change_program import ChangeProgram, ProgramChange
from handrail.programs.schedule_sessions import ScheduleSessions
from handrail.programs.see_program import SeeProgram
from handrail.programs.see_sessions import SeeCalendar
from handrail.unit_of_work import Units


@pytest.mark.usefixtures("evenings")
async def test_what_is_left_out_stays(units: Units):
    before, _ = await SeeProgram(units)(CORA, CEDAR)

    await ChangeProgram(units)(CORA, CEDAR, ProgramChange(name="Cedar evenings"))

    after, _ = await SeeProgram(units)(CORA, CEDAR)
    assert after == replace(before, name="Cedar evenings")


async def test_a_holiday_keeps_new_sessions_away_and_leaves_standing_ones(
    units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings
):
    holidays = frozenset({evenings.sessions[1].on, date(2026, 9, 18)})
    await ChangeProgram(units)(CORA, CEDAR, ProgramChange(holidays=holidays))

    made = await ScheduleSessions(units, clock, ids)(CORA, evenings.cohort.id, date(2026, 9, 21))

    assert [session.on for session in made] == [date(2026, 9, 16), date(2026, 9, 21)]
    calendar = await SeeCalendar(units)(CORA, evenings.cohort.id)
    assert evenings.sessions[1] in [session for session, _ in calendar]


@pytest.mark.usefixtures("evenings")
async def test_only_their_own_coordinator_changes_a_program(units: Units):
    with pytest.raises(NotFound):
        await ChangeProgram(units)(a_principal(program=ELSEWHERE), CEDAR, ProgramChange(name="Mine"))
