"""Who may see an event: the streams of a room and who follows which (I4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from handrail.kernel.ids import SeatId

Stream = NewType("Stream", str)
"""`room`, `facilitators`, `member:<seat>` or `group:<name>`; each numbers its own events densely from 1."""

ROOM = Stream("room")
FACILITATORS = Stream("facilitators")


def member(seat: SeatId) -> Stream:
    """The stream that only the person in this seat follows."""
    return Stream(f"member:{seat}")


class Standing(StrEnum):
    """Where somebody stands in a room, which alone decides what they follow."""

    LOBBY = "lobby"
    MEMBER = "member"
    FACILITATOR = "facilitator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a room command, as the room knows them: what every `decide` is handed."""

    seat: SeatId
    standing: Standing


def follows(standing: Standing, seat: SeatId) -> frozenset[Stream]:
    """Exactly the streams that a connection with this standing follows."""
    match standing:
        case Standing.LOBBY:
            return frozenset({member(seat)})
        case Standing.MEMBER:
            return frozenset({member(seat), ROOM})
        case Standing.FACILITATOR:
            return frozenset({member(seat), ROOM, FACILITATORS})
