"""What small groups look like in plain text. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from handrail_client.aio import Change
from handrail_client.messages import (
    GroupJoined,
    GroupLeft,
    GroupPlaced,
    GroupsArranged,
    GroupsDropped,
    GroupsEnded,
    GroupsStarted,
)
from handrail_client.room_state import RoomState
from handrail_client.terminal.telling import at_time, is_me, who


def about_groups(change: Change, state: RoomState) -> list[str]:  # noqa: PLR0911 - one case a change
    match change:
        case GroupsArranged():
            names = ", ".join(one.name for one in change.groups)
            return [at_time(change, f"Small groups are drawn up: {names}.  place, begin, gather")]
        case GroupPlaced():
            drawn = state.room.groups.all if state.room.groups is not None else ()
            where = next((one.name for one in drawn if one.group == change.group), "the room")
            return [at_time(change, f"{who(state, change.seat)}: {where}.")]
        case GroupsDropped():
            return [at_time(change, "The draft of small groups is put away.")]
        case GroupsStarted():
            about = f", for about {change.minutes} minutes" if change.minutes else ""
            return [at_time(change, f"Small groups begin{about}.")]
        case GroupJoined():
            return [at_time(change, f"{who(state, change.seat)}: in your small group now.")]
        case GroupLeft():
            return [at_time(change, f"{who(state, change.seat)}: gone from your small group.")]
        case GroupsEnded():
            return [at_time(change, "Everybody is back in the room. What was said in the small groups stays there.")]
        case _:
            return []


def in_groups(state: RoomState) -> list[str]:
    """Where everybody is, as far as we are told: facilitators know of all groups, everybody of their own."""
    groups, mine = state.room.groups, state.room.group
    lines: list[str] = []
    if groups is not None and groups.all:
        lines.append("Small groups:" if groups.running else "Small groups, not begun:  place, begin, gather")
        lines += [f"  {number}  {one.name}: {_names(state, one.seats)}" for number, one in enumerate(groups.all, 1)]
    if mine is not None:
        lines.append(f"You are in the small group {mine.name}: {_names(state, mine.seats)}.  say, back")
        lines += [f"  {who(state, one.seat)}: {one.text}" for one in state.room.messages if one.group is not None]
    elif groups is not None and groups.running:
        lines.append("Small groups are running; you are in the room." + ("  visit, gather" if state.leads else ""))
    return lines


def _names(state: RoomState, seats: Sequence[str]) -> str:
    return ", ".join("you" if is_me(state, seat) else state.name(seat) for seat in seats) or "nobody"
