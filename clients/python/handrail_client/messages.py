"""Every frame of the room protocol `handrail.v1`, as the SDK reads and writes them (see `schemas/`).

What we say is checked before it is sent. What we hear is read leniently: fields that a newer server adds are
left out, and an event of a type we do not know becomes `Unknown`, which only counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

import uuid_utils
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from handrail_client.errors import ProtocolBroken

Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Seat = Annotated[str, StringConstraints(pattern=r"^[A-Z2-7]{16}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
GroupName = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
StandingName = Literal["lobby", "member", "facilitator"]
PresenceName = Literal["connected", "reconnecting", "left"]
Answer = bool | int | float | str | tuple[str, ...] | None
"""A scale's number, an option's id, several ids, words, yes or no; None is "I prefer not to say"."""


def new_id() -> str:
    """A fresh UUIDv7: the id of a command, and the key of a request that may be repeated."""
    return str(uuid_utils.uuid7())


class Said(BaseModel):
    """What we say."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=True)


class Heard(BaseModel):
    """What we hear."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


# --- What a client says -----------------------------------------------------------------------------------


class Hello(Said):
    """The first frame, within 10 s. `resume` tells the last `n` seen of each stream, of the room run `epoch`."""

    type: Literal["hello"] = "hello"
    ticket: Annotated[str, StringConstraints(max_length=128)] = Field(repr=False)
    versions: Annotated[tuple[int, ...], Field(min_length=1, max_length=8)] = (1,)
    resume: Annotated[dict[str, int], Field(max_length=8)] | None = None
    epoch: Annotated[str, StringConstraints(max_length=64)] | None = None


class Command(Said):
    """Something we ask for. The same `id` again gives the same reply and no second effect (I5)."""

    id: str = Field(default_factory=new_id)


class Renew(Command):
    """A new ticket for the same seat keeps the socket authorised for another 10 minutes."""

    type: Literal["renew"] = "renew"
    ticket: Annotated[str, StringConstraints(max_length=128)] = Field(repr=False)


class RoomAdmit(Command):
    """Facilitator: let this person in from the lobby."""

    type: Literal["room.admit"] = "room.admit"
    seat: Seat


class RoomAdmitAll(Command):
    """Facilitator: let in everybody who waits."""

    type: Literal["room.admit_all"] = "room.admit_all"


class RoomRemove(Command):
    """Facilitator: take this person out of the session."""

    type: Literal["room.remove"] = "room.remove"
    seat: Seat


class RoomEnd(Command):
    """Facilitator: the session is over."""

    type: Literal["room.end"] = "room.end"


class SegmentStart(Command):
    """Facilitator: go on to this segment."""

    type: Literal["segment.start"] = "segment.start"
    segment: Id


class HandRaise(Command):
    """I would like to speak."""

    type: Literal["hand.raise"] = "hand.raise"


class HandLower(Command):
    """My hand goes down; a facilitator may name somebody's seat."""

    type: Literal["hand.lower"] = "hand.lower"
    seat: Seat | None = None


class AwayStart(Command):
    """I step away for a moment. Facilitators see it, peers nothing; attendance does not depend on it."""

    type: Literal["away.start"] = "away.start"


class AwayEnd(Command):
    """I am back at it."""

    type: Literal["away.end"] = "away.end"


class HelpAsk(Command):
    """I need somebody. Facilitators alone hear it, and it stays open until one of them takes it on."""

    type: Literal["help.ask"] = "help.ask"


class NoteSend(Command):
    """A word that only the facilitators see."""

    type: Literal["note.send"] = "note.send"
    text: Words = Field(repr=False)


class MessageSend(Command):
    """A word to everybody, from a facilitator, or to the small group that is named and that I am in."""

    type: Literal["message.send"] = "message.send"
    text: Annotated[str, StringConstraints(min_length=1, max_length=1000)] = Field(repr=False)
    group: Id | None = None


class GroupsArrange(Command):
    """Facilitator: draw up small groups of these names; `evenly` puts everybody who is there into them."""

    type: Literal["groups.arrange"] = "groups.arrange"
    names: Annotated[tuple[GroupName, ...], Field(min_length=2, max_length=12)] = Field(repr=False)
    evenly: bool = False


class GroupPlace(Command):
    """Facilitator: this member belongs into that group, before the start or after it; null: into none."""

    type: Literal["group.place"] = "group.place"
    seat: Seat
    group: Id | None


class GroupsStart(Command):
    """Facilitator: everybody goes to their group, for about so many minutes; nothing ends by itself."""

    type: Literal["groups.start"] = "groups.start"
    minutes: Annotated[int, Field(ge=1, le=180)] | None = None


class GroupVisit(Command):
    """Facilitator: I go to this group; everybody in it sees me there."""

    type: Literal["group.visit"] = "group.visit"
    group: Id


