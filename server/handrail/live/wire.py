"""Every frame of the room protocol `handrail.v1`, as closed unions told apart by `type` (design §5).

One JSON object a text frame. What a client says is a `ClientFrame`, what the server says a `ServerFrame`.
Who is asking is never in a frame: it comes from the ticket.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import Annotated, Literal, assert_never

from pydantic import UUID7, Field, StringConstraints, TypeAdapter

from handrail.checkins import commands as checkins
from handrail.handouts import commands as handouts
from handrail.kernel.errors import Invalid
from handrail.kernel.ids import AlertId, GroupId, HandoutId, ResponseId, RoundId, SeatId
from handrail.live.alerts import AcknowledgeAlert, AskForHelp
from handrail.live.entry import Command
from handrail.rooms import commands as rooms
from handrail.rooms import group_commands as groups
from handrail.web.model import Model
from handrail.web.problems import Problem

SUBPROTOCOL = "handrail.v1"
VERSION = 1


class Close(IntEnum):
    """Why the server closes a socket, which is what to do next. Every way back takes a new ticket."""

    SIGNED_OUT = 4401  # sign in again
    REMOVED = 4403  # this person may not be here any more: do not come back
    RESUME = 4408  # too slow or silent: come back with `resume`
    MOVED = 4409  # the seat is taken on another device of the same person: stay away
    STOP = 4410  # the session is over, or you left
    REJOIN = 4412  # this server is going away: come back at once, elsewhere


Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Seat = Annotated[str, StringConstraints(pattern=r"^[A-Z2-7]{16}$")]
GroupName = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
StandingName = Literal["lobby", "member", "facilitator"]
PresenceName = Literal["connected", "reconnecting", "left"]
Answer = bool | int | float | str | tuple[str, ...] | None
"""A scale's number, an option's id, several ids, words, yes or no; null is "I prefer not to say"."""


# --- What a client says -----------------------------------------------------------------------------------


class Hello(Model):
    """The first frame, within 10 s. `resume` tells the last `n` seen of each stream, of the room run `epoch`."""

    type: Literal["hello"] = "hello"
    ticket: Annotated[str, StringConstraints(max_length=128), Field(repr=False)]
    versions: Annotated[tuple[int, ...], Field(min_length=1, max_length=8)] = (VERSION,)
    resume: Annotated[dict[str, int], Field(max_length=8)] | None = None
    epoch: Annotated[str, StringConstraints(max_length=64)] | None = None


class _Command(Model):
    """`id` is made by the client; the same id again gives the same reply and no second effect (I5)."""

    id: UUID7


class Renew(_Command):
    """A new ticket for the same seat keeps the socket authorised for another 10 minutes."""

    type: Literal["renew"] = "renew"
    ticket: Annotated[str, StringConstraints(max_length=128), Field(repr=False)]


class RoomAdmit(_Command):
    """Facilitator: let this person in from the lobby."""

    type: Literal["room.admit"] = "room.admit"
    seat: Seat


class RoomAdmitAll(_Command):
    """Facilitator: let in everybody who waits."""

    type: Literal["room.admit_all"] = "room.admit_all"


class RoomRemove(_Command):
    """Facilitator: take this person out of the session."""

    type: Literal["room.remove"] = "room.remove"
    seat: Seat


class RoomEnd(_Command):
    """Facilitator: the session is over."""

    type: Literal["room.end"] = "room.end"


class SegmentStart(_Command):
    """Facilitator: go on to this segment."""

    type: Literal["segment.start"] = "segment.start"
    segment: Id


class HandRaise(_Command):
    """I would like to speak."""

    type: Literal["hand.raise"] = "hand.raise"


class HandLower(_Command):
    """My hand goes down; a facilitator may name somebody's seat."""

    type: Literal["hand.lower"] = "hand.lower"
    seat: Seat | None = None


class AwayStart(_Command):
    """I step away for a moment. Facilitators see it, peers nothing; attendance does not depend on it."""

    type: Literal["away.start"] = "away.start"


