"""Two acts at the same moment have one effect each, on SQLite in turns and on Postgres under locks."""

import asyncio
from datetime import date

from tests.fakes import FakeClock
from tests.programs.factories import ANA, CEDAR, CORA, Evenings, enrolled, known, prints_all
from tests.programs.test_write_issuer_profile import LETTERHEAD

from handrail.identity.disable import Disable
from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.ids import PersonId, SystemIds
from handrail.kernel.principal import Role
from handrail.programs.cancel_session import CancelSession
from handrail.programs.create_program import CreateProgram
from handrail.programs.enrol import Enrol
from handrail.programs.program import Part2Status
from handrail.programs.schedule_sessions import ScheduleSessions
from handrail.programs.see_program import SeeProgram
from handrail.programs.see_roster import SeeRoster
from handrail.programs.tell_place import TellPlace
from handrail.programs.whereabouts import PlaceKind, Privacy, whereabouts
from handrail.programs.write_issuer_profile import WriteIssuerProfile
from handrail.reactions import Reactions
from handrail.unit_of_work import Units


def refusals(outcomes: list[object]) -> list[type]:
    return [type(one) for one in outcomes if isinstance(one, BaseException)]


async def test_two_set_ups_make_one_program(units: Units, clock: FakeClock):
    create = CreateProgram(units, clock)
    outcomes = await asyncio.gather(
        *(create(CORA, name="Cedar", state="OR", zone="UTC", part2=Part2Status.NO) for _ in range(4)),
        return_exceptions=True,
    )

    assert refusals(list(outcomes)) == [Conflict] * 3
    assert (await SeeProgram(units)(CORA, CEDAR))[0].name == "Cedar"


async def test_two_enrolments_make_one(units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings):
    await known(units, ANA, Role.PARTICIPANT)
    enrol = Enrol(units, clock, ids)
    outcomes = await asyncio.gather(*(enrol(CORA, evenings.cohort.id, ANA) for _ in range(4)), return_exceptions=True)

    assert refusals(list(outcomes)) == [Conflict] * 3
    assert len(await SeeRoster(units)(CORA, evenings.cohort.id)) == 1


async def test_nobody_is_enrolled_past_the_end_of_their_account(
    units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings
):
    """Whichever of the two comes first, the roster expects nobody who is gone."""
    units.react = Reactions()
    people = [PersonId(f"person-{number}") for number in range(8)]
    for person in people:
        await known(units, person, Role.PARTICIPANT)
    enrol, disable = Enrol(units, clock, ids), Disable(units, clock)
    acts = [act for person in people for act in (enrol(CORA, evenings.cohort.id, person), disable(CORA, person))]
    outcomes = await asyncio.gather(*acts, return_exceptions=True)

    assert set(refusals(outcomes)) <= {NotFound}
    async with units.read() as unit:
        assert await unit.sessions.roster(evenings.tonight.id) == ()


async def test_a_calendar_asked_for_twice_holds_each_day_once(
    units: Units, clock: FakeClock, ids: SystemIds, evenings: Evenings
):
    schedule = ScheduleSessions(units, clock, ids)
    made = await asyncio.gather(*(schedule(CORA, evenings.cohort.id, date(2026, 9, 30)) for _ in range(4)))

    assert sorted(len(sessions) for sessions in made) == [0, 0, 0, 7]


async def test_profiles_written_at_once_are_versions_of_one_row_of_numbers(
    units: Units, clock: FakeClock, evenings: Evenings
):
    assert evenings.sessions
    write = WriteIssuerProfile(units, clock, prints_all)
    profiles = await asyncio.gather(*(write(CORA, CEDAR, LETTERHEAD) for _ in range(4)))

    assert sorted(profile.version for profile in profiles) == [1, 2, 3, 4]


async def test_an_answer_told_from_two_tabs_is_one_answer(units: Units, clock: FakeClock, evenings: Evenings):
    ana = await enrolled(units, evenings, ANA, clock)
    here = whereabouts(PlaceKind.HOME, "12 Alder Lane", "503-555-0143", Privacy.ALONE)

    await asyncio.gather(*(TellPlace(units, clock)(ana, evenings.tonight.id, here) for _ in range(4)))

    async with units.read() as unit:
        assert await unit.places.get(evenings.tonight.id, ANA) == here


async def test_a_session_is_cancelled_once(units: Units, clock: FakeClock, evenings: Evenings):
    cancel = CancelSession(units, clock)
    outcomes = await asyncio.gather(*(cancel(CORA, evenings.tonight.id) for _ in range(3)), return_exceptions=True)

    assert refusals(list(outcomes)) == [Conflict] * 2
