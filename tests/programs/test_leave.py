from tests.fakes import FakeClock
from tests.programs.factories import ANA, BEN, CORA, LEE, Evenings, enrolled, leading

from handrail.identity.correct_account import CorrectAccount
from handrail.identity.correction import Correction
from handrail.kernel.principal import Role
from handrail.programs.leave import Leave
from handrail.programs.see_roster import SeeFacilitators, SeeRoster
from handrail.reactions import Reactions
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


async def test_somebody_who_is_no_facilitator_any_more_leads_nothing(
    units: Units, clock: FakeClock, evenings: Evenings
):
    """The cohort goes with the role: nobody keeps a room by an assignment that was forgotten (G1)."""
    await enrolled(units, evenings, ANA, clock)
    await leading(units, evenings, LEE, clock)
    units.react = Reactions()
    change = CorrectAccount(units, clock)

    await change(CORA, LEE, Correction(roles=frozenset({Role.FACILITATOR, Role.COORDINATOR})))
    async with units.read() as unit:
        assert await unit.assignments.leads(LEE, evenings.tonight.id)

    await change(CORA, LEE, Correction(roles=frozenset({Role.PARTICIPANT})))
    async with units.read() as unit:
        assert not await unit.assignments.leads(LEE, evenings.tonight.id)
        assert await unit.sessions.roster(evenings.tonight.id) == (ANA,)


async def test_a_participant_who_becomes_staff_is_expected_as_a_participant_no_longer(
    units: Units, clock: FakeClock, evenings: Evenings
):
    await enrolled(units, evenings, ANA, clock)
    units.react = Reactions()
    await CorrectAccount(units, clock)(CORA, ANA, Correction(roles=frozenset({Role.FACILITATOR})))
    async with units.read() as unit:
        assert await unit.sessions.roster(evenings.tonight.id) == ()