class AwayEnd(_Command):
    """I am back at it."""

    type: Literal["away.end"] = "away.end"


class HelpAsk(_Command):
    """I need somebody. Facilitators alone hear it, and it stays open until one of them takes it on."""

    type: Literal["help.ask"] = "help.ask"


class NoteSend(_Command):
    """A word that only the facilitators see."""

    type: Literal["note.send"] = "note.send"
    text: Annotated[str, StringConstraints(min_length=1, max_length=4000)] = Field(repr=False)


class MessageSend(_Command):
    """A word to everybody, from a facilitator, or to the small group that is named and that I am in."""

    type: Literal["message.send"] = "message.send"
    text: Annotated[str, StringConstraints(min_length=1, max_length=1000)] = Field(repr=False)
    group: Id | None = None


class GroupsArrange(_Command):
    """Facilitator: draw up small groups of these names; `evenly` puts everybody who is there into them."""

    type: Literal["groups.arrange"] = "groups.arrange"
    names: Annotated[tuple[GroupName, ...], Field(min_length=2, max_length=12)] = Field(repr=False)
    evenly: bool = False


class GroupPlace(_Command):
    """Facilitator: this member belongs into that group, before the start or after it; null: into none."""

    type: Literal["group.place"] = "group.place"
    seat: Seat
    group: Id | None


class GroupsStart(_Command):
    """Facilitator: everybody goes to their group, for about so many minutes; nothing ends by itself."""

    type: Literal["groups.start"] = "groups.start"
    minutes: Annotated[int, Field(ge=1, le=180)] | None = None


class GroupVisit(_Command):
    """Facilitator: I go to this group; everybody in it sees me there."""

    type: Literal["group.visit"] = "group.visit"
    group: Id


class GroupLeave(_Command):
    """I go back among everybody."""

    type: Literal["group.leave"] = "group.leave"


class GroupsEnd(_Command):
    """Facilitator: everybody comes back; a draft is put away."""

    type: Literal["groups.end"] = "groups.end"


class RoundOpen(_Command):
    """Facilitator: open the newest version of this check-in. The round's id is this command's id."""

    type: Literal["round.open"] = "round.open"
    template: Id


class RoundAnswer(_Command):
    """My answers, item by item, or `pass`; exactly one of the two."""

    type: Literal["round.answer"] = "round.answer"
    round: Id
    answers: Annotated[dict[str, Answer], Field(max_length=64)] | None = Field(default=None, repr=False)
    pass_: Literal[True] | None = Field(default=None, alias="pass")


class RoundClose(_Command):
    """Facilitator: no more answers."""

    type: Literal["round.close"] = "round.close"
    round: Id


class AnswerShare(_Command):
    """Show the room, or the small group that is named and that I am in, my own answer to this one item."""

    type: Literal["answer.share"] = "answer.share"
    round: Id
    item: Id
    group: Id | None = None


class PictureShow(_Command):
    """Facilitator: show everybody how the group answered this item of a closed round, where that tells on nobody."""

    type: Literal["picture.show"] = "picture.show"
    round: Id
    item: Id


class HandoutShare(_Command):
    """Facilitator: put the newest version of this handout before everyone."""

    type: Literal["handout.share"] = "handout.share"
    handout: Id


class HandoutAcknowledge(_Command):
    """I have it."""

    type: Literal["handout.acknowledge"] = "handout.acknowledge"
    handout: Id


class HandoutTurn(_Command):
    """Facilitator: the group is at this section of the handout, counted by its headings; 0 is before the first."""

    type: Literal["handout.turn"] = "handout.turn"
    handout: Id
    section: Annotated[int, Field(ge=0, le=100)]


class AlertAcknowledge(_Command):
    """Facilitator: I have seen this alert and see to it."""

    type: Literal["alert.acknowledge"] = "alert.acknowledge"
    alert: Id


class LeaveRoom(_Command):
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


