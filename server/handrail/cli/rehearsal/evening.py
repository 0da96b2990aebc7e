"""The evening itself: place, ticket, lobby, check-in, sharing, handout, end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from handrail.cli.rehearsal.people import Cast, Person
from handrail.cli.rehearsal.report import Responses, hold
from handrail.cli.rehearsal.throwaway import ThrowawayServer
from handrail_client.aio import Room, join
from handrail_client.messages import (
    AnswerShare,
    HandLower,
    HandoutAcknowledge,
    HandoutShare,
    NoteSend,
    Response,
    RoomAdmitAll,
    RoomEnd,
    RoundAnswer,
    RoundClose,
    RoundOpen,
    SegmentStart,
)
from handrail_client.records import CheckIn
from handrail_client.room_state import RoomState

PATIENCE = 120.0
CHECK_IN = "evening"
HANDOUT = "grounding"
"""Ids of what the product ships."""


@dataclass(slots=True)
class Evening:
    """The room while it lasts. `seats[0]` passes, `[1]` loses the network, `[2]` answers twice, `[3]` shares."""

    session: str
    facilitator: Room
    seats: list[Room] = field(default_factory=list)
    round: str = ""
    check_in: CheckIn | None = None
    resumed: int = 0


async def tell_place(person: Person, session: str) -> None:
    """Where are you today?"""
    await person.client.tell_place(
        session, kind="home", address="1 Sample Lane, Anytown", callback="+1 503 555 0111", privacy="alone"
    )


async def enter(cast: Cast, stack: AsyncExitStack, session: str) -> Evening:
    """The facilitator opens the room; everybody else answers where they are and waits in the lobby."""
    if cast.facilitator is None:
        raise LookupError("nobody leads")
    facilitator = await stack.enter_async_context(join(cast.facilitator.client, session))
    evening = Evening(session, facilitator)
    for person in cast.participants:
        await tell_place(person, session)
    rooms = [join(person.client, session) for person in cast.participants]
    evening.seats = list(await asyncio.gather(*(stack.enter_async_context(room) for room in rooms)))
    hold("everybody waits in the lobby", kept=all(_standing(room) == "lobby" for room in evening.seats))
    await wait(evening.facilitator, lambda state: len(state.room.waiting) == len(rooms))
    return evening


async def admit(evening: Evening) -> None:
    """The facilitator lets everybody in, and the room knows who is there."""
    await evening.facilitator.do(RoomAdmitAll())
    everybody = len(evening.seats) + 1
    await each(evening.seats, lambda state: len(state.room.members) == everybody)
    hold("everybody is a member", kept=all(_standing(room) == "member" for room in evening.seats))


async def check_in(cast: Cast, evening: Evening) -> Responses:
    """Round opened, answered in every way people do, seen by the facilitator alone, shared by one, closed."""
    template = await cast.participants[0].client.check_ins()
    evening.check_in = next(one for one in template if one.id == CHECK_IN)
    await evening.facilitator.do(SegmentStart(segment="check_in"))
    await evening.facilitator.do(RoundOpen(template=CHECK_IN))
    await each([evening.facilitator, *evening.seats], lambda state: state.open_round is not None)
    opened = evening.facilitator.state.open_round
    evening.round = opened.round if opened else ""
    passes, drops, twice, shares, *others = evening.seats
    await passes.do(RoundAnswer(round=evening.round, **{"pass": True}))
    command = RoundAnswer(round=evening.round, answers=answers(evening.check_in, 3))
    first, again = await twice.do(command), await twice.do(command)
    hold("the same command twice has one effect and one reply", kept=first == again)
    evening.resumed = await _lose_the_network(drops, evening)
    for number, room in enumerate([shares, *others]):
        await room.do(RoundAnswer(round=evening.round, answers=answers(evening.check_in, number % 5)))
    return await _seen(evening)


async def _lose_the_network(room: Room, evening: Evening) -> int:
    """The connection breaks while an answer is on its way; the SDK comes back by itself and nothing is lost."""
    room.lose()
    assert evening.check_in is not None
    await room.do(RoundAnswer(round=evening.round, answers=answers(evening.check_in, 4)))
    await wait(room, lambda state: state.you is not None)
    return 1


async def _seen(evening: Evening) -> Responses:
    """Every answer is before the facilitator, and nothing of any of them before a peer."""
    everybody = len(evening.seats)
    await wait(evening.facilitator, lambda state: len(responses(state, evening.round)) == everybody)
    seen = responses(evening.facilitator.state, evening.round)
    found = Responses(
        stored=sum(1 for one in seen if not one.passed),
        passed=sum(1 for one in seen if one.passed),
        duplicates=len(seen) - len({one.seat for one in seen}),
    )
    hold(
        "peers see nothing of anybody's answer",
        kept=not any(responses(room.state, evening.round) for room in evening.seats),
    )
    return found


async def share_and_close(evening: Evening) -> None:
    """One person shows the room one answer; then the round closes."""
    sharer = evening.seats[3]
    await sharer.do(AnswerShare(round=evening.round, item="mood"))
    await each(evening.seats, lambda state: bool((found := state.round(evening.round)) and found.shared))
    await evening.seats[4].do(NoteSend(text="I would like to talk about work later."))
    await wait(evening.facilitator, lambda state: len(state.room.notes) == 1)
    await evening.facilitator.do(RoundClose(round=evening.round))
    await each(evening.seats, lambda state: bool((found := state.round(evening.round)) and not found.open))
    hold("a note reaches no peer", kept=not any(room.state.room.notes for room in evening.seats))


async def handout(evening: Evening) -> None:
    """A handout before everyone, acknowledged by everyone."""
    await evening.facilitator.do(SegmentStart(segment="psychoeducation"))
    await evening.facilitator.do(HandoutShare(handout=HANDOUT))
    await each(evening.seats, lambda state: bool(state.room.handouts))
    for room in evening.seats:
        await room.do(HandoutAcknowledge(handout=HANDOUT))
    everybody = len(evening.seats)
    await wait(evening.facilitator, lambda state: len(state.room.handouts[0].by) == everybody)


async def let_time_pass(server: ThrowawayServer, minutes: float) -> None:
    """The evening goes on."""
    await server.pass_time(minutes * 60)


async def come_back(evening: Evening) -> None:
    """Whoever lost the connection is there again before the evening goes on: a command is answered once they are."""
    await asyncio.gather(*(room.do(HandLower()) for room in (evening.facilitator, *evening.seats)))


async def end(evening: Evening) -> None:
    """The facilitator closes the evening."""
    await evening.facilitator.do(SegmentStart(segment="closing"))
    await evening.facilitator.do(RoomEnd())
    await each(evening.seats, lambda state: state.room.phase == "ended")


def answers(form: CheckIn, number: int) -> dict[str, object]:
    """Somebody's answers to every item: different people answer differently, and one word is not said."""
    given: dict[str, object] = {}
    for item in form.items:
        match item.kind:
            case "scale":
                given[item.id] = (item.low or 0) + number
            case "choice":
                given[item.id] = item.options[number % len(item.options)].id if item.options else None
            case "choices":
                given[item.id] = [item.options[0].id] if item.options else None
            case "yes_no":
                given[item.id] = False
            case "text":
                given[item.id] = None if number % 2 else "It was a long day, and I am glad to be here."
    return given


def responses(state: RoomState, round_id: str) -> list[Response]:
    """The answers of others that this member knows of."""
    found = state.round(round_id)
    return list(found.responses) if found else []


async def wait(room: Room, true: Callable[[RoomState], bool]) -> None:
    """Wait for one member to see it."""
    async with asyncio.timeout(PATIENCE):
        await room.until(true)


async def each(rooms: Iterable[Room], true: Callable[[RoomState], bool]) -> None:
    """Wait for every one of them to see it."""
    waiting: list[Awaitable[None]] = [wait(room, true) for room in rooms]
    await asyncio.gather(*waiting)


def _standing(room: Room) -> str:
    return room.state.you.standing if room.state.you else ""
