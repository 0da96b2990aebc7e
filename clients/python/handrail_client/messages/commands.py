"""Every frame that we say: `hello`, `renew`, and a command for each act in the room."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from handrail_client.messages.parts import Answer, GroupName, Id, Said, Seat, Words, new_id


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

CLIENT_FRAME: TypeAdapter[Hello | Renew | RoomCommand] = TypeAdapter(ClientFrame)