class _Event(Model):
    """`n` counts from 1 without gaps within `stream`; `at` is UTC."""

    stream: str
    n: Annotated[int, Field(ge=1)]
    at: datetime


class RoomOpened(_Event):
    """The first facilitator is there."""

    type: Literal["room.opened"] = "room.opened"


class RoomEnded(_Event):
    """The session is over; the server closes with 4410."""

    type: Literal["room.ended"] = "room.ended"


class SegmentStarted(_Event):
    """The evening goes on."""

    type: Literal["segment.started"] = "segment.started"
    segment: str


class MemberWaiting(_Event):
    """To facilitators: somebody is in the lobby."""

    type: Literal["member.waiting"] = "member.waiting"
    seat: Seat
    name: str = Field(repr=False)


class MemberJoined(_Event):
    """Somebody is in the room."""

    type: Literal["member.joined"] = "member.joined"
    seat: Seat
    name: str = Field(repr=False)
    standing: StandingName


class MemberPresence(_Event):
    """Somebody was lost, is back, or left. Of people in the lobby only facilitators hear it."""

    type: Literal["member.presence"] = "member.presence"
    seat: Seat
    presence: PresenceName


class MemberRemoved(_Event):
    """Somebody is no longer part of this session."""

    type: Literal["member.removed"] = "member.removed"
    seat: Seat


class HandRaised(_Event):
    """Somebody would like to speak."""

    type: Literal["hand.raised"] = "hand.raised"
    seat: Seat


class HandLowered(_Event):
    """No longer."""

    type: Literal["hand.lowered"] = "hand.lowered"
    seat: Seat


class MemberAway(_Event):
    """To facilitators: a member stepped away for a moment, or is back at it. Who leaves is not away any more."""

    type: Literal["member.away"] = "member.away"
    seat: Seat
    away: bool


class AwayKept(_Event):
    """To the member themselves: the same."""

    type: Literal["away.kept"] = "away.kept"
    away: bool


class HelpKept(_Event):
    """To the one who asked: the facilitators have been told."""

    type: Literal["help.kept"] = "help.kept"
    alert: str


class HelpTaken(_Event):
    """To the one who asked: the facilitator in seat `by` sees to it; null where they are not in the room."""

    type: Literal["help.taken"] = "help.taken"
    alert: str
    by: Seat | None


class NoteReceived(_Event):
    """To facilitators: a member's word."""

    type: Literal["note.received"] = "note.received"
    note: str
    seat: Seat
    text: str = Field(repr=False)


class NoteKept(_Event):
    """To its writer: the facilitators have your note."""

    type: Literal["note.kept"] = "note.kept"
    note: str


class MessageSent(_Event):
    """A word to everybody (in `room`), or to one small group (in its stream)."""

    type: Literal["message.sent"] = "message.sent"
    message: str
    seat: Seat
    text: str = Field(repr=False)


class GroupNamed(Model):
    """A small group and what it is called."""

    group: str
    name: str = Field(repr=False)


class GroupsArranged(_Event):
    """To facilitators: a draft of small groups, nobody in them yet; `group.placed` follows for each person."""

    type: Literal["groups.arranged"] = "groups.arranged"
    groups: tuple[GroupNamed, ...]


class GroupPlaced(_Event):
    """To facilitators: this person belongs to that small group now; null: to none."""

    type: Literal["group.placed"] = "group.placed"
    seat: Seat
    group: str | None


class GroupsDropped(_Event):
    """To facilitators: the draft is put away."""

    type: Literal["groups.dropped"] = "groups.dropped"


class GroupsStarted(_Event):
    """Small groups begin. `follow` tells each person theirs, and nobody that of somebody else."""

    type: Literal["groups.started"] = "groups.started"
    minutes: int | None


class GroupJoined(_Event):
    """In a small group: somebody comes."""

    type: Literal["group.joined"] = "group.joined"
    seat: Seat


