"""What a connection knows of small groups: its own, and for facilitators all of them. Pure."""

from __future__ import annotations

from handrail_client.messages import (
    GroupPlaced,
    Groups,
    GroupsArranged,
    GroupsDropped,
    GroupsEnded,
    GroupsStarted,
    SmallGroup,
)
from handrail_client.room_state import RoomState, changed


def group_of(stream: str) -> str | None:
    """The small group whose stream this is."""
    kind, _, group = stream.partition(":")
    return group if kind == "group" else None


def seat_in(group: SmallGroup, seat: str, there: bool) -> SmallGroup:  # noqa: FBT001 - a fact, not a switch
    seats = {*group.seats, seat} if there else {*group.seats} - {seat}
    return group.model_copy(update={"seats": tuple(sorted(seats))})


def moved(state: RoomState, seat: str, to: str | None) -> RoomState:
    """As facilitators see it: this person is in that group and in no other."""
    room = state.room
    theirs = tuple(seat_in(one, seat, one.group == to) for one in room.groups.all) if room.groups else ()
    state = changed(state, groups=room.groups and room.groups.model_copy(update={"all": theirs}))
    return state if to is not None else changed(state, group=room.group and seat_in(room.group, seat, there=False))


def back(state: RoomState) -> RoomState:
    """Among everybody again: what was said in the small group stays there."""
    room = state.room
    return changed(
        state,
        group=None,
        messages=tuple(one for one in room.messages if one.group is None),
        rounds=tuple(
            one.model_copy(update={"shared": tuple(shown for shown in one.shared if shown.group is None)})
            for one in room.rounds
        ),
    )


def grouped(
    state: RoomState, event: GroupsArranged | GroupPlaced | GroupsDropped | GroupsStarted | GroupsEnded
) -> RoomState:
    groups = state.room.groups
    match event:
        case GroupsArranged():
            drawn = tuple(SmallGroup(group=one.group, name=one.name) for one in event.groups)
            return changed(state, groups=Groups(running=False, all=drawn))
        case GroupPlaced():
            return moved(state, event.seat, event.group)
        case GroupsStarted():
            drawn = groups.all if groups is not None else ()
            return changed(state, groups=Groups(running=True, since=event.at, minutes=event.minutes, all=drawn))
        case GroupsDropped():
            return changed(state, groups=None)
        case GroupsEnded():
            return changed(back(state), groups=None)
