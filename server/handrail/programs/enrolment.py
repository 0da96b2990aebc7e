"""Who is in a cohort from when to when, and so who is on the roster of a session."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NewType

from handrail.kernel.errors import Conflict, Fault, Invalid
from handrail.kernel.ids import CohortId, PersonId, ProgramId
from handrail.programs.calendar import starts_at
from handrail.programs.session import Session

EnrolmentId = NewType("EnrolmentId", str)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One person's time in one cohort. Dates are those of the cohort's zone.

    Attributes:
        starts_on: first date on the roster.
        planned_end: the date planned for leaving; a plan takes nobody off the roster.
        last_day: last date on the roster, once it has ended.
        ended_at: when it was ended, UTC; from this instant on no room opens for the person (I7).
    """

    id: EnrolmentId
    program: ProgramId
    cohort: CohortId
    person: PersonId
    starts_on: date
    planned_end: date | None = None
    last_day: date | None = None
    ended_at: datetime | None = None

    def counts_for(self, session: Session) -> bool:
        """Whether the person is expected at this session: what attendance is written for.

        Somebody whose enrolment ended before the session began is not; somebody for whom it ended later is.
        """
        if session.cohort != self.cohort or session.on < self.starts_on:
            return False
        if self.ended_at is None or self.last_day is None:
            return True
        return session.on <= self.last_day and starts_at(session) < self.ended_at

    def admits_to(self, session: Session) -> bool:
        """Whether the person may enter this session's room now."""
        return self.ended_at is None and session.cohort == self.cohort and self.starts_on <= session.on


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody on the roster; `told_place`, not the place itself: reading that is an act of its own."""

    person: PersonId
    display_name: str = field(repr=False)
    told_place: bool


def replanned(enrolment: Enrolment, planned_end: date | None) -> Enrolment:
    """The enrolment with another planned end, or none.

    Raises:
        Conflict: it has ended.
        Invalid: the date is before the first day.
    """
    if enrolment.ended_at is not None:
        raise Conflict("This enrolment has ended.")
    if planned_end is not None and planned_end < enrolment.starts_on:
        raise Invalid(faults=(Fault("/planned_end", "this must not be before the first day"),))
    return replace(enrolment, planned_end=planned_end)


def ended(enrolment: Enrolment, *, last_day: date | None, today: date, at: datetime) -> Enrolment:
    """The enrolment, ended at this instant; its last day is today unless an earlier one is given.

    Raises:
        Conflict: it has ended before.
        Invalid: the last day is in the future (plan an end instead) or before the first day.
    """
    if enrolment.ended_at is not None:
        raise Conflict("This enrolment has ended.")
    last = last_day or max(today, enrolment.starts_on)
    if not enrolment.starts_on <= last or (last_day is not None and last_day > today):
        raise Invalid(faults=(Fault("/last_day", "give a date from the first day to today; plan an end for later"),))
    return replace(enrolment, last_day=last, ended_at=at)
