"""Small groups within a room: who is in which, and when they begin and end.

           ArrangeGroups            StartGroups
    NONE ────────────────▶ DRAFT ────────────────▶ RUNNING
     ▲                     │   ▲                   │     ▲
     │                     └───┘                   └─────┘
     │           ArrangeGroups, PlaceInGroup   PlaceInGroup, VisitGroup, LeaveGroup
     │                     │                       │
     └─────────────────────┴───────────────────────┘
            EndGroups, or nobody leads the room any more

Facilitators choose for members; nobody is listened to unseen: a facilitator who visits is in the group like
everybody else. Presence, and so attendance, is the room's and does not depend on any of this (I11).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import assert_never

from handrail.kernel.audience import Standing
from handrail.kernel.errors import Conflict, NotAllowed, NotFound
from handrail.kernel.ids import GroupId, SeatId
from handrail.rooms.events import Presence
from handrail.rooms.group_commands import (
    ArrangeGroups,
    EndGroups,
    GroupCommand,
    LeaveGroup,
    PlaceInGroup,
    StartGroups,
    VisitGroup,
)
from handrail.rooms.group_events import (
    GroupEvent,
    GroupJoined,
    GroupLeft,
    GroupPlaced,
    GroupsArranged,
    GroupsDropped,
    GroupsEnded,
    GroupsStarted,
)
from handrail.rooms.seats import Seated


class Phase(StrEnum):
    """How far the small groups have come."""

    NONE = "none"
    DRAFT = "draft"
    RUNNING = "running"


MOVES: Mapping[tuple[Phase, type[GroupCommand]], Phase] = MappingProxyType(
    {
        (Phase.NONE, ArrangeGroups): Phase.DRAFT,
        (Phase.DRAFT, ArrangeGroups): Phase.DRAFT,
        (Phase.DRAFT, PlaceInGroup): Phase.DRAFT,
        (Phase.DRAFT, StartGroups): Phase.RUNNING,
        (Phase.DRAFT, EndGroups): Phase.NONE,
        (Phase.RUNNING, PlaceInGroup): Phase.RUNNING,
        (Phase.RUNNING, VisitGroup): Phase.RUNNING,
        (Phase.RUNNING, LeaveGroup): Phase.RUNNING,
        (Phase.RUNNING, EndGroups): Phase.NONE,
    }
)
"""Every legal move; a pair that is not here is a `Conflict`."""


@dataclass(frozen=True, slots=True)
class Groups:
    """The small groups of a room.

    Attributes:
        names: each group and what it is called, in order.
        placed: who is in which group. Only while they run does that change what somebody sees.
        since: when they began, UTC.
        minutes: how long they are meant to take.
    """

    phase: Phase = Phase.NONE
    names: Mapping[GroupId, str] = field(default_factory=dict, repr=False)
    placed: Mapping[SeatId, GroupId] = field(default_factory=dict)
    since: datetime | None = None
    minutes: int | None = None

    def of(self, seat: SeatId) -> GroupId | None:
        """The group in which this person is right now; None before the start and among everybody."""
        return self.placed.get(seat) if self.phase is Phase.RUNNING else None

    def seats(self, group: GroupId) -> tuple[SeatId, ...]:
        """Who is in this group, in an order that tells nothing."""
        return tuple(sorted(seat for seat, theirs in self.placed.items() if theirs == group))


def decide(
    state: Groups, command: GroupCommand, own: Seated | None, seats: Iterable[Seated], now: datetime
) -> tuple[GroupEvent, ...]:
    """What follows from the command; nothing, when it changes nothing.

    `own` is the seat of who asks, None for the system; that they may is for the room to say. `seats` are all
    of the room.

    Raises:
        Conflict: the groups are not so far, or it is about somebody who is not in the room.
        NotFound: no such group.
        NotAllowed: a facilitator is placed by another.
    """
    if (state.phase, type(command)) not in MOVES:
        raise Conflict(_SAID[state.phase])
    match command:
        case ArrangeGroups():
            return _arrange(command, seats)
        case PlaceInGroup(seat, group):
            return _move(state, _member(seat, seats), group)
        case StartGroups(minutes):
            return (GroupsStarted(now, minutes),)
        case VisitGroup(group):
            return _move(state, own.seat, group) if own else ()
        case LeaveGroup():
            return _move(state, own.seat, None) if own else ()
        case EndGroups():
            return (GroupsEnded(),) if state.phase is Phase.RUNNING else (GroupsDropped(),)
        case _:
            assert_never(command)


_SAID = {
    Phase.NONE: "There are no small groups now.",
    Phase.DRAFT: "The small groups have not begun.",
    Phase.RUNNING: "The small groups have begun. End them before you make new ones.",
}


def _arrange(command: ArrangeGroups, seats: Iterable[Seated]) -> tuple[GroupEvent, ...]:
    groups = tuple(
        (GroupId(f"{command.breakout}-{number}"), name) for number, name in enumerate(command.names, start=1)
    )
    there = sorted(one.seat for one in seats if _is_member(one) and one.presence is not Presence.LEFT)
    dealt = there if command.evenly else []  # seats are random: their order favours nobody
    placed = (GroupPlaced(seat, groups[at % len(groups)][0]) for at, seat in enumerate(dealt))
    return (GroupsArranged(groups), *placed)


def _member(seat: SeatId, seats: Iterable[Seated]) -> SeatId:
    one = next((one for one in seats if one.seat == seat and not one.removed), None)
    if one is None:
        raise NotFound
    if one.standing is Standing.FACILITATOR:
        raise NotAllowed("Facilitators go to a group by themselves.")
    if not _is_member(one):
        raise Conflict("They have not been let in yet.")
    return seat


def _is_member(one: Seated) -> bool:
    return one.standing is Standing.MEMBER and not one.removed


def _move(state: Groups, seat: SeatId, group: GroupId | None) -> tuple[GroupEvent, ...]:
    if group is not None and group not in state.names:
        raise NotFound
    before = state.placed.get(seat)
    if before == group:
        return ()
    if state.phase is not Phase.RUNNING:
        return (GroupPlaced(seat, group),)
    left: tuple[GroupEvent, ...] = (GroupLeft(before, seat),) if before else ()
    joined: tuple[GroupEvent, ...] = (GroupJoined(group, seat),) if group else ()
    return (*left, GroupPlaced(seat, group), *joined)


def unled(state: Groups, seats: Iterable[Seated]) -> tuple[GroupEvent, ...]:
    """The end that nobody pressed: no facilitator is in the room any more, nor lost from it within the grace."""
    led = any(
        one.standing is Standing.FACILITATOR and not one.removed and one.presence is not Presence.LEFT for one in seats
    )
    return () if led or state.phase is not Phase.RUNNING else (GroupsEnded(),)


def evolve(state: Groups, event: GroupEvent) -> Groups:
    """The groups after the event."""
    match event:
        case GroupsArranged(names):
            return Groups(Phase.DRAFT, dict(names))
        case GroupPlaced(seat, group):
            known = group in state.names  # not where the draft was lost with its key
            return _with(state, seat, group) if group and known else without(state, seat)
        case GroupsStarted(since, minutes):
            return replace(state, phase=Phase.RUNNING, since=since, minutes=minutes)
        case GroupJoined() | GroupLeft():  # said to the group; `GroupPlaced` is what moves
            return state
        case GroupsEnded() | GroupsDropped():
            return Groups()
        case _:
            assert_never(event)


def _with(state: Groups, seat: SeatId, group: GroupId) -> Groups:
    return replace(state, placed={**state.placed, seat: group})


def without(state: Groups, seat: SeatId) -> Groups:
    """The groups when this person is in none, as after they were taken out of the session."""
    return replace(state, placed={one: theirs for one, theirs in state.placed.items() if one != seat})
