"""Journey 1: from "where are you today?" to a seat in the room, and every way it can fail."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from handrail.cli.rehearsal.evening import wait
from handrail.cli.rehearsal.people import post
from handrail_client import errors
from handrail_client.aio import join
from handrail_client.messages import HandRaise, RoomAdmit, RoomRemove, new_id
from tests.journeys.house import Clinic, ask
from tests.support.patience import PATIENCE


async def test_people_wait_in_the_lobby_until_the_facilitator_lets_them_in(clinic_anywhere: Clinic):
    clinic = clinic_anywhere
    sol = await clinic.lead()
    ana = await clinic.wait_outside(clinic.people[0])
    assert ana.state.you.standing == "lobby"
    assert ana.state.room.members == ()
    await wait(sol, lambda state: len(state.room.waiting) == 1)
    await sol.do(RoomAdmit(seat=ana.state.you.seat))
    await wait(ana, lambda state: state.you.standing == "member")
    assert {member.name for member in ana.state.room.members} == {"Ana A.", "Sol"}


async def test_nobody_joins_before_saying_where_they_are(clinic: Clinic):
    """So that help can be sent if it is ever needed."""
    with pytest.raises(errors.PlaceNeeded):
        await clinic.people[0].client.ticket(clinic.session)


async def test_nobody_is_seen_by_others_while_no_facilitator_is_there(clinic: Clinic):
    """The room is closed until somebody leads it: those who wait see nobody, and nobody lets them in."""
    ana, ben = [await clinic.wait_outside(person) for person in clinic.people[:2]]
    assert (ana.state.you.standing, ben.state.you.standing) == ("lobby", "lobby")
    assert ana.state.room.phase == "waiting"
    assert ana.state.room.members == ana.state.room.waiting == ()


async def test_a_session_of_others_and_no_session_are_one_answer(clinic: Clinic):
    """Somebody of the same program, but not of this cohort, cannot even learn that there is a session."""
    other = await clinic.invited("participant", "Oda O.", 90)
    answers = []
    for session in (clinic.session, new_id()):
        with pytest.raises(errors.NotFound) as refused:
            await other.client.ticket(session)
        answers.append((refused.value.code, refused.value.detail, refused.value.faults))
    assert answers[0] == answers[1]


async def test_a_session_can_be_joined_from_half_an_hour_before(clinic: Clinic):
    later = (await clinic.people[0].client.sessions())[1]
    with pytest.raises(errors.Conflict):
        await clinic.sol.client.ticket(later.id)


async def test_a_ticket_opens_the_door_once(clinic: Clinic):
    ticket = await clinic.sol.client.ticket(clinic.session)
    async with at_the_door(clinic, ticket) as first:
        assert first["type"] == "welcome"
        async with at_the_door(clinic, ticket) as second:
            assert second == 4401


async def test_a_ticket_is_good_for_a_minute(clinic: Clinic):
    ticket = await clinic.sol.client.ticket(clinic.session)
    await clinic.house.pass_time(61)
    async with at_the_door(clinic, ticket) as answer:
        assert answer == 4401


@pytest.mark.parametrize("first", ['{"type":"hand.raise","id":"x"}', "not json", '{"type":"hello","ticket":"made-up"}'])
async def test_without_a_ticket_the_server_says_nothing(clinic: Clinic, first: str):
    async with at_the_door(clinic, frame=first) as answer:
        assert answer == 4401


async def test_a_page_of_another_site_gets_no_socket(clinic: Clinic):
    """Refused before the upgrade (B1)."""
    with pytest.raises(InvalidStatus) as refused:
        async with connect(clinic.sol.client.live_address, subprotocols=["handrail.v1"], origin="https://evil.example"):
            pass
    assert refused.value.response.status_code == 403


async def test_joining_on_a_second_device_moves_the_seat(clinic: Clinic):
    """One seat a person: the first device is told that it moved, and peers see one member."""
    sol, members = await clinic.together()
    ana = members[0]
    async with join(clinic.people[0].client, clinic.session) as second:
        with pytest.raises(errors.RoomLeft) as left:
            await asyncio.wait_for(drained(ana), PATIENCE)
        assert left.value.reason == "moved"
        assert second.state.you.seat == ana.state.you.seat
        assert second.state.you.standing == "member"
        assert len(sol.state.room.members) == 4


async def test_somebody_removed_is_out_and_cannot_come_back(clinic: Clinic):
    sol, members = await clinic.together()
    await sol.do(RoomRemove(seat=members[0].state.you.seat))
    with pytest.raises(errors.RoomLeft) as left:
        await asyncio.wait_for(drained(members[0]), PATIENCE)
    assert left.value.reason == "removed"
    await wait(members[1], lambda state: len(state.room.members) == 3)
    with pytest.raises((errors.NotFound, errors.RoomLeft)):
        async with join(clinic.people[0].client, clinic.session):
            pass


async def test_signing_out_elsewhere_closes_the_socket(clinic_anywhere: Clinic):
    """Within five seconds, and the way back asks for a sign-in (I7)."""
    clinic = clinic_anywhere
    _, members = await clinic.together()
    ana = clinic.people[0]
    phone = await clinic.stranger()
    await phone.sign_in(ana.email, ana.password)
    await phone.sign_out(everywhere=True)
    with pytest.raises(errors.SignedOut):
        await asyncio.wait_for(drained(members[0]), PATIENCE)
    with pytest.raises(errors.SignedOut):
        await ana.client.me()


async def test_somebody_discharged_during_the_evening_is_out(clinic: Clinic):
    """The end of an enrolment ends the seat too (I7)."""
    _, members = await clinic.together()
    coordinator = clinic.cast.coordinator
    enrolled = await ask(coordinator, clinic, "GET", f"/v1/cohorts/{clinic.cast.cohort}/enrolments")
    mine = next(one["id"] for one in enrolled["items"] if one["person"] == clinic.people[0].id)
    await ask(coordinator, clinic, "PATCH", f"/v1/enrolments/{mine}", {"ended": True})
    with pytest.raises(errors.RoomLeft) as left:
        await asyncio.wait_for(drained(members[0]), PATIENCE)
    assert left.value.reason == "removed"


async def test_a_disabled_account_is_out_at_once(clinic: Clinic):
    _, members = await clinic.together()
    await clinic.cast.coordinator.confirm(clinic.house)
    await clinic.cast.coordinator.client.http.call("DELETE", f"/v1/accounts/{clinic.people[0].id}")
    with pytest.raises((errors.SignedOut, errors.RoomLeft)):
        await asyncio.wait_for(drained(members[0]), PATIENCE)


async def test_a_lost_network_costs_nothing_but_the_seconds(clinic: Clinic):
    """What was asked while the network was away is done once it is back, and the room missed nobody's events."""
    _, members = await clinic.together()
    ana, ben = members[:2]
    ana.lose()
    await ben.do(HandRaise())
    await ana.do(HandRaise())
    for room in (ana, ben):
        await wait(room, lambda state: sum(one.hand for one in state.room.members) == 2)
    assert ana.state.room == ben.state.room


