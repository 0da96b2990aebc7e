"""A room: which acts its phase allows, to whom, and what follows from them.

                Join (a facilitator)              End
    WAITING ────────────────────────▶ OPEN ───────────────▶ ENDED
     │   ▲                            │  ▲                    ▲
     └───┘ Join (into the lobby),     └──┘ everything else    │
       │   Lose, GiveUp, Leave, Withdraw                      │
       └──────────────────────────────────────────────────────┘
                            End (the system)

Participants come into the lobby first. The room opens when the first facilitator comes, and only then can
anybody be let in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce
from types import MappingProxyType
from typing import assert_never, get_args

from handrail.kernel.audience import Actor, Standing
from handrail.kernel.errors import Fault, Invalid, NotAllowed, NotFound, RoomClosed
from handrail.kernel.ids import PersonId, SeatId
from handrail.rooms import groups
from handrail.rooms.commands import (
    Admit,
    AdmitAll,
    Command,
    End,
    GiveUp,
    Join,
    Leave,
    Lose,
    LowerHand,
    RaiseHand,
    Remove,
    Return,
    SendMessage,
    SendNote,
    StartSegment,
    StepAway,
    StepBack,
    Withdraw,
)
from handrail.rooms.events import (
    AwayChanged,
    AwayKept,
    Event,
    HandLowered,
    HandRaised,
    MemberJoined,
    MemberRemoved,
    MemberWaiting,
    MessageSent,
    NoteKept,
    NoteReceived,
    Presence,
    PresenceChanged,
    RoomEnded,
    RoomOpened,
    SeatGiven,
    SeatHeld,
    SegmentStarted,
    WaitingChanged,
    WaitingRemoved,
)
from handrail.rooms.group_commands import GroupCommand, LeaveGroup
from handrail.rooms.group_events import GroupEvent, GroupsEnded
from handrail.rooms.groups import Groups
from handrail.rooms.participation import inside, own_in, seat_in, take_part
from handrail.rooms.seats import Seated, admitted, back, changed, left, removed, take


class Phase(StrEnum):
    """How far the evening has come."""

    WAITING = "waiting"
    OPEN = "open"
    ENDED = "ended"


_ALWAYS: tuple[type[Command], ...] = (Join, Lose, GiveUp, Return, Leave, Withdraw, End)
_WHILE_OPEN: tuple[type[Command], ...] = (
    *(Admit, AdmitAll, Remove, StartSegment, RaiseHand, LowerHand, StepAway, StepBack, SendNote, SendMessage),
    *get_args(GroupCommand),
)
_AFTER: tuple[type[Command], ...] = (Lose, GiveUp, Return, Leave, Withdraw, End)

MOVES: Mapping[tuple[Phase, type[Command]], Phase] = MappingProxyType(
    {
        **{(Phase.WAITING, kind): Phase.WAITING for kind in _ALWAYS},
        **{(Phase.OPEN, kind): Phase.OPEN for kind in (*_ALWAYS, *_WHILE_OPEN)},
        **{(Phase.ENDED, kind): Phase.ENDED for kind in _AFTER},
        (Phase.WAITING, End): Phase.ENDED,
        (Phase.OPEN, End): Phase.ENDED,
    }
)
"""Every legal move; a pair that is not here is `RoomClosed`. For `Join` this is a participant's; a
facilitator's opens a waiting room. After the end, what ends anyway changes nothing and is not refused."""


@dataclass(frozen=True, slots=True)
class Room:
    """The room of one session.

    Attributes:
        segments: names of the session's segments, in their order; only deciding looks at them.
        segment: the one that runs, if one was started, since when (UTC).
        seats: in the order of coming.
        notes: what members told the facilitators.
        messages: what was said to everybody, and, while they last, in small groups.
    """

    segments: tuple[str, ...] = ()
    phase: Phase = Phase.WAITING
    segment: str | None = None
    segment_since: datetime | None = None
    seats: Mapping[SeatId, Seated] = field(default_factory=dict)
    notes: tuple[NoteReceived, ...] = ()
    messages: tuple[MessageSent, ...] = ()
    groups: Groups = field(default_factory=Groups)

    def of(self, person: PersonId) -> Seated | None:
        """The seat of this person, if they have one."""
        return next((one for one in self.seats.values() if one.person == person), None)

    def held_by(self, connection: str) -> Seated | None:
        """The seat that this connection holds, if it still holds one."""
        return next((one for one in self.seats.values() if one.connection == connection), None)


def decide(state: Room, command: Command, actor: Actor | None, now: datetime) -> tuple[Event, ...]:
    """What follows from the command; nothing, when it changes nothing. `actor` is None for the system itself.

    Where it leaves nobody to lead the room, small groups end and everybody is back in it.

    Raises:
        RoomClosed: the phase does not allow it.
        NotAllowed: the actor's standing does not carry it, or they were taken out.
        NotFound: no such seat, or the asker is in the lobby and may not know of it.
        Conflict: the person it is about is not there.
        Invalid: no such segment.
    """
    if (state.phase, type(command)) not in MOVES:
        raise RoomClosed
    if state.phase is Phase.ENDED:
        return ()
    events = _decide(state, command, actor, now)
    if state.groups.phase is not groups.Phase.RUNNING:
        return events
    after = reduce(evolve, events, state)
    return (*events, *groups.unled(after.groups, after.seats.values()))


