"""All that a letter could be made from, as it was read at one instant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from handrail.attendance.policy import Status
from handrail.kernel.ids import SessionId
from handrail.letters.choices import Level
from handrail.letters.content import Letterhead
from handrail.letters.letter import Allowed, Facts, rests_on
from handrail.programs.issuer_profile import IssuerProfile
from handrail.programs.program import Part2Status

ATTENDED = frozenset({Status.PRESENT, Status.PARTIAL})
"""What the ledger says of somebody who was there; who was there for part of it was there."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that composing needs.

    Attributes:
        sessions: the day of each attended session.
        names: program, cohorts and facilitators, which must not appear.
        part2: whether 42 CFR Part 2 binds the program.
    """

    facts: Facts
    head: Letterhead = field(repr=False)
    profile: IssuerProfile = field(repr=False)
    sessions: tuple[tuple[SessionId, date], ...] = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    part2: Part2Status

    def stated(self, allowed: Allowed, level: Level) -> frozenset[SessionId]:
        """The sessions whose attendance the letter states."""
        days = rests_on(self.facts, allowed, level)
        return frozenset(session for session, day in self.sessions if day in days)
