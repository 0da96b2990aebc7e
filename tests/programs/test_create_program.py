import pytest
from tests.fakes import FakeClock
from tests.programs.factories import CEDAR, CORA, ELSEWHERE, a_principal, tags

from handrail.kernel.errors import Conflict, Invalid, NotFound
from handrail.programs.create_program import CreateProgram
from handrail.programs.program import Part2Status, Program
from handrail.programs.see_program import SeeProgram
from handrail.unit_of_work import Units


async def create(units: Units, clock: FakeClock, part2: Part2Status = Part2Status.NO, state: str = "OR") -> Program:
    return await CreateProgram(units, clock)(
        CORA, name="Cedar evenings", state=state, zone="America/Los_Angeles", part2=part2
    )


async def test_a_program_is_set_up_with_its_coordinators_id_and_read_back_as_it_was_written(
    units: Units, clock: FakeClock
):
    created = await create(units, clock)

    assert created.id == CEDAR
    assert await SeeProgram(units)(CORA, CEDAR) == (created, None)
    assert await tags(units) == ["program:created"]


async def test_a_program_is_set_up_once(units: Units, clock: FakeClock):
    await create(units, clock)

    with pytest.raises(Conflict):
        await create(units, clock, Part2Status.YES)
    program, _ = await SeeProgram(units)(CORA, CEDAR)
    assert program.part2 is Part2Status.NO


async def test_an_unknown_state_sets_nothing_up(units: Units, clock: FakeClock):
    with pytest.raises(Invalid):
        await create(units, clock, state="ZZ")
    with pytest.raises(NotFound):
        await SeeProgram(units)(CORA, CEDAR)


async def test_another_programs_coordinator_finds_nothing(units: Units, clock: FakeClock):
    await create(units, clock)

    with pytest.raises(NotFound):
        await SeeProgram(units)(a_principal(program=ELSEWHERE), CEDAR)
