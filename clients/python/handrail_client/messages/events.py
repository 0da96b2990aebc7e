"""Everything that can happen in a room: once, in order, numbered densely within its stream."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from handrail_client.messages.checkin_events import (
    AlertAcknowledged,
    AlertRaised,
    AnswerKept,
    AnswerReceived,
    AnswerShared,
    HandoutAcknowledged,
    HandoutShared,
    HandoutTurned,
    PictureShown,
    RoundClosed,
    RoundOpened,
    RoundSummary,
)
from handrail_client.messages.parts import HeardEvent
from handrail_client.messages.room_events import (
    AwayKept,
    GroupJoined,
    GroupLeft,
    GroupPlaced,
    GroupsArranged,
    GroupsDropped,
    GroupsEnded,
    GroupsStarted,
    HandLowered,
    HandRaised,
    HelpKept,
    HelpTaken,
    MemberAway,
    MemberJoined,
    MemberPresence,
    MemberRemoved,
    MemberWaiting,
    MessageSent,
    NoteKept,
    NoteReceived,
    RoomEnded,
    RoomOpened,
    SegmentStarted,
)


class Gone(HeardEvent):
    """Something that can no longer be read: the key of the person it spoke of was destroyed."""

    type: Literal["gone"] = "gone"


Event = (
    RoomOpened
    | RoomEnded
    | SegmentStarted
    | MemberWaiting
    | MemberJoined
    | MemberPresence
    | MemberRemoved
    | HandRaised
    | HandLowered
    | MemberAway
    | AwayKept
    | HelpKept
    | HelpTaken
    | NoteReceived
    | NoteKept
    | MessageSent
    | GroupsArranged
    | GroupPlaced
    | GroupsDropped
    | GroupsStarted
    | GroupJoined
    | GroupLeft
    | GroupsEnded
    | RoundOpened
    | AnswerReceived
    | AnswerKept
    | AnswerShared
    | RoundClosed
    | RoundSummary
    | PictureShown
    | HandoutShared
    | HandoutAcknowledged
    | HandoutTurned
    | AlertRaised
    | AlertAcknowledged
    | Gone
)


class Unknown(HeardEvent):
    """An event of a newer server, or one whose content we cannot read: it keeps its number and says nothing."""

    type: str


AnyEvent = Annotated[Event, Field(discriminator="type")]
