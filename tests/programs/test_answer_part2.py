import pytest
from tests.fakes import FakeClock
from tests.programs.factories import CEDAR, CORA, ELSEWHERE, a_principal, tags

from handrail.kernel.errors import NotFound
from handrail.programs.answer_part2 import AnswerPart2
from handrail.programs.events import Part2Answered
from handrail.programs.program import Part2Status
from handrail.programs.see_program import SeeProgram
from handrail.unit_of_work import SqlUnit, Units


@pytest.mark.usefixtures("evenings")
async def test_the_last_answer_holds_and_is_stated_before_the_commit(units: Units, clock: FakeClock):
    stated: list[object] = []

    async def notice(_: SqlUnit, event: object) -> None:
        stated.append(event)

    units.react = notice
    for status in (Part2Status.UNKNOWN, Part2Status.YES, Part2Status.UNKNOWN):
        await AnswerPart2(units, clock)(CORA, CEDAR, status)

    program, _ = await SeeProgram(units)(CORA, CEDAR)
    assert program.part2 is Part2Status.UNKNOWN
    assert stated[-1] == Part2Answered(CEDAR, Part2Status.UNKNOWN)
    assert (await tags(units)).count("part2:answered") == 3


@pytest.mark.usefixtures("evenings")
async def test_only_their_own_coordinator_answers(units: Units, clock: FakeClock):
    with pytest.raises(NotFound):
        await AnswerPart2(units, clock)(a_principal(program=ELSEWHERE), CEDAR, Part2Status.NO)