class GroupLeft(_Event):
    """In a small group: somebody goes; where to is not said."""

    type: Literal["group.left"] = "group.left"
    seat: Seat


class GroupsEnded(_Event):
    """Everybody is back in the room."""

    type: Literal["groups.ended"] = "groups.ended"


class RoundOpened(_Event):
    """There is a check-in to answer; its text is at `/v1/checkins/{template}/versions/{version}`."""

    type: Literal["round.opened"] = "round.opened"
    round: str
    template: str
    version: int
    title: str


class AnswerReceived(_Event):
    """To facilitators: one person's answers, or `passed`. `replaces` names an earlier response of theirs."""

    type: Literal["answer.received"] = "answer.received"
    round: str
    response: str
    seat: Seat
    passed: bool
    answers: dict[str, Answer] | None = Field(default=None, repr=False)
    replaces: str | None = None


class AnswerKept(_Event):
    """To the one who answered: it is kept. `alerted`: the facilitators were told to look at once."""

    type: Literal["answer.kept"] = "answer.kept"
    round: str
    response: str
    passed: bool
    alerted: bool


class AnswerShared(_Event):
    """A member showed the room, or in its stream a small group, their answer to one item."""

    type: Literal["answer.shared"] = "answer.shared"
    round: str
    seat: Seat
    item: str
    answer: Answer = Field(repr=False)


class RoundClosed(_Event):
    """No more answers are taken."""

    type: Literal["round.closed"] = "round.closed"
    round: str


class Group(Model):
    """How many answered alike; null where the group is too small to hide a person."""

    name: str
    people: int | None


class ItemSummary(Model):
    """Totals of one item; all null and empty where fewer than five answered it."""

    item: str
    people: int | None
    middle: int | None
    groups: tuple[Group, ...]


class RoundSummary(_Event):
    """To facilitators: the totals of a closed round."""

    type: Literal["round.summary"] = "round.summary"
    round: str
    answered: int
    passed: int
    items: tuple[ItemSummary, ...]


class PictureShown(_Event):
    """A facilitator shows everybody how many answered one item alike; null where it would tell too much."""

    type: Literal["picture.shown"] = "picture.shown"
    round: str
    item: str
    groups: tuple[Group, ...] = Field(repr=False)


class HandoutShared(_Event):
    """Everyone in the room has this handout now; its text is at `/v1/handouts/{handout}`."""

    type: Literal["handout.shared"] = "handout.shared"
    handout: str
    version: int
    title: str


class HandoutAcknowledged(_Event):
    """To facilitators and to the member themselves, each in their own stream: they have it."""

    type: Literal["handout.acknowledged"] = "handout.acknowledged"
    handout: str
    version: int
    seat: Seat


class HandoutTurned(_Event):
    """The group is at this section of the handout; whoever reads elsewhere may go on there."""

    type: Literal["handout.turned"] = "handout.turned"
    handout: str
    section: int


class AlertRaised(_Event):
    """To facilitators: a safety item needs a person now; without a round, the person themselves asks for one."""

    type: Literal["alert.raised"] = "alert.raised"
    alert: str
    round: str | None
    response: str | None
    seat: Seat
    items: tuple[str, ...] = Field(repr=False)


class AlertAcknowledged(_Event):
    """To facilitators: one of them, in seat `by`, sees to it; null where they did so outside the room."""

    type: Literal["alert.acknowledged"] = "alert.acknowledged"
    alert: str
    by: Seat | None


class Gone(_Event):
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


class Member(Model):
    """Somebody in the room."""

    seat: Seat
    name: str = Field(repr=False)
    standing: StandingName
    presence: PresenceName
    hand: bool = False


class Waiting(Model):
    """Somebody in the lobby."""

    seat: Seat
    name: str = Field(repr=False)
    presence: PresenceName


class Note(Model):
    """A member's word to the facilitators."""

    note: str
    seat: Seat
    text: str = Field(repr=False)


