"""All open rooms of this node: who joins which, who is gone, and what a node does every two seconds.

One node serves any room. The database is asked every 2 s for new versions and for ended rights, hint or no
hint; so a lost hint costs two seconds and never a wrong result.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from handrail.checkins.rounds import prepared
from handrail.checkins.template import Template
from handrail.db.vault import Vault
from handrail.handouts.handout import Handout
from handrail.handouts.shelf import stocked
from handrail.kernel.audience import Actor
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Refusal, RoomClosed, Unavailable
from handrail.kernel.ids import CommandId, Ids, NodeId, PersonId, SessionId, SignInId, base32, seat
from handrail.kernel.tasks import Tasks
from handrail.live import outbox_welcome
from handrail.live.entry import Command, Entry, StartEpoch
from handrail.live.hub_bus import Bus, Hint, RightsEnded, RoomMoved
from handrail.live.hub_room import Line, OpenRoom, Order, Parts
from handrail.live.live_room import LiveRoom
from handrail.live.outbox import text_frame
from handrail.live.ports import Follow, LiveUnits, Writer
from handrail.live.recheck import Claim, Ended, Recheck
from handrail.live.resume import Asked
from handrail.live.ticket import Admission, Ticket
from handrail.live.wire import Close
from handrail.rooms.commands import GiveUp, Join, Lose
from handrail.rooms.events import Presence
from handrail.rooms.room import Phase, Room

DRAIN = 5.0
"""Seconds that `drain` waits for sockets to close and for what was begun."""
_LOOK_AGAIN = 0.02

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Pace:
    """How often things happen, in seconds.

    Attributes:
        ask: between two questions to the database for versions and rights (I7 asks for at most 5).
        grace: how long a lost connection may stay away before its person has left.
        dead: after which silence a node counts as dead.
        tell_time: between two words of the server's clock.
    """

    ask: float = 2.0
    grace: float = 30.0
    dead: float = 10.0
    tell_time: float = 60.0


class Connection(Line, Protocol):
    """A line with the claim it stands on."""

    @property
    def claim(self) -> Claim: ...
    @property
    def authorised_until(self) -> float:
        """On the monotonic clock."""
        ...


@dataclass(slots=True, eq=False)
class Hub:
    """The live rooms of one node. Made once; `start` and `drain` frame its life.

    Attributes:
        templates: every version of every check-in.
        library: every version of every handout.
        follow: what follows from an event, in the same unit (`reactions`).
    """

    units: LiveUnits
    writer: Writer
    vault: Vault
    clock: Clock
    ids: Ids
    node: NodeId
    bus: Bus
    follow: Follow
    templates: tuple[Template, ...] = ()
    library: tuple[Handout, ...] = ()
    pace: Pace = field(default_factory=Pace)
    rooms: dict[SessionId, OpenRoom] = field(default_factory=dict)
    lines: dict[str, Connection] = field(default_factory=dict)
    draining: bool = False
    _tasks: Tasks = field(init=False)
    _joined: set[str] = field(default_factory=set)
    _told_time_at: float = field(init=False)
    _started: tuple[asyncio.Task[None], ...] = ()
    _running: dict[SessionId, asyncio.Task[None]] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _debt: asyncio.Event = field(default_factory=asyncio.Event)
    _owed: dict[str, tuple[SessionId, Command]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._tasks = Tasks(self._failed)
        self._told_time_at = self.clock.monotonic()

    def _failed(self, failure: BaseException) -> None:
        log.error("live-task-failed", kind=type(failure).__name__)

    async def start(self) -> None:
        """Begin to beat, ask and listen; once."""
        if self._started:
            return
        try:
            await self.bus.listen(self._heard)
        except Exception as failure:  # noqa: BLE001 - without a bus the node asks the database
            log.warning("bus-unavailable", kind=type(failure).__name__)
        self._started = (
            self._tasks.start(self._upkeep(), name="live upkeep"),
            self._tasks.start(self._pay_debts(), name="live debts"),
        )

    async def drain(self) -> None:
        """No new joins; everybody is told to come back elsewhere; what was begun is finished.

        The lease stays: a node that goes is like one that died, and others end the presence of who does not
        come back.
        """
        self.draining = True
        for line in tuple(self.lines.values()):
            line.close(Close.REJOIN)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN):
                while self.lines or self._owed or any(not room.idle for room in self.rooms.values()):  # noqa: ASYNC110 - many ends, one wait
                    await asyncio.sleep(_LOOK_AGAIN)
        await self._tasks.stop()
        await self.bus.close()

    # --- coming and going ---------------------------------------------------------------------------------

    async def join(self, ticket: Ticket, name: str, line: Connection, asked: Asked | None) -> None:
        """Spend the ticket, take the seat, and put a welcome on the line.

        Whatever comes of it, `gone` must be called when the connection ends.

        Raises:
            SignedOut: the ticket was spent meanwhile.
            NotAllowed: the person was taken out of the session.
            RoomClosed: the session is over.
            Unavailable: this node is going away, or the database is.
        """
        if self.draining:
            raise Unavailable(retry_after=1)
        room = await self.open(ticket.session)
        joins = Join(ticket.person, seat(self.ids), name, ticket.leads, line.id, self.node)
        order = self._order(joins, ticket.person)
        order.joining = line
        order.asked = asked
        order.admission = Admission(ticket.digest, ticket.sign_in)
        self.lines[line.id] = line
        room.give(order)
        await order.done
        self._joined.add(line.id)

    def gone(self, line: Connection) -> None:
        """The connection has ended, for whatever reason: after the grace its person has left."""
        self.lines.pop(line.id, None)
        joined = line.id in self._joined
        self._joined.discard(line.id)
        room = self.rooms.get(line.claim.session)
        if room is None:
            return
        room.leave(line.id)
        seated = room.state.room.held_by(line.id)
        moved = joined and seated is None
        over = room.state.room.phase is Phase.ENDED
        if moved or over or (seated and (seated.removed or seated.presence is Presence.LEFT)):
            return
        self._owe(line.id, line.claim.session, Lose(line.id, self.clock.now()))
        self._give_up_later(line.id, line.claim.session, self.clock.now())

    def _give_up_later(self, connection: str, session: SessionId, since: datetime) -> None:
        later = asyncio.get_running_loop().call_later
        later(self.pace.grace, self._owe, connection, session, GiveUp(connection, since))

    def give(
        self, line: Connection, command: Command, identity: CommandId, content: bytes
    ) -> asyncio.Future[Entry | None]:
        """A command from a connection; the future tells the outcome after the commit."""
        order = self._order(command, line.claim.person, identity, content)
        room = self.rooms.get(line.claim.session)
        if room is None:
            order.done.set_exception(RoomClosed())
        else:
            room.give(order)
        return order.done

    async def tell(
        self,
        session: SessionId,
        command: Command,
        *,
        person: PersonId | None = None,
        identity: CommandId | None = None,
        content: bytes = b"",
        actor: Actor | None = None,
    ) -> Entry | None:
        """A command from elsewhere (HTTP, a roster, a reaction): the one door to an open room (design §9.3).

        Without `person` it is the system's. Gives the entry after the commit, or None if nothing changed.
        """
        room = await self.open(session)
        order = self._order(command, person or PersonId(""), identity, content)
        order.actor = actor
        room.give(order)
        return await order.done

    def _order(
        self, command: Command, person: PersonId, identity: CommandId | None = None, content: bytes = b""
    ) -> Order:
        done: asyncio.Future[Entry | None] = asyncio.get_running_loop().create_future()
        return Order(command, person, identity or CommandId(self.ids.new()), content, done)

    async def begin_epochs(self) -> None:
        """After a restore: what clients remember of any room may not be continued, they are shown it anew."""
        async with self.units.read() as unit:
            sessions = await unit.journal.sessions()
        for session in sessions:
            await self.tell(session, StartEpoch(base32(self.ids.secret(10))))

    # --- rooms --------------------------------------------------------------------------------------------

    async def open(self, session: SessionId) -> OpenRoom:
        """The room of this session on this node, read from the journal where it is not there yet."""
        if room := self.rooms.get(session):
            return room
        async with self.units.read() as unit:
            meeting = await unit.sessions.get(session)
        if room := self.rooms.get(session):  # somebody was faster while we read
            return room
        state = LiveRoom(
            session=session,
            program=meeting.program,
            room=Room(tuple(segment.kind.value for segment in meeting.segments)),
            rounds=prepared(self.templates),
            shelf=stocked(self.library),
        )
        room = OpenRoom(state, self._parts())
        self.rooms[session] = room
        self._running[session] = self._tasks.start(room.run(), name=f"room {session}")
        return room

    def _parts(self) -> Parts:
        return Parts(self.units, self.writer, self.vault, self.clock, self.ids, self.node, self.follow, self._moved_on)

    def _moved_on(self, state: LiveRoom) -> None:
        self.bus.publish(RoomMoved(state.session, state.version))

    # --- hints and rights ---------------------------------------------------------------------------------

    def _heard(self, hint: Hint) -> None:
        match hint:
            case RoomMoved(session, version):
                room = self.rooms.get(session)
                if room and room.state.version < version:
                    _ = room.look()
            case RightsEnded():
                self._wake.set()

    def rights_ended(self, sign_in: SignInId | None = None) -> None:
        """After the commit that ended a sign-in or another right: ask again now, here and on every node (I7)."""
        self._wake.set()
        self.bus.publish(RightsEnded(sign_in or SignInId("")))

    async def _upkeep(self) -> None:
        while True:
            self._wake.clear()
            for duty in (self._beat, self._recheck, self._versions, self._bury, self._forget, self._tell_time):
                try:
                    await duty()
                except Exception as failure:  # noqa: BLE001 - the next round may succeed
                    log.warning("live-upkeep-failed", kind=type(failure).__name__, where=duty.__name__)
            await _either(self._wake, self.pace.ask)

    async def _pay_debts(self) -> None:
        while True:
            self._debt.clear()
            try:
                await self._pay()
            except Exception as failure:  # noqa: BLE001 - the next round may succeed
                log.warning("live-upkeep-failed", kind=type(failure).__name__)
            await _either(self._debt, self.pace.ask)

    async def _beat(self) -> None:
        async with self.units.begin() as unit:
            await unit.leases.beat(self.node, self.clock.now())

    async def _recheck(self) -> None:
        ended = await Recheck(self.units)({line.claim for line in self.lines.values()})
        now = self.clock.monotonic()
        for line in tuple(self.lines.values()):
            if now > line.authorised_until:  # it was not renewed
                line.close(Close.SIGNED_OUT)
                continue
            match ended.get(line.claim):
                case Ended.SIGNED_OUT:
                    line.close(Close.SIGNED_OUT)
                case Ended.REMOVED:
                    line.close(Close.REMOVED)
                case None:
                    pass

    async def _versions(self) -> None:
        if not self.rooms:
            return
        async with self.units.read() as unit:
            versions = await unit.journal.versions(tuple(self.rooms))
        for session, version in versions.items():
            if (room := self.rooms.get(session)) and room.state.version < version:
                _ = room.look()

    def _owe(self, connection: str, session: SessionId, command: Command) -> None:
        """The system must get this into the journal, however long the database is away."""
        self._owed[connection] = (session, command)
        self._debt.set()

    async def _pay(self) -> None:
        for connection, (session, command) in tuple(self._owed.items()):
            try:
                await self.tell(session, command)
            except Unavailable:
                return  # stays owed
            except Refusal as refused:
                log.warning("owed-refused", kind=type(refused).__name__)
            if self._owed.get(connection) == (session, command):
                del self._owed[connection]

    async def _bury(self) -> None:
        """End the presence of people on dead nodes at their node's last beat."""
        async with self.units.read() as unit:
            silent = await unit.leases.silent_since(self.clock.now() - timedelta(seconds=self.pace.dead))
            dead = {node: beat for node, beat in silent.items() if node != self.node}
            sessions = await unit.journal.touched_by(tuple(dead)) if dead else frozenset()
        for session in sessions:
            await self._bury_in(session, dead)
        if dead:
            async with self.units.begin() as unit:
                for node in dead:
                    await unit.leases.drop(node)

    async def _bury_in(self, session: SessionId, dead: Mapping[NodeId, datetime]) -> None:
        room = await self.open(session)
        await room.look()
        if room.state.room.phase is Phase.ENDED:
            return
        for one in room.state.room.seats.values():
            beat = dead.get(NodeId(one.node))
            if beat is not None and one.presence is not Presence.LEFT and not one.removed:
                self._owe(one.connection, session, Lose(one.connection, beat))
                self._give_up_later(one.connection, session, beat)

    async def _forget(self) -> None:
        """Rooms in which nobody of ours is any more leave the memory; the journal keeps them."""
        owed = {session for session, _ in self._owed.values()}
        for session, room in tuple(self.rooms.items()):
            if room.idle and session not in owed:
                del self.rooms[session]
                self._running.pop(session).cancel()

    async def _tell_time(self) -> None:
        """The server's clock, for timers on screen, now and then; dropped where a reader is slow."""
        now = self.clock.monotonic()
        if now - self._told_time_at < self.pace.tell_time:
            return
        self._told_time_at = now
        frame = text_frame(outbox_welcome.server_time(self.clock.now()))
        for line in self.lines.values():
            line.push(frame, transient=True)


async def _either(event: asyncio.Event, seconds: float) -> None:
    """Wait for the event, or so long."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
