"""What happens in a check-in round, and who may see it (I4).

The room hears that a round opens, closes, and what somebody chose to share. Of an answer, a pass or a
silence it hears nothing: not a name, not a count. Who waits in the lobby is asked too, on their own stream.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from handrail.checkins.summary import Group, ItemSummary
from handrail.checkins.template import Answer, Answers
from handrail.kernel.audience import FACILITATORS, ROOM, Stream, group, member
from handrail.kernel.ids import AlertId, GroupId, ResponseId, RoundId, SeatId


@dataclass(frozen=True, slots=True)
class RoundOpened:
    """There is a check-in to answer; the template's text is fetched by id and version.

    Attributes:
        seat: of one who waits in the lobby and may answer there; the room itself hears of it without one.
    """

    round: RoundId
    template: str
    version: int
    title: str
    seat: SeatId | None = None

    @property
    def stream(self) -> Stream:
        return ROOM if self.seat is None else member(self.seat)


@dataclass(frozen=True, slots=True)
class AnswerReceived:
    """Facilitators see one person's answers, or that they passed (`answers` is None).

    Attributes:
        replaces: the response of the same person and round that this one supersedes, or empty.
        template: what was asked, with its version: the row that outlives the room's journal keeps both.
    """

    round: RoundId
    response: ResponseId
    seat: SeatId
    answers: Answers | None = field(repr=False)
    replaces: str
    template: str
    version: int

    @property
    def stream(self) -> Stream:
        return FACILITATORS


@dataclass(frozen=True, slots=True)
class AnswerKept:
    """The member's receipt: their answer or pass is kept.

    `alerted` says that facilitators have been told, so that the page can say so and show the crisis contact.
    """

    round: RoundId
    response: ResponseId
    seat: SeatId
    passed: bool
    alerted: bool

    @property
    def stream(self) -> Stream:
        return member(self.seat)


@dataclass(frozen=True, slots=True)
class SafetyRaised:
    """A safety item needs a person now. The alert bears the id of the response that raised it: one each."""

    alert: AlertId
    round: RoundId
    response: ResponseId
    seat: SeatId
    items: tuple[str, ...] = field(repr=False)

    @property
    def stream(self) -> Stream:
        return FACILITATORS


@dataclass(frozen=True, slots=True)
class AnswerShared:
    """A member showed the room their own answer to one item, or, while they are in one, their small group alone."""

    round: RoundId
    seat: SeatId
    item: str
    answer: Answer = field(repr=False)
    group: GroupId | None = None

    @property
    def stream(self) -> Stream:
        return ROOM if self.group is None else group(self.group)


@dataclass(frozen=True, slots=True)
class RoundClosed:
    """No more answers are taken. `seat` as in `RoundOpened`: it was asked in the lobby too."""

    round: RoundId
    seat: SeatId | None = None

    @property
    def stream(self) -> Stream:
        return ROOM if self.seat is None else member(self.seat)


@dataclass(frozen=True, slots=True)
class RoundSummarised:
    """For facilitators, on closing: totals, without groups small enough to point at somebody."""

    round: RoundId
    answered: int
    passed: int
    items: tuple[ItemSummary, ...] = field(repr=False)

    @property
    def stream(self) -> Stream:
        return FACILITATORS


@dataclass(frozen=True, slots=True)
class PictureShown:
    """A facilitator showed the room how many answered one item alike, as far as that tells nobody's answer."""

    round: RoundId
    item: str
    groups: tuple[Group, ...] = field(repr=False)

    @property
    def stream(self) -> Stream:
        return ROOM


Event = (
    RoundOpened
    | AnswerReceived
    | AnswerKept
    | SafetyRaised
    | AnswerShared
    | RoundClosed
    | RoundSummarised
    | PictureShown
)