class Message(Model):
    """A word to everybody, or, where `group` is named, to the small group I am in."""

    message: str
    seat: Seat
    text: str = Field(repr=False)
    group: str | None = None


class SmallGroup(Model):
    """A small group and who is in it."""

    group: str
    name: str = Field(repr=False)
    seats: tuple[Seat, ...] = ()


class Groups(Model):
    """Small groups that are drawn up or run, since then, for about so many minutes. `all` is for facilitators."""

    running: bool
    since: datetime | None = None
    minutes: int | None = None
    all: tuple[SmallGroup, ...] = ()


class Help(Model):
    """That I asked for somebody, and whether a facilitator, in seat `by` if they are in the room, sees to it."""

    alert: str
    taken: bool = False
    by: Seat | None = None


class Kept(Model):
    """My own latest response in a round."""

    response: str
    passed: bool
    alerted: bool


class Response(Model):
    """Somebody's latest response, as facilitators see it."""

    seat: Seat
    response: str
    passed: bool
    answers: dict[str, Answer] | None = Field(default=None, repr=False)


class Shared(Model):
    """An answer that its writer showed the room, or, where `group` is named, the small group I am in."""

    seat: Seat
    item: str
    answer: Answer = Field(repr=False)
    group: str | None = None


class Picture(Model):
    """How many answered one item alike, as a facilitator showed everybody; null where it would tell too much."""

    item: str
    groups: tuple[Group, ...] = Field(repr=False)


class Totals(Model):
    """The totals of a closed round."""

    answered: int
    passed: int
    items: tuple[ItemSummary, ...]


class Round(Model):
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


class Handout(Model):
    """One handout that was shared. `mine`: I have it; `by`, for facilitators: who has; `section`: the group's place."""

    handout: str
    version: int
    title: str
    mine: bool = False
    by: tuple[Seat, ...] = ()
    section: int | None = None


class Alert(Model):
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


class Snapshot(Model):
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


class You(Model):
    """Where you stand."""

    seat: Seat
    name: str = Field(repr=False)
    standing: StandingName


class Limits(Model):
    """What the server takes, and how often it wants to hear from you."""

    message_bytes: int
    messages_at_once: int
    messages_per_second: float
    renew_seconds: int
    heartbeat_seconds: int
    grace_seconds: int


AnyEvent = Annotated[Event, Field(discriminator="type")]


class Welcome(Model):
    """The answer to `hello`. Either `snapshot`, or, where `resume` could be continued, `replay`.

    `streams` tells what this connection follows and the last `n` of each: with a snapshot, the next event
    of a stream bears the number after it. `recovered` is false where a `resume` could not be continued.
    """

    type: Literal["welcome"] = "welcome"
    version: int = VERSION
    session: str
    epoch: str
    you: You
    streams: dict[str, int]
    snapshot: Snapshot | None = None
    replay: tuple[AnyEvent, ...] | None = None
    recovered: bool
    limits: Limits
    server_time: datetime


class Result(Model):
    """What an accepted command made: the id of the round, response, note or message; null where it made nothing."""

    made: str | None = None


class Reply(Model):
    """To one command, after its commit: `ok` with a `result`, or a `problem` (RFC 9457).

    `to` is null where the frame could not be read so far as to find its id.
    """

    type: Literal["reply"] = "reply"
    to: str | None
    ok: Literal[True] | None = None
    result: Result | None = None
    problem: Problem | None = None


class Follow(Model):
    """What this connection may see has grown (let in, in a small group): its streams, their last `n`, and all of it."""

    type: Literal["follow"] = "follow"
    you: You
    streams: dict[str, int]
    snapshot: Snapshot


class Unfollow(Model):
    """These streams are followed no longer: forget what you know from them."""

    type: Literal["unfollow"] = "unfollow"
    streams: tuple[str, ...]


class ServerTime(Model):
    """Transient: the server's clock, for timers on screen. May be dropped."""

    type: Literal["server.time"] = "server.time"
    at: datetime


