"""What we would know, had we seen every event of the streams that we follow."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from handrail_client.messages.checkin_events import Group, ItemSummary
from handrail_client.messages.parts import Answer, Heard, PresenceName, Seat, StandingName


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
