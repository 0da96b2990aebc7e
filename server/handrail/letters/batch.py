"""One run over the standing requests of a program that are due: how many, and what became of each. It names nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handrail.kernel.ids import PersonId, ProgramId


class Outcome(StrEnum):
    """What became of one request in a batch."""

    MADE = "made"
    NOTHING_TO_SAY = "nothing_to_say"
    REFUSED = "refused"  # the rules permit it no more: the request ends, and its client is told
    BLOCKED = "blocked"  # the letterhead would tell: the coordinator has to change it
    LATER = "later"  # it could not be settled now; it stays due
    GONE = "gone"  # it ended, or was answered, meanwhile


@dataclass(frozen=True, slots=True)
class Batch:
    """A run.

    Attributes:
        by: who of the staff started it; empty: the server did.
        total: how many requests were due.
        outcomes: how many came to which end so far.
    """

    id: str
    program: ProgramId
    by: PersonId
    started_at: datetime
    total: int
    outcomes: Mapping[Outcome, int]

    @property
    def left(self) -> int:
        """How many are still to come."""
        return self.total - sum(self.outcomes.values())
