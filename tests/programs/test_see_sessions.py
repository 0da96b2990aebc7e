import pytest
from tests.fakes import FakeClock
from tests.programs.factories import (
    ANA,
    BEN,
    CORA,
    ELSEWHERE,
    LEE,
    NOON,
    Evenings,
    a_principal,
    enrolled,
    known,
    leading,
)

from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.principal import Role
from handrail.programs.cancel_session import CancelSession
from handrail.programs.events import SessionCancelled
from handrail.programs.relation import SessionPart
from handrail.programs.see_cohorts import SeeCohorts
from handrail.programs.see_sessions import SeeNextSessions, SeeSession
from handrail.programs.session import SessionState
from handrail.unit_of_work import SqlUnit, Units


async def test_everybody_sees_their_own_next_sessions_and_what_they_are_in_them(
    units: Units, clock: FakeClock, evenings: Evenings
):
    ana = await enrolled(units, evenings, ANA, clock)
    lee = await leading(units, evenings, LEE, clock)
    ben = await known(units, BEN, Role.PARTICIPANT)
    see = SeeNextSessions(units, clock)

    assert await see(ana) == tuple((session, SessionPart.PARTICIPANT) for session in evenings.sessions)
    assert await see(lee) == tuple((session, SessionPart.LEAD) for session in evenings.sessions)
    assert await see(ben) == ()


async def test_what_is_over_is_left_out_and_what_is_open_stays(units: Units, clock: FakeClock, evenings: Evenings):
    ana = await enrolled(units, evenings, ANA, clock)
    async with units.begin() as unit:
        for session in evenings.sessions[:2]:
            await unit.sessions.set_state(session.id, SessionState.OPEN, NOON)
        await unit.sessions.set_state(evenings.tonight.id, SessionState.ENDED, NOON)
    clock.advance(6 * 24 * 3600)

    coming = await SeeNextSessions(units, clock)(ana)

    assert [session.on.day for session, _ in coming] == [4, 9, 11, 14]
    assert coming[0][0].state is SessionState.OPEN


async def test_one_session_is_shown_to_those_who_belong_to_it_and_to_nobody_else(
    units: Units, clock: FakeClock, evenings: Evenings
):
    ana = await enrolled(units, evenings, ANA, clock)
    ben = await known(units, BEN, Role.PARTICIPANT)
    see = SeeSession(units)

    assert await see(ana, evenings.tonight.id) == (evenings.tonight, SessionPart.PARTICIPANT)
    assert await see(CORA, evenings.tonight.id) == (evenings.tonight, None)
    for stranger in (ben, a_principal(program=ELSEWHERE), a_principal(Role.PRIVACY_OFFICER)):
        with pytest.raises(NotFound):
            await see(stranger, evenings.tonight.id)


async def test_cohorts_are_shown_to_those_in_them_and_all_to_who_runs_the_program(
    units: Units, clock: FakeClock, evenings: Evenings
):
    ana = await enrolled(units, evenings, ANA, clock)
    ben = await known(units, BEN, Role.PARTICIPANT)
    see = SeeCohorts(units)

    assert await see(CORA) == await see(ana) == (evenings.cohort,)
    assert await see(ben) == await see(a_principal(program=ELSEWHERE)) == ()


async def test_a_cancelled_session_is_shown_as_that(units: Units, clock: FakeClock, evenings: Evenings):
    ana = await enrolled(units, evenings, ANA, clock)
    stated: list[object] = []

    async def notice(_: SqlUnit, event: object) -> None:
        stated.append(event)

    units.react = notice
    await CancelSession(units, clock)(CORA, evenings.tonight.id)

    assert (await SeeNextSessions(units, clock)(ana))[0][0].state is SessionState.CANCELLED
    assert stated == [SessionCancelled(evenings.tonight.id)]


async def test_an_open_session_is_not_cancelled_and_a_strangers_is_not_found(
    units: Units, clock: FakeClock, evenings: Evenings
):
    async with units.begin() as unit:
        await unit.sessions.set_state(evenings.tonight.id, SessionState.OPEN, NOON)
        await unit.audit.link_pending()

    with pytest.raises(Conflict):
        await CancelSession(units, clock)(CORA, evenings.tonight.id)
    with pytest.raises(NotFound):
        await CancelSession(units, clock)(a_principal(program=ELSEWHERE), evenings.sessions[1].id)
