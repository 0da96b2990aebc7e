"""What happens in a program that something else may follow from, in the same unit."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.kernel.ids import CohortId, PersonId, ProgramId, SessionId
from handrail.programs.program import Part2Status


@dataclass(frozen=True, slots=True)
class Part2Answered:
    """The program's status is now this; where it `applies`, no reader's check may be answered any more."""

    program: ProgramId
    status: Part2Status


@dataclass(frozen=True, slots=True)
class EnrolmentEnded:
    """The person left the cohort; open sockets close (I7)."""

    person: PersonId
    cohort: CohortId


@dataclass(frozen=True, slots=True)
class AssignmentEnded:
    """The facilitator no longer leads the cohort, or the one session; open sockets close (I7)."""

    person: PersonId
    cohort: CohortId
    session: SessionId | None


@dataclass(frozen=True, slots=True)
class SessionCancelled:
    """The session will not take place."""

    session: SessionId
