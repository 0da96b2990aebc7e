"""One open room on this node: the one task that owns its state, decides, commits, and only then tells.

Commands that wait are decided one after the other on the state that the one before would leave ("ahead",
design §9.2) and written as one piece of work. Nothing is answered or shown before that commit; if it fails,
the room stands where the journal stands and each command is tried by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError

from handrail.db.sealed import KeyRef
from handrail.kernel.audience import Actor
from handrail.kernel.errors import CommandReused, Refusal, Unavailable
from handrail.kernel.ids import CommandId, PersonId, base32
from handrail.live import outbox_welcome
from handrail.live.entry import MAKES, Entry, Gone, speaks_of
from handrail.live.hub_order import Line, Order, Parts, Planned, happenings, is_away, refusal_of, spend
from handrail.live.live_room import LiveRoom, decide, evolve, number
from handrail.live.outbox import text_frame
from handrail.live.outbox_frames import encode
from handrail.live.ports import LiveUnit
from handrail.live.resume import Recent
from handrail.live.store import keys, seal
from handrail.live.streams import Crowd, Deliver, Grown, Moved, Over, Removed, Shrunk
from handrail.live.wire import Close
from handrail.rooms.commands import Join
from handrail.rooms.events import NOBODY

AT_ONCE = 64
"""Commands decided ahead in one piece of work."""
TRIES = 8
"""How often a command is decided again because another node was first."""

log = structlog.get_logger()


@dataclass(slots=True, eq=False)
class OpenRoom:
    """The room's state as committed, the connections in it, and the commands that wait.

    Attributes:
        behind: whether the journal may hold more than we know.
    """

    state: LiveRoom
    parts: Parts
    crowd: Crowd = field(default_factory=Crowd)
    lines: dict[str, Line] = field(default_factory=dict)
    recent: Recent = field(default_factory=Recent)
    accepted: dict[tuple[PersonId, CommandId], Entry] = field(default_factory=dict)
    behind: bool = True
    _waiting: asyncio.Queue[Order | asyncio.Future[None]] = field(default_factory=asyncio.Queue)
    _busy: bool = False
    _leaving: list[tuple[Line, Close]] = field(default_factory=list)

    def give(self, order: Order) -> None:
        """Queue a command; `order.done` tells the outcome after the commit."""
        self._waiting.put_nowait(order)

    def look(self) -> asyncio.Future[None]:
        """The journal may have moved on: read it. The future is done when it was read."""
        self.behind = True
        read: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait(read)
        return read

    def leave(self, connection: str) -> None:
        """This connection gets nothing more."""
        self.crowd.drop(connection)
        self.lines.pop(connection, None)

    @property
    def idle(self) -> bool:
        """Whether nobody of ours is here and nothing is to be done."""
        return not self.lines and not self._busy and self._waiting.empty()

    async def run(self) -> None:
        """Serve commands until cancelled."""
        while True:
            waiting = [await self._waiting.get()]
            while len(waiting) < AT_ONCE and not self._waiting.empty():
                waiting.append(self._waiting.get_nowait())
            self._busy = True
            orders = [one for one in waiting if isinstance(one, Order) and not one.done.done()]
            try:
                await self._serve(orders)
            except asyncio.CancelledError:
                for order in orders:
                    order.done.cancel()
                raise
            finally:
                self._busy = False
                for one in waiting:
                    if isinstance(one, asyncio.Future) and not one.done():
                        one.set_result(None)

    async def _serve(self, orders: Sequence[Order]) -> None:
        try:
            await self._attempt(orders)
        except Exception as failure:  # noqa: BLE001 - the room goes on; whoever asked is told
            self.behind = True
            if len(orders) > 1 and not is_away(failure):
                for order in orders:
                    await self._serve([order])
                return
            for order in orders:
                if not order.done.done():
                    order.done.set_exception(refusal_of(failure))

    async def _attempt(self, orders: Sequence[Order]) -> None:
        for _ in range(TRIES):
            if self.behind:
                await self.catch_up()
            plan = self._plan(orders)
            if any(one.refusal for one in plan) and await self._knew_too_little():
                continue
            fresh = [(one, one.entry, one.after) for one in plan if one.entry and one.after]
            if not fresh:
                self._settle(plan)
                return
            rows = await self._seal([(entry, after) for _, entry, after in fresh])
            try:
                await self.parts.writer.submit(partial(self._write, plan=plan, rows=rows))
            except IntegrityError as failure:
                await self._make_sense(orders, failure)
            else:
                self._settle(plan)
                self.parts.moved_on(self.state)
                return
        raise Unavailable(retry_after=1)

    async def _make_sense(self, orders: Sequence[Order], failure: IntegrityError) -> None:
        """Another node was first: catch up. Or the command's id was used in another room: refuse."""
        before = self.state.version
        await self.catch_up()
        if self.state.version != before:
            return
        async with self.parts.units.read() as unit:
            for order in orders:
                if order.person and await unit.journal.knows(order.person, order.id):
                    raise CommandReused
        raise failure

    async def _knew_too_little(self) -> bool:
        """Before anybody is refused: whether another node has moved the room on meanwhile."""
        before = self.state.version
        await self.catch_up()
        return self.state.version != before

    async def catch_up(self) -> None:
        """Read what other nodes appended, and tell our connections."""
        self.behind = False  # a hint that comes while we read means to read again
        try:
            async with self.parts.units.read() as unit:
                entries = await unit.journal.after(self.state.session, self.state.version)
        except BaseException:
            self.behind = True
            raise
        for entry in entries:
            self._commit(entry, evolve(self.state, entry))
            if entry.person and entry.node != self.parts.node:
                self.parts.elsewhere(entry)
        self._see_off()

    def _plan(self, orders: Sequence[Order]) -> list[Planned]:
        ahead = self.state
        now = self.parts.clock.now()
        plan: list[Planned] = []
        seen: dict[tuple[PersonId, CommandId], Entry] = {}
        for order in orders:
            key = (order.person, order.id)
            digest = self.parts.vault.digest("command", order.content)
            if earlier := self.accepted.get(key) or seen.get(key):
                refusal = None if earlier.digest == digest else CommandReused()
                plan.append(Planned(order, earlier=earlier, refusal=refusal))
                continue
            try:
                events = decide(ahead, order.command, self._actor(ahead, order), now, self._epoch())
            except Refusal as refused:
                plan.append(Planned(order, refusal=refused))
                continue
            if not events and not order.person:
                plan.append(Planned(order))
                continue
            entry = Entry(
                session=ahead.session,
                version=ahead.version + 1,
                at=now,
                person=order.person,
                command=order.id,
                digest=digest,
                made=order.id if events and isinstance(order.command, MAKES) else "",
                node=self.parts.node,
                events=number(ahead, events),
            )
            ahead = evolve(ahead, entry)
            seen[key] = entry
            plan.append(Planned(order, entry=entry, after=ahead))
        return plan

    def _actor(self, state: LiveRoom, order: Order) -> Actor | None:
        if order.actor is not None or not order.person or isinstance(order.command, Join):
            return order.actor
        return state.actor(order.person)

    def _epoch(self) -> str:
        return base32(self.parts.ids.secret(10))

    async def _seal(self, fresh: Sequence[tuple[Entry, LiveRoom]]) -> list[dict[str, Any]]:
        refs: list[tuple[KeyRef, ...]] = []
        for entry, after in fresh:
            events = (one.event for one in entry.events if not isinstance(one.event, Gone))
            refs.append(keys(entry, [after.person_in(speaks_of(event)) for event in events], after.program))
        ring = await self.parts.vault.ring({ref for some in refs for ref in some})
        return [seal(entry, some, ring) for (entry, _), some in zip(fresh, refs, strict=True)]

    async def _write(self, unit: LiveUnit, plan: Sequence[Planned], rows: Sequence[dict[str, Any]]) -> None:
        now = self.parts.clock.now()
        for one in plan:
            if one.entry and (admission := one.order.admission):
                await spend(unit, admission, now)
        await unit.journal.append(rows)
        for one in plan:
            if one.entry and one.after:
                for happened in happenings(one.entry, one.after):
                    await self.parts.follow(unit, happened)

    def _settle(self, plan: Sequence[Planned]) -> None:
        for one in plan:
            if one.entry and one.after:
                self._commit(one.entry, one.after)
            if one.order.joining and not one.refusal:
                self._welcome(one.order, one.order.joining)
            if one.order.done.done():
                continue
            if one.refusal:
                one.order.done.set_exception(one.refusal)
            else:
                one.order.done.set_result(one.entry or one.earlier)
        self._see_off()

    def _commit(self, entry: Entry, after: LiveRoom) -> None:
        """The entry is in the journal: it is true from here on, and everybody hears what is theirs."""
        self.state = after
        if entry.person:
            self.accepted[entry.person, entry.command] = entry
        frames: dict[tuple[str, int], bytes] = {}
        for one in entry.events:
            if one.stream != NOBODY:
                payload = encode(one, entry.at)
                frames[one.stream, one.n] = text_frame(payload)
                self.recent.add(one.stream, one.n, payload)
        self._tell(entry, after, frames)

    def _tell(self, entry: Entry, after: LiveRoom, frames: Mapping[tuple[str, int], bytes]) -> None:
        for act in self.crowd.tell(entry, after):
            match act:
                case Deliver(to, what):
                    frame = frames[what.stream, what.n]
                    for connection in to:
                        self.lines[connection].push(frame)
                case Moved(connection):
                    self._close(connection, Close.MOVED)
                case Removed(connection):
                    self._close(connection, Close.REMOVED)
                case Over(connection):
                    self._close(connection, Close.STOP)
                case Shrunk(connection, streams):
                    self.lines[connection].push(text_frame(outbox_welcome.unfollow(streams)))
                case Grown(connection, seat):
                    self.lines[connection].push(text_frame(outbox_welcome.follow(after, seat)))

    def _close(self, connection: str, code: Close) -> None:
        if line := self.lines.pop(connection, None):
            self._leaving.append((line, code))

    def _see_off(self) -> None:
        """Close lines once the replies to what was just settled are on their way: these are called first."""
        for line, code in self._leaving:
            self.parts.soon(line.close, code)
        self._leaving.clear()

    def _welcome(self, order: Order, line: Line) -> None:
        seated = self.state.room.of(order.person)
        if order.done.cancelled():  # it is not waiting any more
            return
        if seated is None or seated.connection != line.id:
            line.close(Close.MOVED)
            return
        streams = self.state.followed(seated.seat)
        replay = None
        if order.asked:
            replay = self.recent.replay(order.asked, self.state.epoch, streams, self.state.counters)
        now = self.parts.clock.now()
        line.push(text_frame(outbox_welcome.welcome(self.state, seated.seat, replay, self.parts.limits, now)))
        self.crowd.add(line.id, seated.seat, streams)
        self.lines[line.id] = line
