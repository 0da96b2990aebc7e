"""Who may see an event: the streams of a room and who follows which (I4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from handrail.kernel.ids import GroupId, SeatId

Stream = NewType("Stream", str)
"""`room`, `facilitators`, `member:<seat>` or `group:<breakout>`; each numbers its own events densely from 1."""

ROOM = Stream("room")
FACILITATORS = Stream("facilitators")


def member(seat: SeatId) -> Stream:
    """The stream that only the person in this seat follows."""
    return Stream(f"member:{seat}")


def group(identity: GroupId) -> Stream:
    """The stream that only the people in this small group follow."""
    return Stream(f"group:{identity}")


class Standing(StrEnum):
    """Where somebody stands in a room."""

    LOBBY = "lobby"
    MEMBER = "member"
    FACILITATOR = "facilitator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a room command, as the room knows them: what every `decide` is handed.

    Attributes:
        group: the small group they are in right now, if any.
    """

    seat: SeatId
    standing: Standing
    group: GroupId | None = None


def follows(standing: Standing, seat: SeatId, within: GroupId | None = None) -> frozenset[Stream]:
    """Exactly the streams that a connection follows: by where its person stands, and in which small group they are."""
    theirs = frozenset({member(seat)}) if within is None else frozenset({member(seat), group(within)})
    match standing:
        case Standing.LOBBY:
            return frozenset({member(seat)})
        case Standing.MEMBER:
            return theirs | {ROOM}
        case Standing.FACILITATOR:
            return theirs | {ROOM, FACILITATORS}
