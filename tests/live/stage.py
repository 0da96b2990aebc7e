"""The room without sockets or a database: real deciding, numbering, fan-out and encoding, in one synchronous step.

    stage = Stage(); stage.join(RUTH); stage.give(RUTH, AdmitAll())

What each connection was sent is in its line, byte for byte.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, cast

import orjson

from handrail.checkins.rounds import prepared
from handrail.handouts.shelf import stocked
from handrail.kernel.audience import Actor
from handrail.kernel.errors import Refusal
from handrail.kernel.ids import CommandId, PersonId, SeatId, base32
from handrail.live.entry import Command, Entry
from handrail.live.hub_order import Order, Parts
from handrail.live.hub_room import OpenRoom
from handrail.live.live_room import LiveRoom
from handrail.live.resume import Asked
from handrail.live.wire import Close
from handrail.rooms.commands import Join
from handrail.rooms.room import Room
from tests.fakes import FakeClock
from tests.live.world import EVENING, GROUNDING, PROGRAM, RUTH, SESSION


class CountingIds:
    """Ids and secrets that come out the same every time."""

    def __init__(self) -> None:
        self._last = 0

    def new(self) -> str:
        self._last += 1
        return f"0197f2a0-0000-7000-8000-{self._last:012x}"

    def secret(self, size: int) -> bytes:
        return bytes(size)


class Now:
    """A loop, as far as a future needs one, that does at once what others do soon."""

    def call_soon(self, callback: Any, *args: Any, context: Any = None) -> Any:
        callback(*args)

    def get_debug(self) -> bool:
        return False


class Digests:
    def digest(self, purpose: str, value: str | bytes) -> bytes:
        raw = value.encode() if isinstance(value, str) else value
        return sha256(purpose.encode() + raw).digest()


def seat_of(person: PersonId) -> SeatId:
    return SeatId(base32(sha256(person.encode()).digest()[:10]))


@dataclass(eq=False)
class FakeLine:
    """Keeps what it is given."""

    id: str
    frames: list[bytes] = field(default_factory=list)
    closed: Close | None = None

    def push(self, frame: bytes, *, transient: bool = False) -> None:
        self.frames.append(frame)

    def close(self, code: Close) -> None:
        self.closed = code


def empty_room(**with_: Any) -> LiveRoom:
    return LiveRoom(
        session=SESSION,
        program=PROGRAM,
        room=Room(("check_in", "closing")),
        rounds=prepared((EVENING,)),
        shelf=stocked((GROUNDING,)),
        **with_,
    )


class Stage:
    """One room; commands are applied at once, as if each commit succeeded."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.ids = CountingIds()
        self.loop = cast("asyncio.AbstractEventLoop", Now())
        parts = Parts(
            units=cast("Any", None),
            writer=cast("Any", None),
            vault=cast("Any", Digests()),
            clock=self.clock,
            ids=self.ids,
            node="node-1",
            follow=cast("Any", None),
            moved_on=lambda _: None,
            soon=lambda act, *args: act(*args),
        )
        self.room = OpenRoom(empty_room(), parts)
        self.journal: list[Entry] = []
        self.lines: dict[PersonId, FakeLine] = {}
        self.history: dict[PersonId, list[FakeLine]] = {}

    @property
    def state(self) -> LiveRoom:
        return self.room.state

    def give(
        self,
        person: PersonId | None,
        command: Command,
        *,
        id: str | None = None,  # noqa: A002
        content: bytes = b"",
        actor: Actor | None = None,
    ) -> Entry | Refusal | None:
        """The command's outcome: its entry, nothing, or the refusal."""
        order = self._order(person, command, id, content)
        order.actor = actor
        return self._run(order)

    def join(self, person: PersonId, *, resume: bool = False, connection: str = "") -> Entry | Refusal | None:
        """Take the seat on a new connection; `resume` continues what the last one saw."""
        line = FakeLine(connection or self.ids.new())
        asked = None
        if resume and person in self.lines:
            asked = Asked(self.state.epoch, self.last_seen(person))
        order = self._order(
            person, Join(person, seat_of(person), person.title(), person == RUTH, line.id, "node-1"), None, b""
        )
        order.joining = line
        order.asked = asked
        outcome = self._run(order)
        if line.frames:
            self.history.setdefault(person, []).append(line)
            self.lines[person] = line
        return outcome

    def cut(self, person: PersonId) -> None:
        """The connection is gone; the room has not heard of it yet."""
        self.room.leave(self.lines[person].id)

    def last_seen(self, person: PersonId) -> dict[str, int]:
        seen: dict[str, int] = {}
        for frame in self.frames(person):
            value = orjson.loads(frame)
            if value["type"] in {"welcome", "follow"}:
                seen = dict(value["streams"])
            elif value["type"] == "unfollow":
                seen = {name: n for name, n in seen.items() if name not in value["streams"]}
            elif "n" in value:
                seen[value["stream"]] = value["n"]
        return seen

    def frames(self, person: PersonId) -> list[bytes]:
        """The payloads of the frames that this person's latest connection was sent."""
        return [payload(frame) for frame in self.lines[person].frames] if person in self.lines else []

    def all_frames(self, person: PersonId) -> list[bytes]:
        """The same over all their connections, in order."""
        return [payload(frame) for line in self.history.get(person, []) for frame in line.frames]

    def _order(self, person: PersonId | None, command: Command, identity: str | None, content: bytes) -> Order:
        done: asyncio.Future[Entry | None] = asyncio.Future(loop=self.loop)
        return Order(command, person or PersonId(""), CommandId(identity or self.ids.new()), content, done)

    def _run(self, order: Order) -> Entry | Refusal | None:
        plan = self.room._plan([order])
        before = self.state.version
        self.room._settle(plan)
        if self.state.version > before and plan[0].entry:
            self.journal.append(plan[0].entry)
        failure = order.done.exception()
        if isinstance(failure, Refusal):
            return failure
        return order.done.result()


def payload(frame: bytes) -> bytes:
    """What is in a text frame (RFC 6455 §5.2)."""
    size = frame[1]
    start = {126: 4, 127: 10}.get(size, 2)
    return frame[start:]
