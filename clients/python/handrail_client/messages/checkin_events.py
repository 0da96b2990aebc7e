"""Events of what is put before the room: check-ins, handouts, and the alerts that they raise."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from handrail_client.messages.parts import Answer, Heard, HeardEvent, Seat


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
