"""A room over real sockets that fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from tests.client.fake_server import AT, OTHER, SEAT, FakeServer, problem
from tests.support.patience import PATIENCE

from handrail_client.aio import Entered, Interrupted, Refreshed, Room, join
from handrail_client.errors import Conflict, ProtocolBroken, RoomClosed, RoomLeft, SignedOut
from handrail_client.http import Http
from handrail_client.messages import HandLower, HandRaise, HandRaised, RoundAnswer


@dataclass
class Door:
    """Fetches tickets without signing in."""

    http: Http
    use_proxy: bool = False

    @property
    def live_address(self) -> str:
        return self.http.server.replace("http", "ws", 1) + "/v1/live"

    async def ticket(self, session: str) -> str:
        answer = await self.http.send("POST", f"/v1/sessions/{session}/tickets")
        return str(answer.content["ticket"])


@asynccontextmanager
async def in_the_room(fake: FakeServer) -> AsyncIterator[Room]:
    async with asyncio.timeout(PATIENCE), Http(fake.origin) as http, join(Door(http), "s1") as room:
        yield room


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handrail_client.aio._jitter", lambda: 0.01)


def raised(name: str) -> Callable[[object], bool]:
    return lambda change: isinstance(change, HandRaised) and change.seat == name


async def test_joining_shows_the_room(fake: FakeServer) -> None:
    fake.snapshot = {"phase": "open", "members": [a_member(OTHER)]}

    async with in_the_room(fake) as room:
        assert room.state.name(OTHER) == "Ben"
        assert room.state.you is not None
        assert room.state.you.seat == SEAT


async def test_the_ticket_stands_in_the_first_frame_and_nowhere_else(fake: FakeServer) -> None:
    async with in_the_room(fake):
        pass

    assert fake.frames[0]["ticket"] == "ticket-1"
    assert fake.frames[0]["versions"] == [1]


async def test_what_happens_is_told_in_order(fake: FakeServer) -> None:
    fake.snapshot = {"phase": "open", "members": [a_member(OTHER)]}
    async with in_the_room(fake) as room:
        await fake.happen("hand.raised", seat=OTHER)
        await fake.happen("hand.lowered", seat=OTHER)
        changes = [type(change).__name__ for change in await taken(room, 3)]

    assert changes == ["Entered", "HandRaised", "HandLowered"]


async def test_a_command_is_answered(fake: FakeServer) -> None:
    async with in_the_room(fake) as room:
        result = await room.do(HandRaise())

    assert result.made is None
    assert len(fake.told("hand.raise")) == 1


async def test_an_answer_that_was_lost_is_fetched_with_the_same_id(fake: FakeServer) -> None:
    """The server kept it and the network lost the reply: one effect, one answer (I5)."""
    fake.swallow = 1
    async with in_the_room(fake) as room:
        await room.do(RoundAnswer(round="r", answers={"mood": 4, "urges": None}))

    first, second = fake.told("round.answer")
    assert first == second
    assert len(fake.replies) == 2  # the answer and the goodbye
    assert fake.tickets == 2


async def test_a_lost_connection_goes_on_where_it_was(fake: FakeServer) -> None:
    fake.snapshot = {"phase": "open", "members": [a_member(OTHER)]}
    async with in_the_room(fake) as room:
        await fake.happen("hand.raised", seat=OTHER)
        await taken(room, 2)
        room.lose()
        await fake.happen("hand.lowered", seat=OTHER)
        changes = await taken(room, 3)
        assert not room.state.room.members[0].hand

    assert [type(change) for change in changes[:2]] == [Interrupted, Entered]
    assert fake.told("hello")[1]["resume"] == {"room": 1, f"member:{SEAT}": 0}


async def test_a_refusal_is_raised_where_it_was_asked(fake: FakeServer) -> None:
    fake.refuse = [{"type": "urn:handrail:problem:conflict", "title": "x", "status": 409}]
    async with in_the_room(fake) as room:
        with pytest.raises(Conflict):
            await room.do(HandLower())


async def test_being_too_quick_is_waited_out(fake: FakeServer) -> None:
    too_many = {"type": "urn:handrail:problem:too-many", "title": "x", "status": 429, "retry_after": 0}
    fake.refuse = [too_many]
    async with in_the_room(fake) as room:
        await room.do(HandRaise())

    first, second = fake.told("hand.raise")
    assert first["id"] == second["id"]


async def test_a_goodbye_is_said(fake: FakeServer) -> None:
    async with in_the_room(fake):
        pass

    assert fake.frames[-1]["type"] == "leave"


async def test_who_leaves_is_gone_even_if_the_goodbye_is_refused(fake: FakeServer) -> None:
    fake.refuse = [{"type": "urn:handrail:problem:unavailable", "title": "x", "status": 503}]
    async with in_the_room(fake) as room:
        await room.leave()
        assert [type(change) async for change in room.changes()] == [Entered]


async def test_the_end_of_the_session_ends_the_story(fake: FakeServer) -> None:
    async with in_the_room(fake) as room:
        await fake.happen("room.ended")
        await fake.sockets[-1].close(code=4410)
        changes = [type(change).__name__ async for change in room.changes()]

    assert changes == ["Entered", "RoomEnded"]


async def test_being_moved_to_another_device_is_not_fought_over(fake: FakeServer) -> None:
    async with in_the_room(fake) as room:
        await fake.sockets[-1].close(code=4409)
        with pytest.raises(RoomLeft) as failure:
            [change async for change in room.changes()]
        with pytest.raises(RoomLeft):
            await room.do(HandRaise())

    assert failure.value.reason == "moved"
    assert fake.tickets == 1


async def test_a_command_under_way_is_told_when_the_room_ends(fake: FakeServer) -> None:
    async with in_the_room(fake) as room:
        fake.on_command_close = 4403
        with pytest.raises(RoomLeft):
            await room.do(HandRaise())


async def test_what_stands_in_the_way_is_told_at_the_door(fake: FakeServer) -> None:
    fake.on("POST", "/v1/sessions/s1/tickets", lambda _: problem("room-closed", 409))

    with pytest.raises(RoomClosed):
        async with in_the_room(fake):
            pass


async def test_a_busy_server_is_waited_for(fake: FakeServer) -> None:
    fake.on("POST", "/v1/sessions/s1/tickets", lambda _: problem("unavailable", 503, retry_after=0), fake.usual)

    async with in_the_room(fake) as room:
        assert room.state.you is not None


async def test_two_tickets_refused_by_the_room_mean_signed_out(fake: FakeServer) -> None:
    fake.close_hello = [4401, 4401]

    with pytest.raises(SignedOut):
        async with in_the_room(fake):
            pass


async def test_a_room_is_renewed_with_new_tickets(fake: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handrail_client.connection.RENEW_AFTER", 0.0001)
    async with in_the_room(fake) as room:
        await fake.hear("renew")
        assert room.ended is None

    assert fake.told("renew")[0]["ticket"] == "ticket-2"


async def test_a_renewal_is_tried_again_while_the_server_is_busy(
    fake: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handrail_client.connection.RENEW_AFTER", 0.0001)
    busy = problem("unavailable", 503, retry_after=0)
    fake.on("POST", "/v1/sessions/s1/tickets", fake.usual, lambda _: busy, fake.usual)
    async with in_the_room(fake) as room:
        await fake.hear("renew")
        assert room.ended is None


async def test_admission_brings_the_room(fake: FakeServer) -> None:
    fake.standing = "lobby"
    async with in_the_room(fake) as room:
        await taken(room, 1)
        await fake.say(
            {
                "type": "follow",
                "you": {"seat": SEAT, "name": "Ana", "standing": "member"},
                "streams": {"room": 0, f"member:{SEAT}": 0},
                "snapshot": {"phase": "open", "members": [a_member(SEAT)]},
            }
        )
        assert await taken(room, 1) == [Refreshed()]
        assert room.state.you is not None
        assert room.state.you.standing == "member"


async def test_an_event_of_a_newer_server_is_counted_and_left_alone(fake: FakeServer) -> None:
    fake.snapshot = {"phase": "open", "members": [a_member(OTHER)]}
    async with in_the_room(fake) as room:
        await fake.sockets[-1].send_json({"type": "song.sung", "stream": "room", "n": 1, "at": AT, "verse": 2})
        fake.events.append({})
        await fake.happen("hand.raised", seat=OTHER)
        await room.until(lambda state: state.room.members[0].hand)


async def test_a_frame_that_is_no_frame_ends_the_conversation(fake: FakeServer) -> None:
    async with in_the_room(fake) as room:
        await fake.sockets[-1].send_str("[]")
        with pytest.raises(ProtocolBroken):
            [change async for change in room.changes()]


async def test_a_reader_who_falls_far_behind_gets_the_state_instead(
    fake: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handrail_client.aio._BACKLOG", 3)
    fake.snapshot = {"phase": "open", "members": [a_member(OTHER)]}
    async with in_the_room(fake) as room:
        for _ in range(3):
            await fake.happen("hand.raised", seat=OTHER)
        await room.do(HandRaise())

        assert await taken(room, 1) == [Refreshed()]


async def taken(room: Room, count: int) -> list[object]:
    changes: list[object] = []
    async for change in room.changes():
        changes.append(change)
        if len(changes) == count:
            break
    return changes


def a_member(seat: str) -> dict[str, object]:
    return {"seat": seat, "name": "Ben", "standing": "member", "presence": "connected", "hand": False}