def _decide(state: Room, command: Command, actor: Actor | None, now: datetime) -> tuple[Event, ...]:
    if isinstance(command, GroupCommand):
        if not isinstance(command, LeaveGroup):
            _facilitator(actor)
        own = inside(state, actor) if actor else None
        return groups.decide(state.groups, command, own, state.seats.values(), now)
    match command:
        case Join():
            return take(state.of(command.person), command, now, opens=state.phase is Phase.WAITING)
        case Lose() | GiveUp() | Return() | Leave() | Withdraw():
            return _goes(state, command, actor, now)
        case Admit() | AdmitAll() | Remove() | StartSegment() | End():
            _facilitator(actor)
            return _lead(state, command, now)
        case RaiseHand() | LowerHand() | StepAway() | StepBack() | SendNote() | SendMessage():
            return take_part(state, command, inside(state, actor))
        case _:
            assert_never(command)


def _goes(
    state: Room, command: Lose | GiveUp | Return | Leave | Withdraw, actor: Actor | None, now: datetime
) -> tuple[Event, ...]:
    match command:
        case Lose(connection, since):
            one = state.held_by(connection)
            lost = one is not None and one.presence is Presence.CONNECTED and not one.removed
            return (changed(one, Presence.RECONNECTING, since),) if one and lost else ()
        case GiveUp(connection, since):
            one = state.held_by(connection)
            if one is None or one.removed:
                return ()
            lost = one.presence is Presence.CONNECTED  # nobody could write it down when it happened
            return (*((changed(one, Presence.RECONNECTING, since),) if lost else ()), *left(one, now))
        case Return(connection):
            one = state.held_by(connection)
            return back(one, now) if one and not one.removed else ()
        case Leave():
            return left(own_in(state, actor), now)
        case Withdraw(person):
            one = state.of(person)
            return removed(one) if one else ()
        case _:
            assert_never(command)


def _lead(state: Room, command: Admit | AdmitAll | Remove | StartSegment | End, now: datetime) -> tuple[Event, ...]:
    match command:
        case Admit(seat):
            return admitted(seat_in(state, seat), now)
        case AdmitAll():
            return tuple(event for one in state.seats.values() if one.waits for event in admitted(one, now))
        case Remove(seat):
            theirs = seat_in(state, seat)
            if theirs.standing is Standing.FACILITATOR:
                raise NotAllowed("A facilitator cannot be taken out of the room here.")
            return removed(theirs)
        case StartSegment(segment):
            if segment not in state.segments:
                raise Invalid(faults=(Fault("/segment", "This session has no such segment."),))
            return () if state.segment == segment else (SegmentStarted(segment, now),)
        case End():
            return (RoomEnded(),)
        case _:
            assert_never(command)


def _facilitator(actor: Actor | None) -> None:
    """The system and facilitators may; the lobby may not know that there is anything to ask for."""
    if actor is None or actor.standing is Standing.FACILITATOR:
        return
    if actor.standing is Standing.LOBBY:
        raise NotFound
    raise NotAllowed("Facilitators lead the room.")


def evolve(state: Room, event: Event) -> Room:  # noqa: C901, PLR0911, PLR0912 - one arm an event
    """The room after the event. An event about a seat that is not known any more changes nothing."""
    if isinstance(event, GroupEvent):
        return _grouped(state, event)
    match event:
        case SeatGiven(seat, person, name):
            return replace(state, seats={**state.seats, seat: Seated(seat, person, name)})
        case SeatHeld(seat, connection, node):
            return _with(state, seat, connection=connection, node=node)
        case RoomOpened():
            return replace(state, phase=Phase.OPEN)
        case MemberWaiting(seat):
            return _with(state, seat, standing=Standing.LOBBY, presence=Presence.CONNECTED, removed=False)
        case MemberJoined(seat, _, standing):
            return _with(state, seat, standing=standing, presence=Presence.CONNECTED, removed=False)
        case PresenceChanged(seat, Presence.LEFT):
            return _with(state, seat, presence=Presence.LEFT, away=False)
        case PresenceChanged(seat, presence) | WaitingChanged(seat, presence):
            return _with(state, seat, presence=presence)
        case MemberRemoved(seat) | WaitingRemoved(seat):
            out = _with(state, seat, removed=True, hand=False, away=False, presence=Presence.LEFT)
            return replace(out, groups=groups.without(state.groups, seat))
        case SegmentStarted(segment, since):
            return replace(state, segment=segment, segment_since=since)
        case HandRaised(seat):
            return _with(state, seat, hand=True)
        case HandLowered(seat):
            return _with(state, seat, hand=False)
        case AwayChanged(seat, away):
            return _with(state, seat, away=away)
        case NoteReceived():
            return replace(state, notes=(*state.notes, event))
        case NoteKept() | AwayKept():
            return state
        case MessageSent():
            return replace(state, messages=(*state.messages, event))
        case RoomEnded():
            return replace(state, phase=Phase.ENDED)
        case _:
            assert_never(event)


def _grouped(state: Room, event: GroupEvent) -> Room:
    """What was said in a small group ends with it."""
    kept = state.messages
    if isinstance(event, GroupsEnded):
        kept = tuple(one for one in kept if one.group is None)
    return replace(state, groups=groups.evolve(state.groups, event), messages=kept)


def _with(state: Room, seat: SeatId, **changes: object) -> Room:
    one = state.seats.get(seat)
    if one is None:
        return state
    return replace(state, seats={**state.seats, seat: replace(one, **changes)})  # type: ignore[arg-type]
