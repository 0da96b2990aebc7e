"""Events of the room itself: who is there, what they say, the small groups they are in."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from handrail_client.messages.parts import Heard, HeardEvent, PresenceName, Seat, StandingName


class RoomOpened(HeardEvent):
    """The first facilitator is there."""

    type: Literal["room.opened"] = "room.opened"


class RoomEnded(HeardEvent):
    """The session is over; the server closes with 4410."""

    type: Literal["room.ended"] = "room.ended"


class SegmentStarted(HeardEvent):
    """The evening goes on."""

    type: Literal["segment.started"] = "segment.started"
    segment: str


class MemberWaiting(HeardEvent):
    """To facilitators: somebody is in the lobby."""

    type: Literal["member.waiting"] = "member.waiting"
    seat: Seat
    name: str = Field(repr=False)


class MemberJoined(HeardEvent):
    """Somebody is in the room."""

    type: Literal["member.joined"] = "member.joined"
    seat: Seat
    name: str = Field(repr=False)
    standing: StandingName


class MemberPresence(HeardEvent):
    """Somebody was lost, is back, or left. Of people in the lobby only facilitators hear it."""

    type: Literal["member.presence"] = "member.presence"
    seat: Seat
    presence: PresenceName


class MemberRemoved(HeardEvent):
    """Somebody is no longer part of this session."""

    type: Literal["member.removed"] = "member.removed"
    seat: Seat


class HandRaised(HeardEvent):
    """Somebody would like to speak."""

    type: Literal["hand.raised"] = "hand.raised"
    seat: Seat


class HandLowered(HeardEvent):
    """No longer."""

    type: Literal["hand.lowered"] = "hand.lowered"
    seat: Seat


class MemberAway(HeardEvent):
    """To facilitators: a member stepped away for a moment, or is back at it. Who leaves is not away any more."""

    type: Literal["member.away"] = "member.away"
    seat: Seat
    away: bool


class AwayKept(HeardEvent):
    """To the member themselves: the same."""

    type: Literal["away.kept"] = "away.kept"
    away: bool


class HelpKept(HeardEvent):
    """To the one who asked: the facilitators have been told."""

    type: Literal["help.kept"] = "help.kept"
    alert: str


class HelpTaken(HeardEvent):
    """To the one who asked: the facilitator in seat `by` sees to it; null where they are not in the room."""

    type: Literal["help.taken"] = "help.taken"
    alert: str
    by: Seat | None


class NoteReceived(HeardEvent):
    """To facilitators: a member's word."""

    type: Literal["note.received"] = "note.received"
    note: str
    seat: Seat
    text: str = Field(repr=False)


class NoteKept(HeardEvent):
    """To its writer: the facilitators have your note."""

    type: Literal["note.kept"] = "note.kept"
    note: str


class MessageSent(HeardEvent):
    """A word to everybody (in `room`), or to one small group (in its stream)."""

    type: Literal["message.sent"] = "message.sent"
    message: str
    seat: Seat
    text: str = Field(repr=False)


class GroupNamed(Heard):
    """A small group and what it is called."""

    group: str
    name: str = Field(repr=False)


class GroupsArranged(HeardEvent):
    """To facilitators: a draft of small groups, nobody in them yet; `group.placed` follows for each person."""

    type: Literal["groups.arranged"] = "groups.arranged"
    groups: tuple[GroupNamed, ...]


class GroupPlaced(HeardEvent):
    """To facilitators: this person belongs to that small group now; null: to none."""

    type: Literal["group.placed"] = "group.placed"
    seat: Seat
    group: str | None


class GroupsDropped(HeardEvent):
    """To facilitators: the draft is put away."""

    type: Literal["groups.dropped"] = "groups.dropped"


class GroupsStarted(HeardEvent):
    """Small groups begin. `follow` tells each person theirs, and nobody that of somebody else."""

    type: Literal["groups.started"] = "groups.started"
    minutes: int | None


class GroupJoined(HeardEvent):
    """In a small group: somebody comes."""

    type: Literal["group.joined"] = "group.joined"
    seat: Seat


class GroupLeft(HeardEvent):
    """In a small group: somebody goes; where to is not said."""

    type: Literal["group.left"] = "group.left"
    seat: Seat


class GroupsEnded(HeardEvent):
    """Everybody is back in the room."""

    type: Literal["groups.ended"] = "groups.ended"
