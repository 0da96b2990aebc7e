"""All open rooms of this node: who joins which, who is gone, and what a node does every two seconds.

One node serves any room. The database is asked every 2 s for new versions and for ended rights, hint or no
hint; so a lost hint costs two seconds and never a wrong result.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from handrail.checkins.rounds import prepared
from handrail.checkins.template import Template
from handrail.db.vault import Vault
from handrail.handouts.handout import Handout
from handrail.handouts.shelf import stocked
from handrail.kernel.audience import Actor
from handrail.kernel.clock import Clock
from handrail.kernel.errors import RoomClosed, Unavailable
from handrail.kernel.ids import CommandId, Ids, NodeId, PersonId, SessionId, SignInId, base32, seat
from handrail.kernel.tasks import Tasks
from handrail.live.entry import Command, Entry, StartEpoch
from handrail.live.hub_bus import Bus, Hint, RightsEnded, RoomMoved
from handrail.live.hub_order import Order, Parts
from handrail.live.hub_patience import Pace, Patience, limits
from handrail.live.hub_room import OpenRoom
from handrail.live.hub_upkeep import Connection, Upkeep
from handrail.live.live_room import LiveRoom
from handrail.live.ports import Follow, LiveUnits, Writer
from handrail.live.resume import Asked
from handrail.live.ticket import Admission, Ticket
from handrail.live.wire import Close
from handrail.rooms.commands import Join, Lose
from handrail.rooms.events import Presence
from handrail.rooms.room import Phase, Room

DRAIN = 5.0
"""Seconds that `drain` waits for sockets to close and for what was begun."""
_LOOK_AGAIN = 0.02

log = structlog.get_logger()


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
    patience: Patience = field(default_factory=Patience)
    rooms: dict[SessionId, OpenRoom] = field(default_factory=dict)
    lines: dict[str, Connection] = field(default_factory=dict)
    draining: bool = False
    elsewhere: Callable[[Entry], None] = lambda _: None
    upkeep: Upkeep = field(init=False)
    _tasks: Tasks = field(init=False)
    _joined: set[str] = field(default_factory=set)
    _started: tuple[asyncio.Task[None], ...] = ()
    _running: dict[SessionId, asyncio.Task[None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._tasks = Tasks(self._failed)
        self.upkeep = Upkeep(self, self.units, self.clock, self.node, self.pace)

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
            self._tasks.start(self.upkeep.run(), name="live upkeep"),
            self._tasks.start(self.upkeep.run_debts(), name="live debts"),
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
                while self.lines or self.upkeep.owed or any(not room.idle for room in self.rooms.values()):  # noqa: ASYNC110 - many ends, one wait
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
        self.upkeep.owe(line.id, line.claim.session, Lose(line.id, self.clock.now()))
        self.upkeep.give_up_later(line.id, line.claim.session, self.clock.now())

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

    async def begin_epochs(self) -> int:
        """After a restore: what clients remember of any room may not be continued, they are shown it anew.

        Gives in how many rooms.
        """
        async with self.units.read() as unit:
            sessions = await unit.journal.sessions()
        for session in sessions:
            await self.tell(session, StartEpoch(base32(self.ids.secret(10))))
        return len(sessions)

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

    async def state(self, session: SessionId) -> LiveRoom:
        """The room as the journal has it now."""
        room = await self.open(session)
        await room.look()
        return room.state

    def close(self, session: SessionId) -> None:
        """The room leaves this node's memory."""
        del self.rooms[session]
        _ = self._running.pop(session).cancel()

    def _parts(self) -> Parts:
        return Parts(
            units=self.units,
            writer=self.writer,
            vault=self.vault,
            clock=self.clock,
            ids=self.ids,
            node=self.node,
            follow=self.follow,
            moved_on=self._moved_on,
            elsewhere=self._written_elsewhere,
            limits=limits(self.patience, self.pace),
        )

    def _written_elsewhere(self, entry: Entry) -> None:
        self.elsewhere(entry)

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
                self.upkeep.at_once()

    def rights_ended(self, sign_in: SignInId | None = None) -> None:
        """After the commit that ended a sign-in or another right: ask again now, here and on every node (I7)."""
        self.upkeep.at_once()
        self.bus.publish(RightsEnded(sign_in or SignInId("")))
