from tests.fakes import FakeClock
from tests.programs.factories import ANA, BEN, CORA, LEE, Evenings, enrolled, leading

from handrail.programs.leave import Leave
from handrail.programs.see_roster import SeeFacilitators, SeeRoster
from handrail.unit_of_work import Units


async def test_somebody_who_leaves_the_program_is_expected_nowhere_and_leads_nothing(
    units: Units, clock: FakeClock, evenings: Evenings
):
    await enrolled(units, evenings, ANA, clock)
    await enrolled(units, evenings, BEN, clock)
    await leading(units, evenings, LEE, clock)

    async with units.begin() as unit:
        await Leave(clock)(unit, ANA)
        await Leave(clock)(unit, LEE)
        await Leave(clock)(unit, LEE)

    async with units.read() as unit:
        assert await unit.sessions.roster(evenings.tonight.id) == (BEN,)
        assert not await unit.assignments.leads(LEE, evenings.tonight.id)
    ended = [one.person for one in await SeeRoster(units)(CORA, evenings.cohort.id) if one.ended_at]
    assert ended == [ANA]
    assert [one.ended_at for one in await SeeFacilitators(units)(CORA, evenings.cohort.id)] == [clock.now()]
