"""A request that somebody has to answer before there is a letter: a clinician's statement, or a review.

    state    | SIGN   | SETTLE  | DECLINE  | SIGN_ITEM | ISSUE  | CANCEL
    ---------+--------+---------+----------+-----------+--------+----------
    WAITING  | SIGNED | SETTLED | DECLINED | -         | -      | CANCELLED
    SIGNED   | -      | -       | -        | SIGNED    | ISSUED | CANCELLED

A missing pair is refused; nothing leads out of the other states. A clinician signs a statement; staff settle a
review, which lets the client ask again. Level 4 takes a signature of the client for each item, and a day between
the last of them and the letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from handrail.disclosure.vocabulary import DataElement
from handrail.kernel.errors import Conflict
from handrail.kernel.ids import PersonId, ProgramId
from handrail.letters.ask import LetterAsk
from handrail.letters.choices import Level
from handrail.letters.letter import NAMED_ITEMS
from handrail.letters.statement import Statement

ANSWER_WITHIN = timedelta(days=5)
"""How long staff have; the client sees the date."""
COOLING_OFF = timedelta(hours=24)


class RequestKind(StrEnum):
    CLINICIAN = "clinician"
    REVIEW = "review"
    PREPARED = "prepared"  # by staff, for the client to make a letter of or to take away


class State(StrEnum):
    WAITING = "waiting"
    SIGNED = "signed"
    SETTLED = "settled"
    DECLINED = "declined"
    ISSUED = "issued"
    CANCELLED = "cancelled"


class Act(StrEnum):
    SIGN = "sign"
    SETTLE = "settle"
    DECLINE = "decline"
    SIGN_ITEM = "sign_item"
    ISSUE = "issue"
    CANCEL = "cancel"


class Reason(StrEnum):
    """Why a request was declined: chosen, never worded."""

    CANNOT_STATE = "cannot_state"
    NEEDS_VISIT = "needs_visit"
    LOWER_LEVEL = "lower_level"
    OTHER_FORM = "other_form"
    RULES = "rules"


ANSWERS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.CANNOT_STATE: "Nobody here can state this truthfully. A letter of level 1 or 2 is there at any time.",
        Reason.NEEDS_VISIT: "We would like to talk with you about it first. Please make an appointment.",
        Reason.LOWER_LEVEL: "A letter of a lower level says enough for this. You can make one now.",
        Reason.OTHER_FORM: "This needs a form of its own rather than a letter. Bring us the form that you were given.",
        Reason.RULES: "The law does not let us give this out. You can ask our privacy officer why.",
    }
)
"""What the client is told."""

MOVES: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.WAITING, Act.SIGN): State.SIGNED,
        (State.WAITING, Act.SETTLE): State.SETTLED,
        (State.WAITING, Act.DECLINE): State.DECLINED,
        (State.WAITING, Act.CANCEL): State.CANCELLED,
        (State.SIGNED, Act.SIGN_ITEM): State.SIGNED,
        (State.SIGNED, Act.ISSUE): State.ISSUED,
        (State.SIGNED, Act.CANCEL): State.CANCELLED,
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a request; what belongs to each act is filled in, the rest is not."""

    act: Act
    by: PersonId
    at: datetime
    statement: Statement | None = field(default=None, repr=False)
    item: DataElement | None = field(default=None, repr=False)
    reason: Reason | None = None
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked, by whom, and what happened since, oldest first."""

    id: str
    person: PersonId
    program: ProgramId
    kind: RequestKind
    ask: LetterAsk
    asked_at: datetime
    entries: tuple[Entry, ...] = ()

    @property
    def state(self) -> State:
        return after(self.entries)

    @property
    def due_at(self) -> datetime:
        """When an answer is due."""
        return self.asked_at + ANSWER_WITHIN

    @property
    def statement(self) -> Statement | None:
        """What the clinician signed."""
        return next((one.statement for one in self.entries if one.statement), None)

    @property
    def answer(self) -> str:
        """What the client is told where it was declined or settled; empty otherwise."""
        reason = next((one.reason for one in self.entries if one.reason), None)
        if reason:
            return ANSWERS[reason]
        return "This is settled. You can ask for the letter again." if self.state is State.SETTLED else ""

    @property
    def signed_items(self) -> frozenset[DataElement]:
        """The items of level 4 that the client signed for."""
        return frozenset(one.item for one in self.entries if one.item)

    @property
    def items_to_sign(self) -> frozenset[DataElement]:
        """Those that the client still has to sign for."""
        if self.ask.level is not Level.NAMED:
            return frozenset()
        return self.ask.items & frozenset(NAMED_ITEMS) - self.signed_items

    @property
    def ready_at(self) -> datetime | None:
        """From when on the letter can be had; None: something is still missing."""
        if self.state is not State.SIGNED or self.items_to_sign:
            return None
        signed = [one.at for one in self.entries if one.item]
        return max(signed) + COOLING_OFF if signed else max(one.at for one in self.entries)

    def ready(self, now: datetime, today: date) -> Statement:
        """The statement, if the letter can be had now.

        Raises:
            Conflict: it was not signed, is too old, an item is not signed for, or the cooling-off day is not over.
        """
        self.complete(now)
        statement = self.statement
        if statement is None or today > statement.good_until:
            raise Conflict("The clinician's statement has run out. Please ask for a new one.")
        return statement

    def complete(self, now: datetime) -> None:
        """Whether all signatures are there and the day to think again is over.

        Raises:
            Conflict: it was not signed, an item is not signed for, or the cooling-off day is not over.
        """
        if self.state is State.WAITING:
            raise Conflict("A clinician has to sign this first. You see by when in your requests.")
        move(self.state, Act.ISSUE)
        if self.items_to_sign:
            raise Conflict("Sign for each item by itself first.")
        if self.ready_at is None or now < self.ready_at:
            raise Conflict("A letter that names this much can be had a day after you signed. You can still cancel it.")


def move(state: State, act: Act) -> State:
    """Where the act leads.

    Raises:
        Conflict: a request in this state cannot take it.
    """
    try:
        return MOVES[state, act]
    except KeyError:
        raise Conflict(f"A request that is {state} cannot take this step.") from None


def after(entries: Iterable[Entry]) -> State:
    """Where a request stands after these entries, oldest first."""
    state = State.WAITING
    for entry in entries:
        state = move(state, entry.act)
    return state
