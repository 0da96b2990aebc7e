"""What a node does by itself, every two seconds: beat, ask for news and for ended rights, bury the dead.

Nothing here needs the bus. The wall clock decides nothing (security K6): a node is dead when its beat has not
changed for ten seconds of our own monotonic clock.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog

from handrail.kernel.clock import Clock
from handrail.kernel.errors import Refusal, Unavailable
from handrail.kernel.ids import NodeId, SessionId
from handrail.live import outbox_welcome
from handrail.live.end_forgotten import EndForgotten
from handrail.live.entry import Command, Entry
from handrail.live.hub_order import Line
from handrail.live.hub_patience import Pace
from handrail.live.hub_room import OpenRoom
from handrail.live.outbox import text_frame
from handrail.live.ports import LiveUnits
from handrail.live.recheck import Claim, Ended, Recheck
from handrail.live.wire import Close
from handrail.rooms.commands import GiveUp, Lose, Return
from handrail.rooms.events import Presence
from handrail.rooms.room import Phase

log = structlog.get_logger()


class Connection(Line, Protocol):
    """A line with the claim it stands on, good until an instant of the monotonic clock."""

    claim: Claim
    authorised_until: float


class Rooms(Protocol):
    """The hub, as its upkeep sees it."""

    @property
    def rooms(self) -> Mapping[SessionId, OpenRoom]: ...
    @property
    def lines(self) -> Mapping[str, Connection]: ...
    async def open(self, session: SessionId) -> OpenRoom: ...
    def close(self, session: SessionId) -> None: ...
    async def tell(self, session: SessionId, command: Command) -> Entry | None: ...


@dataclass(slots=True, eq=False)
class Upkeep:
    """The duties of one node.

    Attributes:
        owed: what the system must still get into the journal, by connection.
        seen: the last beat of every other node, and when on our monotonic clock it was new.
    """

    hub: Rooms
    units: LiveUnits
    clock: Clock
    node: NodeId
    pace: Pace
    owed: dict[str, tuple[SessionId, Command]] = field(default_factory=dict)
    seen: dict[NodeId, tuple[datetime, float]] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _debt: asyncio.Event = field(default_factory=asyncio.Event)
    _told_time_at: float = field(init=False)
    _looked_at: float = float("-inf")

    def __post_init__(self) -> None:
        self._told_time_at = self.clock.monotonic()

    def at_once(self) -> None:
        """Do not wait for the two seconds to pass."""
        self._wake.set()

    async def run(self) -> None:
        """All duties, again and again; one that fails is tried again in the next round."""
        duties = (
            self.beat,
            self.recheck,
            self.versions,
            self.bury,
            self.correct,
            self.forget,
            self.tell_time,
            self.end,
        )
        while True:
            self._wake.clear()
            for duty in duties:
                await _try(duty)
            await _either(self._wake, self.pace.ask)

    async def run_debts(self) -> None:
        """Pay what is owed at once, and again until it is paid."""
        while True:
            self._debt.clear()
            await _try(self.pay)
            await _either(self._debt, self.pace.ask)

    async def beat(self) -> None:
        """Say that this node lives."""
        async with self.units.begin() as unit:
            await unit.leases.beat(self.node, self.clock.now())

    async def recheck(self) -> None:
        """Close the connections whose right has ended (I7), or was not renewed."""
        now = self.clock.monotonic()
        for line in tuple(self.hub.lines.values()):  # first: this needs no database
            if now > line.authorised_until:
                line.close(Close.SIGNED_OUT)
        ended = await Recheck(self.units)({line.claim for line in self.hub.lines.values()})
        for line in tuple(self.hub.lines.values()):
            match ended.get(line.claim):
                case Ended.SIGNED_OUT:
                    line.close(Close.SIGNED_OUT)
                case Ended.REMOVED:
                    line.close(Close.REMOVED)
                case None:
                    pass

    async def versions(self) -> None:
        """Read what other nodes wrote, hint or no hint."""
        if not self.hub.rooms:
            return
        async with self.units.read() as unit:
            versions = await unit.journal.versions(tuple(self.hub.rooms))
        for session, version in versions.items():
            if (room := self.hub.rooms.get(session)) and room.state.version < version:
                _ = room.look()

    def owe(self, connection: str, session: SessionId, command: Command) -> None:
        """The system must get this into the journal, however long the database is away."""
        self.owed[connection] = (session, command)
        self._debt.set()

    def give_up_later(self, connection: str, session: SessionId, since: datetime) -> None:
        """After the grace, the person who was lost at `since` has left."""
        later = asyncio.get_running_loop().call_later
        later(self.pace.grace, self.owe, connection, session, GiveUp(connection, since))

    async def pay(self) -> None:
        """Write what is owed; what the database does not take stays owed."""
        for connection, (session, command) in tuple(self.owed.items()):
            try:
                await self.hub.tell(session, command)
            except Unavailable:
                return
            except Refusal as refused:
                log.warning("owed-refused", kind=type(refused).__name__)
            if self.owed.get(connection) == (session, command):
                del self.owed[connection]

    async def bury(self) -> None:
        """End the presence of people on dead nodes at their node's last beat."""
        async with self.units.read() as unit:
            beats = await unit.leases.beats()
            dead = self._silent(beats)
            sessions = await unit.journal.touched_by(tuple(dead)) if dead else frozenset()
        for session in sessions:
            await self._bury_in(session, dead)
        if dead:
            async with self.units.begin() as unit:
                for node in dead:
                    await unit.leases.drop(node)

    def _silent(self, beats: Mapping[NodeId, datetime]) -> Mapping[NodeId, datetime]:
        now = self.clock.monotonic()
        before = self.seen
        self.seen = {
            node: before[node] if node in before and before[node][0] == beat else (beat, now)
            for node, beat in beats.items()
            if node != self.node
        }
        return {node: beat for node, (beat, since) in self.seen.items() if now - since >= self.pace.dead}

    async def _bury_in(self, session: SessionId, dead: Mapping[NodeId, datetime]) -> None:
        room = await self.hub.open(session)
        await room.look()
        if room.state.room.phase is Phase.ENDED:
            return
        for one in room.state.room.seats.values():
            beat = dead.get(NodeId(one.node))
            if beat is not None and one.presence is not Presence.LEFT and not one.removed:
                self.owe(one.connection, session, Lose(one.connection, beat))
                self.give_up_later(one.connection, session, beat)

    async def correct(self) -> None:
        """Who was buried with a node that only slept is there after all."""
        for session, room in self.hub.rooms.items():
            for one in room.state.room.seats.values():
                if one.connection in room.lines and one.presence is not Presence.CONNECTED and not one.removed:
                    self.owe(one.connection, session, Return(one.connection))

    async def forget(self) -> None:
        """Rooms in which nobody of ours is any more leave the memory; the journal keeps them."""
        owed = {session for session, _ in self.owed.values()}
        for session, room in tuple(self.hub.rooms.items()):
            if room.idle and session not in owed:
                self.hub.close(session)

    async def tell_time(self) -> None:
        """The server's clock, for timers on screen, now and then; dropped where a reader is slow."""
        now = self.clock.monotonic()
        if now - self._told_time_at < self.pace.tell_time:
            return
        self._told_time_at = now
        frame = text_frame(outbox_welcome.server_time(self.clock.now()))
        for line in self.hub.lines.values():
            line.push(frame, transient=True)

    async def end(self) -> None:
        """Now and then, and at the start: end the sessions that everybody has left and nobody has ended."""
        now = self.clock.monotonic()
        if now - self._looked_at >= self.pace.forgotten:
            await EndForgotten(self.hub, self.units, self.clock)()
            self._looked_at = now


async def _try(duty: Callable[[], Awaitable[None]]) -> None:
    try:
        await duty()
    except Exception as failure:  # noqa: BLE001 - the next round may succeed
        log.warning("live-upkeep-failed", kind=type(failure).__name__)


async def _either(event: asyncio.Event, seconds: float) -> None:
    """Wait for the event, or so long."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
