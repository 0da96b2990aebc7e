"""Forms that are not letters: a client asks, a clinician attaches what they completed, the client alone fetches it.

    state    | ATTACH   | DECLINE  | CANCEL
    ---------+----------+----------+----------
    WAITING  | ATTACHED | DECLINED | CANCELLED
    ATTACHED | ATTACHED | -        | -

A missing pair is refused; nothing leads out of the other states. A form attached again stands beside the earlier
one, which stays (I9). Such a form is never computed and never sent: it goes to the client, whose own act it is to
hand it on (route A: 45 CFR 164.502(a)(1)(i), 42 CFR 2.23).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from handrail.disclosure.vocabulary import DataElement, Purpose
from handrail.kernel.errors import Conflict
from handrail.kernel.ids import PersonId, ProgramId
from handrail.letters.request import ANSWER_WITHIN


class Kind(StrEnum):
    """What the client was given to have completed."""

    FMLA = "fmla"
    ADA = "ada"
    SCHOOL_DISABILITY = "school_disability"
    SHORT_TERM_DISABILITY = "short_term_disability"


class State(StrEnum):
    WAITING = "waiting"
    ATTACHED = "attached"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class Act(StrEnum):
    ATTACH = "attach"
    DECLINE = "decline"
    CANCEL = "cancel"


class Reason(StrEnum):
    """Why a form is not completed: chosen, never worded."""

    NEEDS_BLANK = "needs_blank"
    NEEDS_VISIT = "needs_visit"
    CANNOT_STATE = "cannot_state"
    LETTER_ENOUGH = "letter_enough"


PURPOSES: Mapping[Kind, Purpose] = MappingProxyType(
    {
        Kind.FMLA: Purpose.LEAVE_CERTIFICATION,
        Kind.ADA: Purpose.ACCOMMODATION_REQUEST,
        Kind.SCHOOL_DISABILITY: Purpose.ACCOMMODATION_REQUEST,
        Kind.SHORT_TERM_DISABILITY: Purpose.INDIVIDUAL_ACCESS,
    }
)
"""What the form is for, as the rules call it."""

_EVERY = (
    DataElement.PERSON_NAME,
    DataElement.PROVIDER_NAME,
    DataElement.PROVIDER_CREDENTIAL,
    DataElement.PROVIDER_SPECIALTY,
    DataElement.START_DATE,
    DataElement.EXPECTED_END_DATE,
    DataElement.FUNCTIONAL_LIMITS,
    DataElement.DIAGNOSIS_GENERAL,
)
USUALLY_TELLS: Mapping[Kind, tuple[DataElement, ...]] = MappingProxyType(
    {
        Kind.FMLA: (*_EVERY, DataElement.LEAVE_AMOUNT, DataElement.SCHEDULE_NEED),
        Kind.ADA: (*_EVERY, DataElement.WORK_RESTRICTIONS),
        Kind.SCHOOL_DISABILITY: (*_EVERY, DataElement.DIAGNOSIS_SPECIFIC),
        Kind.SHORT_TERM_DISABILITY: (
            *_EVERY,
            DataElement.RETURN_DATE,
            DataElement.DIAGNOSIS_SPECIFIC,
            DataElement.MEDICATION,
        ),
    }
)
"""What a completed form usually tells (trap 22). Nobody here can read the form, so the most of it is decided on."""

MOVES: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.WAITING, Act.ATTACH): State.ATTACHED,
        (State.WAITING, Act.DECLINE): State.DECLINED,
        (State.WAITING, Act.CANCEL): State.CANCELLED,
        (State.ATTACHED, Act.ATTACH): State.ATTACHED,
    }
)


@dataclass(frozen=True, slots=True)
class Attached:
    """A completed form as it is kept. `digest`: SHA-256 of its bytes, in hex."""

    id: str
    digest: str
    pages: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; what belongs to each act is filled in, the rest is not."""

    act: Act
    by: PersonId
    at: datetime
    form: Attached | None = None
    reason: Reason | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Paperwork:
    """What was asked, by whom, and what happened since, oldest first.

    Attributes:
        needed_by: the day on which the client has to hand the form in, where they said so; nobody else is reminded
            of it (29 CFR 825.305(b)).
    """

    id: str
    person: PersonId
    program: ProgramId
    kind: Kind
    needed_by: date | None
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
    def forms(self) -> tuple[tuple[Attached, datetime], ...]:
        """The completed forms and when each was attached, newest first."""
        return tuple((one.form, one.at) for one in reversed(self.entries) if one.form)

    @property
    def reason(self) -> Reason | None:
        """Why it was declined."""
        return next((one.reason for one in self.entries if one.reason), None)


def move(state: State, act: Act) -> State:
    """Where the act leads.

    Raises:
        Conflict: a request in this state cannot take it.
    """
    try:
        return MOVES[state, act]
    except KeyError:
        raise Conflict(f"A form that is {state} cannot take this step.") from None


def after(entries: Iterable[Entry]) -> State:
    """Where a request stands after these entries, oldest first."""
    state = State.WAITING
    for entry in entries:
        state = move(state, entry.act)
    return state
