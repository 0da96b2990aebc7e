"""Where somebody is today is for help to find them, for one session, and for nobody else."""

import pytest
from sqlalchemy import text
from tests.fakes import FakeClock
from tests.programs.factories import ANA, BEN, LEE, NOON, Evenings, enrolled, known, leading, tags

from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.principal import Role
from handrail.programs.forget_places import ForgetPlaces
from handrail.programs.read_place import ReadPlace
from handrail.programs.session import SessionState
from handrail.programs.tell_place import TellPlace
from handrail.programs.whereabouts import PlaceKind, Privacy, whereabouts
from handrail.unit_of_work import Units

HOME = whereabouts(PlaceKind.HOME, "12 Alder Lane, upper flat", "503-555-0143", Privacy.ALONE)
CAR = whereabouts(PlaceKind.CAR, "car park behind the mill", "503-555-0143", Privacy.OTHERS_NEARBY)


async def over(units: Units, evenings: Evenings, clock: FakeClock) -> None:
    async with units.begin() as unit:
        await unit.sessions.set_state(evenings.tonight.id, SessionState.OPEN, clock.now())
        await unit.sessions.set_state(evenings.tonight.id, SessionState.ENDED, clock.now())


async def test_the_latest_answer_is_the_one_a_facilitator_reads(units: Units, clock: FakeClock, evenings: Evenings):
    ana = await enrolled(units, evenings, ANA, clock)
    lee = await leading(units, evenings, LEE, clock)
    tell = TellPlace(units, clock)

    await tell(ana, evenings.tonight.id, HOME)
    await tell(ana, evenings.tonight.id, CAR)

    assert await ReadPlace(units)(lee, evenings.tonight.id, ANA) == CAR
    async with units.read() as unit:
        assert await unit.places.told(evenings.tonight.id, ANA)
        assert not await unit.places.told(evenings.sessions[1].id, ANA)
        assert not await unit.places.told(evenings.tonight.id, BEN)


async def test_every_reading_is_written_down(units: Units, clock: FakeClock, evenings: Evenings):
    ana = await enrolled(units, evenings, ANA, clock)
    lee = await leading(units, evenings, LEE, clock)
    await TellPlace(units, clock)(ana, evenings.tonight.id, HOME)

    await ReadPlace(units)(lee, evenings.tonight.id, ANA)
    await ReadPlace(units)(lee, evenings.tonight.id, ANA)

    assert (await tags(units))[-3:] == ["place:told", "place:read", "place:read"]


async def test_nobody_reads_it_but_a_facilitator_of_that_session(units: Units, clock: FakeClock, evenings: Evenings):
    ana = await enrolled(units, evenings, ANA, clock)
    await TellPlace(units, clock)(ana, evenings.tonight.id, HOME)
    other = await known(units, LEE, Role.FACILITATOR)

    for reader in (ana, other):
        with pytest.raises(NotFound):
            await ReadPlace(units)(reader, evenings.tonight.id, ANA)
    assert "place:read" not in await tags(units)


async def test_who_has_not_told_and_who_does_not_exist_are_one_answer(
    units: Units, clock: FakeClock, evenings: Evenings
):
    lee = await leading(units, evenings, LEE, clock)

    for person in (ANA, BEN):
        with pytest.raises(NotFound):
            await ReadPlace(units)(lee, evenings.tonight.id, person)


async def test_somebody_who_is_not_on_the_roster_has_nothing_to_tell(
    units: Units, clock: FakeClock, evenings: Evenings
):
    ben = await known(units, BEN, Role.PARTICIPANT)

    with pytest.raises(NotFound):
        await TellPlace(units, clock)(ben, evenings.tonight.id, HOME)


async def test_next_weeks_session_is_not_asked_about_today(units: Units, clock: FakeClock, evenings: Evenings):
    ana = await enrolled(units, evenings, ANA, clock)

    with pytest.raises(Conflict):
        await TellPlace(units, clock)(ana, evenings.sessions[2].id, HOME)


async def test_it_lies_sealed_in_the_database(units: Units, clock: FakeClock, evenings: Evenings):
    ana = await enrolled(units, evenings, ANA, clock)
    await TellPlace(units, clock)(ana, evenings.tonight.id, HOME)

    async with units.read() as unit:
        connection = await unit.session.connection()
        (raw,) = (await connection.execute(text("SELECT told FROM place"))).one()
    assert b"Alder" not in bytes(raw)
    assert b"0143" not in bytes(raw)


async def test_it_is_destroyed_a_day_after_the_session_and_cannot_be_told_again(
    units: Units, clock: FakeClock, evenings: Evenings
):
    ana = await enrolled(units, evenings, ANA, clock)
    lee = await leading(units, evenings, LEE, clock)
    await TellPlace(units, clock)(ana, evenings.tonight.id, HOME)
    await over(units, evenings, clock)
    forget = ForgetPlaces(units, clock)

    clock.advance(24 * 3600 - 1)
    assert await forget() == 0
    clock.advance(1)
    assert await forget() == 1

    assert await forget() == 0
    with pytest.raises(NotFound):
        await ReadPlace(units)(lee, evenings.tonight.id, ANA)
    with pytest.raises(Conflict):
        await TellPlace(units, clock)(ana, evenings.tonight.id, HOME)
    assert (await tags(units))[-1] == "place:destroyed"


async def test_an_answer_for_a_session_that_never_took_place_is_destroyed_too(
    units: Units, clock: FakeClock, evenings: Evenings
):
    ana = await enrolled(units, evenings, ANA, clock)
    await TellPlace(units, clock)(ana, evenings.tonight.id, HOME)

    clock.advance(72 * 3600)

    assert await ForgetPlaces(units, clock)() == 1


async def test_a_row_that_outlives_its_key_shows_nothing_and_goes_the_next_time(
    units: Units, clock: FakeClock, evenings: Evenings
):
    ana = await enrolled(units, evenings, ANA, clock)
    lee = await leading(units, evenings, LEE, clock)
    await TellPlace(units, clock)(ana, evenings.tonight.id, HOME)
    await over(units, evenings, clock)
    async with units.read() as unit:
        await unit.places.shred(ANA, evenings.tonight.id)

    with pytest.raises(NotFound):
        await ReadPlace(units)(lee, evenings.tonight.id, ANA)
    clock.advance(24 * 3600)
    assert await ForgetPlaces(units, clock)() == 1
    assert clock.now() > NOON
