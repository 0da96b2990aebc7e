"""A request for one's record (45 CFR 164.524) or an accounting of disclosures (164.528; 42 CFR 2.25), and its clock.

             tell_fee              accept_fee
      OPEN ───────────> FEE_TOLD ────────────> OPEN
       │ ╰─extend (once)  │ ╰─extend (once)
       ├──answer──────────┴──> ANSWERED      (overdue: once, by itself, when the last day is over)
       └──withdraw────────┴──> WITHDRAWN

A record is due within 30 days, an accounting within 60; either once 30 days later, told with its reason before the
first day is over. The first accounting in twelve months is free. For a later one a charge is told first, and whoever
did not accept it pays nothing. A record is never held up for a charge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from handrail.kernel.errors import Conflict, Fault, Invalid
from handrail.kernel.ids import PersonId, ProgramId

LONGEST = 1000
MOST_CENTS = 20_000
"""A charge is for the cost of making the list; nobody means more than this."""


class Right(StrEnum):
    """What is asked for."""

    RECORD = "record"
    ACCOUNTING = "accounting"


class Manner(StrEnum):
    """How it was asked."""

    ACCOUNT = "account"
    WRITTEN = "written"
    ORAL = "oral"


class State(StrEnum):
    OPEN = "open"
    FEE_TOLD = "fee_told"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    EXTEND = "extend"
    TELL_FEE = "tell_fee"
    ACCEPT_FEE = "accept_fee"
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    OVERDUE = "overdue"  # nobody did anything, and the last day is over


class Outcome(StrEnum):
    """What was given."""

    GIVEN = "given"
    IN_PART = "in_part"
    DENIED = "denied"


class Ground(StrEnum):
    """Why a part of a record may be kept: the closed list of 164.524(a)(1) to (a)(3)."""

    NOTES = "notes"  # a therapist's separate notes
    PROCEEDING = "proceeding"  # put together for a case in court
    CONFIDENTIAL_SOURCE = "confidential_source"
    DANGER = "danger"  # to somebody's life or safety, on review
    OTHER_PERSON = "other_person"  # harm to somebody the record speaks of, on review
    REPRESENTATIVE = "representative"  # harm if a representative gets it, on review


MOVES: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.OPEN, Act.EXTEND): State.OPEN,
        (State.FEE_TOLD, Act.EXTEND): State.FEE_TOLD,
        (State.OPEN, Act.TELL_FEE): State.FEE_TOLD,
        (State.FEE_TOLD, Act.ACCEPT_FEE): State.OPEN,
        (State.OPEN, Act.ANSWER): State.ANSWERED,
        (State.FEE_TOLD, Act.ANSWER): State.ANSWERED,
        (State.OPEN, Act.WITHDRAW): State.WITHDRAWN,
        (State.FEE_TOLD, Act.WITHDRAW): State.WITHDRAWN,
        (State.OPEN, Act.OVERDUE): State.OPEN,
        (State.FEE_TOLD, Act.OVERDUE): State.FEE_TOLD,
    }
)
ONCE = frozenset({Act.EXTEND, Act.TELL_FEE, Act.OVERDUE})
DAYS: Mapping[Right, timedelta] = MappingProxyType(
    {Right.RECORD: timedelta(days=30), Right.ACCOUNTING: timedelta(days=60)}
)
LONGER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened to a request: written once, never changed.

    Attributes:
        by: who did it.
        on: the date at the client's place.
        reason: why it takes longer, or why something is kept, as the client reads it.
        cents: the charge that was told.
    """

    act: Act
    by: PersonId
    at: datetime
    on: date
    reason: str = field(default="", repr=False)
    cents: int = 0
    outcome: Outcome | None = None
    ground: Ground | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One request with everything that happened to it.

    Attributes:
        asked_on: the date at the client's place; the clock runs from it.
        taken_by: the client, or who of staff wrote it down.
        wants: what the client asks for in their own words: which part, in which form.
        free: nothing may be charged for it.
    """

    id: str
    person: PersonId
    program: ProgramId
    right: Right
    manner: Manner
    asked_at: datetime
    asked_on: date
    taken_by: PersonId
    wants: str = field(default="", repr=False)
    free: bool = True
    entries: tuple[Entry, ...] = ()

    @property
    def state(self) -> State:
        """Where the entries lead."""
        state = State.OPEN
        for entry in self.entries:
            state = _moved(state, entry.act)
        return state

    @property
    def is_open(self) -> bool:
        return self.state in (State.OPEN, State.FEE_TOLD)

    @property
    def due_on(self) -> date:
        """The last day for the answer."""
        due = self.asked_on + DAYS[self.right]
        return due + LONGER if self._entry(Act.EXTEND) else due

    @property
    def told_cents(self) -> int | None:
        """The charge that was told; `None`: none was."""
        told = self._entry(Act.TELL_FEE)
        return told.cents if told else None

    @property
    def owed_cents(self) -> int:
        """The charge that was accepted: nobody pays another."""
        return (self.told_cents or 0) if self._entry(Act.ACCEPT_FEE) else 0

    @property
    def noted_overdue(self) -> bool:
        """Whether it was written down that the last day passed without an answer."""
        return self._entry(Act.OVERDUE) is not None

    def overdue_on(self, today: date) -> bool:
        """Whether the last day is over and nobody answered."""
        return self.is_open and today > self.due_on

    def _entry(self, act: Act) -> Entry | None:
        return next((entry for entry in self.entries if entry.act is act), None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open request as the privacy officer sees it today."""

    request: Request
    overdue: bool
    name: str = field(repr=False)


