"""Which facilitator leads which session: a whole cohort's, or one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from handrail.kernel.ids import CohortId, PersonId, ProgramId, SessionId
from handrail.programs.session import Session

AssignmentId = NewType("AssignmentId", str)


class Part(StrEnum):
    """What a facilitator does in a session; both may do the same things."""

    LEAD = "lead"
    CO = "co"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A facilitator and what they were given to lead.

    Attributes:
        session: the one session, or None for every session of the cohort.
        starts_on: first date it holds for; earlier sessions, and what was said in them, stay closed.
        ended_at: when it was taken back, UTC; from then on it opens nothing (I7).
    """

    id: AssignmentId
    program: ProgramId
    cohort: CohortId
    person: PersonId
    part: Part
    starts_on: date
    session: SessionId | None = None
    ended_at: datetime | None = None

    def covers(self, session: Session) -> bool:
        """Whether the person leads this session now."""
        if self.ended_at is not None or self.cohort != session.cohort:
            return False
        return self.session == session.id if self.session else self.starts_on <= session.on