async def test_a_server_that_restarts_finds_everybody_where_they_were(clinic_anywhere: Clinic):
    """The journal is the truth: after a restart all see the same room, and old hands are still up (I6)."""
    clinic = clinic_anywhere
    _, members = await clinic.together()
    await members[0].do(HandRaise())
    await clinic.house.stop()
    await clinic.house.start()
    await members[1].do(HandRaise())
    for room in clinic.rooms.values():
        await wait(room, lambda state: sum(one.hand for one in state.room.members) == 2)
    for room in members:
        await wait(room, lambda state: all(one.presence == "connected" for one in state.room.members))
    assert members[0].state.room.members == members[2].state.room.members


async def test_a_cancelled_session_cannot_be_joined(clinic: Clinic):
    await post(clinic.cast.coordinator, f"/v1/sessions/{clinic.session}/cancellation")
    with pytest.raises(errors.RoomClosed):
        await clinic.sol.client.ticket(clinic.session)


async def drained(room: Any) -> None:
    """Read until the room ends for us."""
    async for _ in room.changes():
        pass
    raise AssertionError(f"the room ended in order: {room.ended}")


@asynccontextmanager
async def at_the_door(clinic: Clinic, ticket: str = "", *, frame: str = ""):
    """A bare socket with one first frame; gives the first answer or the close code."""
    async with connect(clinic.sol.client.live_address, subprotocols=["handrail.v1"], proxy=None) as socket:
        await socket.send(frame or json.dumps({"type": "hello", "ticket": ticket, "versions": [1]}))
        try:
            async with asyncio.timeout(PATIENCE):
                answer: Any = json.loads(await socket.recv())
        except ConnectionClosed:
            answer = socket.close_code
        yield answer