def is_free(right: Right, asked_on: date, before: Iterable[Request]) -> bool:
    """Whether it is a record, or the first accounting in any twelve months (164.528(c)(2))."""
    since = _a_year_before(asked_on)
    return right is Right.RECORD or not any(
        one.right is right and one.asked_on > since and one.state is not State.WITHDRAWN for one in before
    )


def after(request: Request, entry: Entry) -> Entry:
    """The entry, if it may come next.

    Raises:
        Conflict: it leads nowhere from here, comes too late, or would charge for what is free.
        Invalid: a reason, a ground or a charge is missing or not one.
    """
    _moved(request.state, entry.act)
    if entry.act in ONCE and any(one.act is entry.act for one in request.entries):
        raise Conflict("This can be done once.")
    if entry.act is Act.EXTEND and entry.on > request.due_on:
        raise Conflict("The last day is over: longer can be asked for only before it.")
    if entry.act is Act.OVERDUE and not request.overdue_on(entry.on):
        raise Conflict("There is time left.")
    if entry.act is Act.TELL_FEE and request.free:
        raise Conflict("This one is free.")
    if faults := (*_of_reason(entry), *_of_fee(entry), *_of_answer(request, entry)):
        raise Invalid(faults=faults)
    return entry


def _of_reason(entry: Entry) -> tuple[Fault, ...]:
    needed = entry.act is Act.EXTEND or entry.outcome in (Outcome.IN_PART, Outcome.DENIED)
    if len(entry.reason) > LONGEST or (needed and not entry.reason.strip()):
        return (Fault("/reason", f"say why, as the client will read it, in 1 to {LONGEST} letters"),)
    return ()


def _of_fee(entry: Entry) -> tuple[Fault, ...]:
    if entry.act is Act.TELL_FEE and not 0 < entry.cents <= MOST_CENTS:
        return (Fault("/cents", "name what making it costs"),)
    return ()


def _of_answer(request: Request, entry: Entry) -> tuple[Fault, ...]:
    if entry.act is not Act.ANSWER:
        return ()
    if entry.outcome is None:
        return (Fault("/outcome", "say what was given"),)
    if entry.outcome is Outcome.DENIED and request.right is Right.ACCOUNTING:
        return (Fault("/outcome", "an accounting is given; what an agency had suspended is left out of it"),)
    kept = entry.outcome is not Outcome.GIVEN and request.right is Right.RECORD
    if kept is not (entry.ground is not None):
        return (Fault("/ground", "name the ground where a part of a record is kept, and only there"),)
    return ()


def _moved(state: State, act: Act) -> State:
    try:
        return MOVES[state, act]
    except KeyError:
        raise Conflict("This cannot be done with the request as it is.") from None


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
