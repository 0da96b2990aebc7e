"""Answers shared with one full room, durable before anybody sees them, beside a bare broadcast of the same frames.

Both servers run in a process of their own; the same sockets in this one count what arrives. Everybody shares five
answers as fast as they may, so the figure is of a room at its busiest, which a check-in's end is.
Run with `python -m tests.benchmarks.fan_out [--json]`.
"""

# ruff: noqa: T201 - printing is what it is for

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from handrail.cli.rehearsal import evening, people
from handrail.cli.rehearsal.evening import answers
from handrail.cli.rehearsal.story import BEFORE, next_evening
from handrail.cli.rehearsal.throwaway import throwaway_server
from handrail.kernel.clock import SystemClock
from handrail_client.messages import RoundAnswer, RoundOpen, new_id

MEMBERS = 30
SHARED = ("mood", "urges", "sleep", "skills", "topic")


@dataclass
class Socket:
    """One member: counts shared answers and notes when replies come."""

    socket: ClientConnection
    expected: int
    seen: int = 0
    last: float = 0.0
    sent: dict[str, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    admitted: asyncio.Event = field(default_factory=asyncio.Event)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self) -> None:
        async for raw in self.socket:
            frame = json.loads(raw)
            if frame["type"] == "answer.shared":
                self.seen += 1
                self.last = perf_counter()
            elif frame["type"] == "reply" and frame["to"] in self.sent:
                self.waits.append(perf_counter() - self.sent[frame["to"]])
            elif frame["type"] in {"follow", "welcome"} and frame["you"]["standing"] == "member":
                self.admitted.set()
            if self.seen == self.expected and len(self.waits) == len(self.sent):
                self.done.set()

    async def say(self, **frame: Any) -> None:
        identity = new_id()
        self.sent[identity] = perf_counter()
        await self.socket.send(json.dumps({"id": identity, **frame}))


@dataclass(frozen=True)
class Storm:
    """What it came to: deliveries a second, and replies in seconds."""

    deliveries: float
    median: float
    slowest: float


async def main(*, as_json: bool) -> None:
    ours, plain = await durable(), await bare()
    if as_json:
        found = {"durable": asdict(ours), "bare": asdict(plain), "ratio": ours.deliveries / plain.deliveries}
        print(json.dumps({"members": MEMBERS, "cores": os.cpu_count(), **found}))
        return
    print(f"{len(SHARED)} answers each of {MEMBERS} members to {MEMBERS} sockets{'':<8} {'a second':>9}  replies, ms")
    for name, storm in (("Handrail: kept before it is shown", ours), ("a bare broadcast", plain)):
        waits = f"{storm.median * 1000:6.0f} median {storm.slowest * 1000:6.0f} slowest"
        print(f"{name:<45} {storm.deliveries:9,.0f}  {waits}")
    print(f"ratio of deliveries: {ours.deliveries / plain.deliveries:.2f}")


async def durable() -> Storm:
    """A practice server, a room of thirty, every answer and every share committed to the disk first."""
    begins = next_evening(SystemClock().now())
    async with throwaway_server(begins - BEFORE) as server, AsyncExitStack() as stack:
        cast = await people.set_up(server, stack)
        await people.plan_cohort(cast, begins.date())
        await people.invite(server, stack, cast, MEMBERS, begins.date())
        await server.pass_time(BEFORE.total_seconds())
        session = (await cast.participants[0].client.sessions())[0].id
        there = await evening.enter(cast, stack, session)
        await evening.admit(there)
        asked = (await there.facilitator.do(RoundOpen(template="evening"))).made
        form = next(one for one in await cast.participants[0].client.check_ins() if one.id == "evening")
        given = answers(form, 0)
        await asyncio.gather(*(room.do(RoundAnswer(round=asked, answers=given)) for room in there.seats))
        for room in there.seats:
            await room.stop()
        sockets = [await stack.enter_async_context(member(person, session)) for person in cast.participants]
        for one in sockets:
            await one.admitted.wait()
        storm = await shared(sockets, asked)
        await there.facilitator.stop()
        return storm


@contextlib.asynccontextmanager
async def member(person: people.Person, session: str) -> AsyncIterator[Socket]:
    """The same person on a plain socket, back in their seat."""
    ticket = await person.client.ticket(session)
    async with opened(person.client.live_address, ["handrail.v1"]) as one:
        await one.socket.send(json.dumps({"type": "hello", "ticket": ticket, "versions": [1]}))
        yield one


async def bare() -> Storm:
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", "tests.benchmarks.bare")
    server = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        address = f"ws://127.0.0.1:{int(await server.stdout.readline())}/"
        async with AsyncExitStack() as stack:
            sockets = [await stack.enter_async_context(opened(address)) for _ in range(MEMBERS)]
            return await shared(sockets, "round")
    finally:
        server.stdin.close()
        await server.wait()


@contextlib.asynccontextmanager
async def opened(address: str, protocols: Any = None) -> AsyncIterator[Socket]:
    async with connect(address, subprotocols=protocols, compression=None, proxy=None) as socket:
        one = Socket(socket, MEMBERS * len(SHARED))
        reading = asyncio.ensure_future(one.read())
        try:
            yield one
        finally:
            reading.cancel()
            await asyncio.wait({reading})


async def shared(sockets: list[Socket], asked: str) -> Storm:
    """Everybody shares everything at once; until everybody has seen it all."""
    began = perf_counter()
    await asyncio.gather(*(one.say(type="answer.share", round=asked, item=item) for one in sockets for item in SHARED))
    async with asyncio.timeout(120):
        for one in sockets:
            await one.done.wait()
    took = max(one.last for one in sockets) - began
    waits = sorted(wait for one in sockets for wait in one.waits)
    return Storm(sum(one.seen for one in sockets) / took, waits[len(waits) // 2], waits[-1])


if __name__ == "__main__":
    asyncio.run(main(as_json="--json" in sys.argv))