class GroupLeave(Command):
    """I go back among everybody."""

    type: Literal["group.leave"] = "group.leave"


class GroupsEnd(Command):
    """Facilitator: everybody comes back; a draft is put away."""

    type: Literal["groups.end"] = "groups.end"


class RoundOpen(Command):
    """Facilitator: open the newest version of this check-in. The round's id is this command's id."""

    type: Literal["round.open"] = "round.open"
    template: Id


class RoundAnswer(Command):
    """My answers, item by item, or `pass`; exactly one of the two."""

    type: Literal["round.answer"] = "round.answer"
    round: Id
    answers: Annotated[dict[str, Answer], Field(max_length=64)] | None = Field(default=None, repr=False)
    pass_: Literal[True] | None = Field(default=None, alias="pass")


class RoundClose(Command):
    """Facilitator: no more answers."""

    type: Literal["round.close"] = "round.close"
    round: Id


class AnswerShare(Command):
    """Show the room, or the small group that is named and that I am in, my own answer to this one item."""

    type: Literal["answer.share"] = "answer.share"
    round: Id
    item: Id
    group: Id | None = None


class PictureShow(Command):
    """Facilitator: show everybody how the group answered this item of a closed round, where that tells on nobody."""

    type: Literal["picture.show"] = "picture.show"
    round: Id
    item: Id


class HandoutShare(Command):
    """Facilitator: put the newest version of this handout before everyone."""

    type: Literal["handout.share"] = "handout.share"
    handout: Id


class HandoutAcknowledge(Command):
    """I have it."""

    type: Literal["handout.acknowledge"] = "handout.acknowledge"
    handout: Id


class HandoutTurn(Command):
    """Facilitator: the group is at this section of the handout, counted by its headings; 0 is before the first."""

    type: Literal["handout.turn"] = "handout.turn"
    handout: Id
    section: Annotated[int, Field(ge=0, le=100)]


class AlertAcknowledge(Command):
    """Facilitator: I have seen this alert and see to it."""

    type: Literal["alert.acknowledge"] = "alert.acknowledge"
    alert: Id


class LeaveRoom(Command):
    """Goodbye. The server closes with 4410 after the reply."""

    type: Literal["leave"] = "leave"


RoomCommand = (
    RoomAdmit
    | RoomAdmitAll
    | RoomRemove
    | RoomEnd
    | SegmentStart
    | HandRaise
    | HandLower
    | AwayStart
    | AwayEnd
    | HelpAsk
    | NoteSend
    | MessageSend
    | GroupsArrange
    | GroupPlace
    | GroupsStart
    | GroupVisit
    | GroupLeave
    | GroupsEnd
    | RoundOpen
    | RoundAnswer
    | RoundClose
    | AnswerShare
    | PictureShow
    | HandoutShare
    | HandoutAcknowledge
    | HandoutTurn
    | AlertAcknowledge
    | LeaveRoom
)
ClientFrame = Annotated[Hello | Renew | RoomCommand, Field(discriminator="type")]


# --- Events: what happened, once, in order, numbered densely within their stream ---------------------------


class HeardEvent(Heard):
    """`n` counts from 1 without gaps within `stream`; `at` is UTC."""

    stream: str
    n: Annotated[int, Field(ge=1)]
    at: datetime


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


class RoundOpened(HeardEvent):
    """There is a check-in to answer; its text is at `/v1/checkins/{template}/versions/{version}`."""

    type: Literal["round.opened"] = "round.opened"
    round: str
    template: str
    version: int
    title: str


class AnswerReceived(HeardEvent):
    """To facilitators: one person's answers, or `passed`. `replaces` names an earlier response of theirs."""

    type: Literal["answer.received"] = "answer.received"
    round: str
    response: str
    seat: Seat
    passed: bool
    answers: dict[str, Answer] | None = Field(default=None, repr=False)
    replaces: str | None = None


class AnswerKept(HeardEvent):
    """To the one who answered: it is kept. `alerted`: the facilitators were told to look at once."""

    type: Literal["answer.kept"] = "answer.kept"
    round: str
    response: str
    passed: bool
    alerted: bool


class AnswerShared(HeardEvent):
    """A member showed the room, or in its stream a small group, their answer to one item."""

    type: Literal["answer.shared"] = "answer.shared"
    round: str
    seat: Seat
    item: str
    answer: Answer = Field(repr=False)


class RoundClosed(HeardEvent):
    """No more answers are taken."""

    type: Literal["round.closed"] = "round.closed"
    round: str


class Group(Heard):
    """How many answered alike; null where the group is too small to hide a person."""

    name: str
    people: int | None


class ItemSummary(Heard):
    """Totals of one item; all null and empty where fewer than five answered it."""

    item: str
    people: int | None
    middle: int | None
    groups: tuple[Group, ...]


