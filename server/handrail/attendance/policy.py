"""When a session counts as attended: a program's thresholds, as versions that never change (I9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from handrail.attendance.ledger import Tally
from handrail.kernel.errors import Fault, Invalid

LONGEST_GRACE = 30
"""Minutes. A longer gap is an absence from part of the session, whatever its cause."""


class Status(StrEnum):
    """What an entry says of one session. `excused` comes only from a correction by staff."""

    PRESENT = "present"
    PARTIAL = "partial"
    ABSENT = "absent"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True)
class AttendancePolicy:
    """One version of a program's rule.

    Attributes:
        version: counts from 1 within the program; 0 is the rule that Handrail starts with.
        in_force_from: first day of sessions that it applies to, in the cohort's zone.
        present_from: percent of the session's time from which a person was present, 1–100.
        partial_from: percent from which they were there for part of it, 1 to `present_from`.
        grace_minutes: a gap up to this long is bridged, 0–30.
        late_minutes: who comes later than this after the start is marked late, which changes no status; 0–180.
    """

    version: int
    in_force_from: date
    present_from: int = 80
    partial_from: int = 40
    grace_minutes: int = 5
    late_minutes: int = 15

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)

    def says(self) -> str:
        """The rule in one sentence, for a receipt."""
        return (
            f"Present from {self.present_from} percent of the session, partly present from {self.partial_from} "
            f"percent. Gaps up to {self.grace_minutes} minutes count as present."
        )


DEFAULT = AttendancePolicy(version=0, in_force_from=date.min)
"""In force where a program has set nothing else."""


def check(policy: AttendancePolicy) -> AttendancePolicy:
    """The policy, if its numbers can be meant.

    Raises:
        Invalid: a threshold is out of its range.
    """
    wrong = (
        (not 1 <= policy.present_from <= 100, "present_from", "Give a percentage from 1 to 100."),  # noqa: PLR2004 - percent
        (
            not 1 <= policy.partial_from <= policy.present_from,
            "partial_from",
            "Give a percentage from 1 to that for present.",
        ),
        (
            not 0 <= policy.grace_minutes <= LONGEST_GRACE,
            "grace_minutes",
            f"Give minutes from 0 to {LONGEST_GRACE}.",
        ),
        (not 0 <= policy.late_minutes <= 180, "late_minutes", "Give minutes from 0 to 180."),  # noqa: PLR2004 - told in the words
    )
    faults = tuple(Fault(f"/{name}", says) for bad, name, says in wrong if bad)
    if faults:
        raise Invalid("The policy cannot be used like this.", faults=faults)
    return policy


def in_force(policies: Iterable[AttendancePolicy], day: date) -> AttendancePolicy:
    """The newest version that applies to a session on this day."""
    begun = [policy for policy in policies if policy.in_force_from <= day]
    return max(begun, key=lambda policy: (policy.in_force_from, policy.version), default=DEFAULT)


def judge(tally: Tally, policy: AttendancePolicy) -> tuple[Status, bool]:
    """Status, and whether the person came late. The share is exact: minutes are rounded only for reading."""
    if not tally.present:
        return Status.ABSENT, False
    late = tally.late > timedelta(minutes=policy.late_minutes)
    percent = tally.share * 100
    if percent >= policy.present_from:
        return Status.PRESENT, late
    return (Status.PARTIAL, late) if percent >= policy.partial_from else (Status.ABSENT, False)
