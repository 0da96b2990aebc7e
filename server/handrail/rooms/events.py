"""What happens in a room, and who may see it (I4): each event belongs to exactly one stream."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from handrail.kernel.audience import FACILITATORS, ROOM, Standing, Stream, group, member
from handrail.kernel.ids import GroupId, PersonId, SeatId
from handrail.rooms.group_events import GroupEvent

NOBODY = Stream("nobody")
"""What the room keeps for itself. No standing follows it, and nothing in it is ever encoded for a connection."""


class Presence(StrEnum):
    """Whether a person is there."""

    CONNECTED = "connected"
    RECONNECTING = "reconnecting"  # lost, and within the grace
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class SeatGiven:
    """This seat is that person's for the session: the only place where the two stand together."""

    seat: SeatId
    person: PersonId
    name: str = field(repr=False)

    @property
    def stream(self) -> Stream:
        return NOBODY


@dataclass(frozen=True, slots=True)
class SeatHeld:
    """From now on this connection, on this node, holds the seat; an older one has moved."""

    seat: SeatId
    connection: str
    node: str

    @property
    def stream(self) -> Stream:
        return NOBODY


@dataclass(frozen=True, slots=True)
class RoomOpened:
    """The first facilitator is there."""

    @property
    def stream(self) -> Stream:
        return ROOM


@dataclass(frozen=True, slots=True)
class MemberWaiting:
    """Somebody is in the lobby; only facilitators hear of it."""

    seat: SeatId
    name: str = field(repr=False)

    @property
    def stream(self) -> Stream:
        return FACILITATORS


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """Somebody is in the room: a facilitator who came, or a member who was admitted."""

    seat: SeatId
    name: str = field(repr=False)
    standing: Standing

    @property
    def stream(self) -> Stream:
        return ROOM


@dataclass(frozen=True, slots=True)
class PresenceChanged:
    """Somebody in the room was lost, came back or left, at `since` (UTC)."""

    seat: SeatId
    presence: Presence
    since: datetime

    @property
    def stream(self) -> Stream:
        return ROOM


@dataclass(frozen=True, slots=True)
class WaitingChanged:
    """The same of somebody in the lobby: facilitators only."""

    seat: SeatId
    presence: Presence
    since: datetime

    @property
    def stream(self) -> Stream:
        return FACILITATORS


@dataclass(frozen=True, slots=True)
class MemberRemoved:
    """Somebody was taken out of the room. Peers see that they are gone, not why."""

    seat: SeatId

    @property
    def stream(self) -> Stream:
        return ROOM


@dataclass(frozen=True, slots=True)
class WaitingRemoved:
    """Somebody was turned away in the lobby: facilitators only."""

    seat: SeatId

    @property
    def stream(self) -> Stream:
        return FACILITATORS


@dataclass(frozen=True, slots=True)
class SegmentStarted:
    """The evening goes on to this segment, since then (UTC)."""

    segment: str
    since: datetime

    @property
    def stream(self) -> Stream:
        return ROOM


@dataclass(frozen=True, slots=True)
class HandRaised:
    """Somebody asks to speak."""

    seat: SeatId

    @property
    def stream(self) -> Stream:
        return ROOM


@dataclass(frozen=True, slots=True)
class HandLowered:
    """No longer."""

    seat: SeatId

    @property
    def stream(self) -> Stream:
        return ROOM


@dataclass(frozen=True, slots=True)
class AwayChanged:
    """A member stepped away for a moment, or is back at it: facilitators see it, peers nothing."""

    seat: SeatId
    away: bool

    @property
    def stream(self) -> Stream:
        return FACILITATORS


@dataclass(frozen=True, slots=True)
class AwayKept:
    """The member's own receipt of the same act."""

    seat: SeatId
    away: bool

    @property
    def stream(self) -> Stream:
        return member(self.seat)


@dataclass(frozen=True, slots=True)
class NoteReceived:
    """A member's word to the facilitators."""

    note: str
    seat: SeatId
    text: str = field(repr=False)

    @property
    def stream(self) -> Stream:
        return FACILITATORS


@dataclass(frozen=True, slots=True)
class NoteKept:
    """The writer's own receipt."""

    note: str
    seat: SeatId

    @property
    def stream(self) -> Stream:
        return member(self.seat)


@dataclass(frozen=True, slots=True)
class MessageSent:
    """A word to everybody, or to one small group and nobody else."""

    message: str
    seat: SeatId
    text: str = field(repr=False)
    group: GroupId | None = None

    @property
    def stream(self) -> Stream:
        return ROOM if self.group is None else group(self.group)


@dataclass(frozen=True, slots=True)
class RoomEnded:
    """The session is over."""

    @property
    def stream(self) -> Stream:
        return ROOM


Event = (
    SeatGiven
    | SeatHeld
    | RoomOpened
    | MemberWaiting
    | MemberJoined
    | PresenceChanged
    | WaitingChanged
    | MemberRemoved
    | WaitingRemoved
    | SegmentStarted
    | HandRaised
    | HandLowered
    | AwayChanged
    | AwayKept
    | NoteReceived
    | NoteKept
    | MessageSent
    | GroupEvent
    | RoomEnded
)