class RoundSummary(HeardEvent):
    """To facilitators: the totals of a closed round."""

    type: Literal["round.summary"] = "round.summary"
    round: str
    answered: int
    passed: int
    items: tuple[ItemSummary, ...]


class PictureShown(HeardEvent):
    """A facilitator shows everybody how many answered one item alike; null where it would tell too much."""

    type: Literal["picture.shown"] = "picture.shown"
    round: str
    item: str
    groups: tuple[Group, ...] = Field(repr=False)


class HandoutShared(HeardEvent):
    """Everyone in the room has this handout now; its text is at `/v1/handouts/{handout}`."""

    type: Literal["handout.shared"] = "handout.shared"
    handout: str
    version: int
    title: str


class HandoutAcknowledged(HeardEvent):
    """To facilitators and to the member themselves, each in their own stream: they have it."""

    type: Literal["handout.acknowledged"] = "handout.acknowledged"
    handout: str
    version: int
    seat: Seat


class HandoutTurned(HeardEvent):
    """The group is at this section of the handout; whoever reads elsewhere may go on there."""

    type: Literal["handout.turned"] = "handout.turned"
    handout: str
    section: int


class AlertRaised(HeardEvent):
    """To facilitators: a safety item needs a person now; without a round, the person themselves asks for one."""

    type: Literal["alert.raised"] = "alert.raised"
    alert: str
    round: str | None
    response: str | None
    seat: Seat
    items: tuple[str, ...] = Field(repr=False)


class AlertAcknowledged(HeardEvent):
    """To facilitators: one of them, in seat `by`, sees to it; null where they did so outside the room."""

    type: Literal["alert.acknowledged"] = "alert.acknowledged"
    alert: str
    by: Seat | None


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


# --- Snapshots: what a connection would know, had it seen every event of the streams it follows ------------


class Member(Heard):
    """Somebody in the room."""

    seat: Seat
    name: str = Field(repr=False)
    standing: StandingName
    presence: PresenceName
    hand: bool = False


class Waiting(Heard):
    """Somebody in the lobby."""

    seat: Seat
    name: str = Field(repr=False)
    presence: PresenceName


class Note(Heard):
    """A member's word to the facilitators."""

    note: str
    seat: Seat
    text: str = Field(repr=False)


class Message(Heard):
    """A word to everybody, or, where `group` is named, to the small group I am in."""

    message: str
    seat: Seat
    text: str = Field(repr=False)
    group: str | None = None


class SmallGroup(Heard):
    """A small group and who is in it."""

    group: str
    name: str = Field(repr=False)
    seats: tuple[Seat, ...] = ()


class Groups(Heard):
    """Small groups that are drawn up or run, since then, for about so many minutes. `all` is for facilitators."""

    running: bool
    since: datetime | None = None
    minutes: int | None = None
    all: tuple[SmallGroup, ...] = ()


class Help(Heard):
    """That I asked for somebody, and whether a facilitator, in seat `by` if they are in the room, sees to it."""

    alert: str
    taken: bool = False
    by: Seat | None = None


class Kept(Heard):
    """My own latest response in a round."""

    response: str
    passed: bool
    alerted: bool


class Response(Heard):
    """Somebody's latest response, as facilitators see it."""

    seat: Seat
    response: str
    passed: bool
    answers: dict[str, Answer] | None = Field(default=None, repr=False)


class Shared(Heard):
    """An answer that its writer showed the room, or, where `group` is named, the small group I am in."""

    seat: Seat
    item: str
    answer: Answer = Field(repr=False)
    group: str | None = None


class Picture(Heard):
    """How many answered one item alike, as a facilitator showed everybody; null where it would tell too much."""

    item: str
    groups: tuple[Group, ...] = Field(repr=False)


class Totals(Heard):
    """The totals of a closed round."""

    answered: int
    passed: int
    items: tuple[ItemSummary, ...]


class Round(Heard):
    """One check-in round. `responses` and `summary` are for facilitators, `mine` for members."""

    round: str
    template: str
    version: int
    title: str
    open: bool
    shared: tuple[Shared, ...] = ()
    pictures: tuple[Picture, ...] = ()
    mine: Kept | None = None
    responses: tuple[Response, ...] = ()
    summary: Totals | None = None


class Handout(Heard):
    """One handout that was shared. `mine`: I have it; `by`, for facilitators: who has; `section`: the group's place."""

    handout: str
    version: int
    title: str
    mine: bool = False
    by: tuple[Seat, ...] = ()
    section: int | None = None


class Alert(Heard):
    """One safety alert: once `acknowledged`, somebody sees to it.

    `by` is that facilitator's seat; null where they are not in the room.
    """

    alert: str
    round: str | None
    response: str | None
    seat: Seat
    items: tuple[str, ...] = Field(repr=False)
    acknowledged: bool = False
    by: Seat | None = None