ServerFrame = Annotated[
    Welcome | Reply | Follow | Unfollow | ServerTime | Event,
    Field(discriminator="type"),
]

CLIENT_FRAME: TypeAdapter[Hello | Renew | RoomCommand] = TypeAdapter(ClientFrame)
SERVER_FRAME: TypeAdapter[Welcome | Reply | Follow | Unfollow | ServerTime | Event] = TypeAdapter(ServerFrame)


class CheckInWaiting(Model):
    """The title of the check-in that is open in the room and that you have not answered or passed; null: none."""

    title: str | None


class TicketOut(Model):
    """A one-use ticket for the socket at `/v1/live`; goes into the first frame, never into an address."""

    ticket: str = Field(repr=False)
    expires_at: datetime


def to_command(frame: RoomCommand) -> Command:  # noqa: C901, PLR0911, PLR0912 - one arm a command
    """The frame as a command of the core. What it makes bears the frame's own id, so a repeat names the same."""
    made = str(frame.id)
    match frame:
        case RoomAdmit():
            return rooms.Admit(SeatId(frame.seat))
        case RoomAdmitAll():
            return rooms.AdmitAll()
        case RoomRemove():
            return rooms.Remove(SeatId(frame.seat))
        case RoomEnd():
            return rooms.End()
        case SegmentStart():
            return rooms.StartSegment(frame.segment)
        case HandRaise():
            return rooms.RaiseHand()
        case HandLower():
            return rooms.LowerHand(None if frame.seat is None else SeatId(frame.seat))
        case AwayStart():
            return rooms.StepAway()
        case AwayEnd():
            return rooms.StepBack()
        case HelpAsk():
            return AskForHelp(AlertId(made))
        case NoteSend():
            return rooms.SendNote(made, frame.text)
        case MessageSend():
            return rooms.SendMessage(made, frame.text, _group(frame.group))
        case GroupsArrange() | GroupPlace() | GroupsStart() | GroupVisit() | GroupLeave() | GroupsEnd():
            return _to_group_command(frame, made)
        case LeaveRoom():
            return rooms.Leave()
        case RoundOpen():
            return checkins.OpenRound(RoundId(made), frame.template)
        case RoundAnswer():
            if (frame.answers is None) is (frame.pass_ is None):
                raise Invalid("Give either answers or a pass.")
            return checkins.AnswerRound(ResponseId(made), RoundId(frame.round), frame.answers)
        case RoundClose():
            return checkins.CloseRound(RoundId(frame.round))
        case AnswerShare():
            return checkins.ShareAnswer(RoundId(frame.round), frame.item, _group(frame.group))
        case PictureShow():
            return checkins.ShowPicture(RoundId(frame.round), frame.item)
        case HandoutShare():
            return handouts.ShareHandout(HandoutId(frame.handout))
        case HandoutAcknowledge():
            return handouts.AcknowledgeHandout(HandoutId(frame.handout))
        case HandoutTurn():
            return handouts.TurnTo(HandoutId(frame.handout), frame.section)
        case AlertAcknowledge():
            return AcknowledgeAlert(AlertId(frame.alert))
        case _:
            assert_never(frame)


def _group(named: str | None) -> GroupId | None:
    return None if named is None else GroupId(named)


def _to_group_command(
    frame: GroupsArrange | GroupPlace | GroupsStart | GroupVisit | GroupLeave | GroupsEnd, made: str
) -> groups.GroupCommand:
    match frame:
        case GroupsArrange():
            return groups.ArrangeGroups(made, frame.names, frame.evenly)
        case GroupPlace():
            return groups.PlaceInGroup(SeatId(frame.seat), _group(frame.group))
        case GroupsStart():
            return groups.StartGroups(frame.minutes)
        case GroupVisit():
            return groups.VisitGroup(GroupId(frame.group))
        case GroupLeave():
            return groups.LeaveGroup()
        case GroupsEnd():
            return groups.EndGroups()
        case _:
            assert_never(frame)
