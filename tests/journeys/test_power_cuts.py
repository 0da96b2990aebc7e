"""kill −9 while people go on: what was acknowledged is kept, once, and what was shown was kept (I5, B12)."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest

from handrail.cli.rehearsal import evening, people
from handrail.cli.rehearsal.evening import Evening, answers, wait
from handrail.cli.rehearsal.faults import power_cuts
from handrail.cli.rehearsal.people import Cast
from handrail.cli.rehearsal.story import BEFORE, next_evening
from handrail.cli.rehearsal.throwaway import throwaway_server
from handrail.kernel.clock import SystemClock
from handrail_client.aio import Room
from handrail_client.messages import HandLower, HandRaise, NoteSend, RoundAnswer, RoundOpen

PEOPLE = 3


async def test_what_was_acknowledged_is_kept_once():
    await storm(cuts=3, answers_each=8)


@pytest.mark.long
@pytest.mark.timeout(2400)
async def test_what_was_acknowledged_is_kept_once_through_fifty_power_cuts():
    await storm(cuts=50, answers_each=60)


async def storm(cuts: int, answers_each: int) -> None:
    """Everybody thinks again and again, with a word to the facilitator now and then, while the power goes."""
    begins = next_evening(SystemClock().now())
    async with throwaway_server(begins - BEFORE) as server, AsyncExitStack() as stack:
        cast = await people.set_up(server, stack)
        await people.plan_cohort(cast, begins.date())
        await people.invite(server, stack, cast, PEOPLE, begins.date())
        await server.pass_time(BEFORE.total_seconds())
        session = (await cast.participants[0].client.sessions())[0].id
        there = await evening.enter(cast, stack, session)
        await evening.admit(there)
        there.round = (await there.facilitator.do(RoundOpen(template="evening"))).made
        form = next(one for one in await cast.participants[0].client.check_ins() if one.id == "evening")
        async with power_cuts(server, cuts):
            made = await asyncio.gather(*(keep_answering(room, there, form, answers_each) for room in there.seats))
        await prove(cast, there, made)
        for room in (there.facilitator, *there.seats):
            await room.stop()


async def keep_answering(room: Room, there: Evening, form: Any, times: int) -> list[str]:
    """Answer so often; gives what each acknowledgement said was made."""
    acknowledged = []
    for number in range(times):
        command = RoundAnswer(round=there.round, answers=answers(form, number % 5) | {"topic": f"turn {number}"})
        acknowledged.append((await room.do(command)).made)
        if number % 4 == 0:
            await room.do(NoteSend(text=f"note {number}"))
            await room.do(HandRaise())
            await room.do(HandLower())
    return acknowledged


async def prove(cast: Cast, there: Evening, made: list[list[str]]) -> None:
    """Each acknowledged answer stands once, in order; the last holds in the room; everybody ends in one state."""
    for person, room, acknowledged in zip(cast.participants, there.seats, made, strict=True):
        kept = (await person.client.http.call("GET", "/v1/responses")).content["items"]
        assert [one["answers"]["topic"] for one in kept] == [f"turn {number}" for number in range(len(acknowledged))]
        assert len({one["id"] for one in kept}) == len(acknowledged)
        await wait(there.facilitator, lambda state, last=kept[-1]["id"]: last in latest(state, there.round))
        assert len(room.state.room.my_notes) == -(-len(acknowledged) // 4)
    notes = there.facilitator.state.room.notes
    assert len(notes) == len({one.note for one in notes}) == sum(-(-len(one) // 4) for one in made)
    for room in there.seats:
        await wait(room, lambda state: all(one.presence == "connected" and not one.hand for one in state.room.members))
    assert len({room.state.room.members for room in (there.facilitator, *there.seats)}) == 1


def latest(state: Any, asked: str) -> set[str]:
    return {one.response for one in evening.responses(state, asked)}