class Snapshot(Heard):
    """A pure function of the room's state and of what this connection follows (I6). `group`: the one I am in."""

    phase: Literal["waiting", "open", "ended"]
    segment: str | None = None
    segment_since: datetime | None = None
    members: tuple[Member, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    rounds: tuple[Round, ...] = ()
    handouts: tuple[Handout, ...] = ()
    notes: tuple[Note, ...] = ()
    my_notes: tuple[str, ...] = ()
    alerts: tuple[Alert, ...] = ()
    away: tuple[Seat, ...] = ()
    i_am_away: bool = False
    my_help: Help | None = None
    messages: tuple[Message, ...] = ()
    groups: Groups | None = None
    group: SmallGroup | None = None


# --- What the server says besides ---------------------------------------------------------------------------


class You(Heard):
    """Where you stand."""

    seat: Seat
    name: str = Field(repr=False)
    standing: StandingName


class Limits(Heard):
    """What the server takes, and how often it wants to hear from you."""

    message_bytes: int
    messages_at_once: int
    messages_per_second: float
    renew_seconds: int
    heartbeat_seconds: int
    grace_seconds: int


AnyEvent = Annotated[Event, Field(discriminator="type")]


class Welcome(Heard):
    """The answer to `hello`. Either `snapshot`, or, where `resume` could be continued, `replay`.

    `streams` tells what this connection follows and the last `n` of each: with a snapshot, the next event
    of a stream bears the number after it. `recovered` is false where a `resume` could not be continued.
    """

    type: Literal["welcome"] = "welcome"
    version: int = 1
    session: str
    epoch: str
    you: You
    streams: dict[str, int]
    snapshot: Snapshot | None = None
    replay: tuple[AnyEvent, ...] | None = None
    recovered: bool
    limits: Limits
    server_time: datetime


class Result(Heard):
    """What an accepted command made: the id of the round, response, note or message; null where it made nothing."""

    made: str | None = None


class Reply(Heard):
    """To one command, after its commit: `ok` with a `result`, or a `problem` (RFC 9457).

    `to` is null where the frame could not be read so far as to find its id.
    """

    type: Literal["reply"] = "reply"
    to: str | None
    ok: Literal[True] | None = None
    result: Result | None = None
    problem: dict[str, Any] | None = None


class Follow(Heard):
    """What this connection may see has grown (let in, in a small group): its streams, their last `n`, and all of it."""

    type: Literal["follow"] = "follow"
    you: You
    streams: dict[str, int]
    snapshot: Snapshot


class Unfollow(Heard):
    """These streams are followed no longer: forget what you know from them."""

    type: Literal["unfollow"] = "unfollow"
    streams: tuple[str, ...]


class ServerTime(Heard):
    """Transient: the server's clock, for timers on screen. May be dropped."""

    type: Literal["server.time"] = "server.time"
    at: datetime


class Unknown(HeardEvent):
    """An event of a newer server, or one whose content we cannot read: it keeps its number and says nothing."""

    type: str


ServerFrame = Annotated[
    Welcome | Reply | Follow | Unfollow | ServerTime | Event,
    Field(discriminator="type"),
]

SERVER_FRAME: TypeAdapter[Welcome | Reply | Follow | Unfollow | ServerTime | Event] = TypeAdapter(ServerFrame)
CLIENT_FRAME: TypeAdapter[Hello | Renew | RoomCommand] = TypeAdapter(ClientFrame)
_EVENT: TypeAdapter[Event] = TypeAdapter(AnyEvent)


def as_frame(said: Said) -> dict[str, Any]:
    """`said` as the JSON object that goes on the wire; members that are None stay out, answers of None stay in."""
    return {name: value for name, value in said.model_dump(mode="json", by_alias=True).items() if value is not None}


def as_event(frame: Mapping[str, Any]) -> Event | Unknown:
    """The event in `frame`.

    Raises:
        ProtocolBroken: it is no event at all.
    """
    try:
        return _EVENT.validate_python(frame)
    except ValidationError:
        try:
            return Unknown.model_validate(frame)
        except ValidationError:
            raise ProtocolBroken("The server sent something that could not be read.") from None


def as_snapshot(frame: Mapping[str, Any]) -> Snapshot:
    """The snapshot in `frame`.

    Raises:
        ProtocolBroken: it is none that this version can read.
    """
    try:
        return Snapshot.model_validate(frame)
    except ValidationError:
        raise ProtocolBroken("The room could not be read: this program is too old for the server.") from None


def as_you(frame: Mapping[str, Any]) -> You:
    """Where we stand, as a `welcome` or a `follow` tells it.

    Raises:
        ProtocolBroken: it does not say.
    """
    try:
        return You.model_validate(frame)
    except ValidationError:
        raise ProtocolBroken("The room could not be read: this program is too old for the server.") from None
