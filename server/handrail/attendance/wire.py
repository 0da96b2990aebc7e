"""What attendance looks like over HTTP."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated

from pydantic import Field

from handrail.attendance.entry import LONGEST_REASON, Entry, Kind
from handrail.attendance.policy import AttendancePolicy, Status
from handrail.attendance.receipt import Dispute, Receipt
from handrail.web.model import Model

Words = Annotated[str, Field(min_length=1, max_length=LONGEST_REASON, repr=False)]


class GapOut(Model):
    """An absence within the session, by the clock of the person's own zone."""

    left: time
    came_back: time


class EntryOut(Model):
    """One entry of the ledger. `day` is the session's date in `zone`."""

    id: str
    kind: Kind
    person: str
    session: str
    day: date
    zone: str
    status: Status
    late: bool
    minutes: int
    session_minutes: int
    policy: int
    rule: str
    corrects: str | None
    reason: Annotated[str | None, Field(repr=False)]
    at: datetime


class ReceiptOut(Model):
    """One session as its own person reads it.

    `minutes` were spent in the room, gaps up to the grace included; `rule` is the policy that was applied.
    `history` holds the entries that this one replaced, newest first. `disputed` is when you said that it is
    wrong, until it is answered.
    """

    entry: str
    session: str
    day: date
    status: Status
    late: bool
    minutes: int
    session_minutes: int
    gaps: list[GapOut]
    rule: str
    reason: Annotated[str | None, Field(repr=False)]
    disputed: datetime | None
    history: list[EntryOut]


class DisputeIn(Model):
    """What is wrong with the entry, in your own words."""

    words: Words


class DisputeOut(Model):
    """A dispute that is kept."""

    id: str
    entry: str
    at: datetime


class CorrectionIn(Model):
    """What is right, and why. `minutes` may be left out: then they stay as they were."""

    status: Status
    minutes: Annotated[int, Field(ge=0)] | None = None
    reason: Words


class PolicyIn(Model):
    """When a session counts as attended; percentages of the session's time, and minutes."""

    in_force_from: date
    present_from: int
    partial_from: int
    grace_minutes: int
    late_minutes: int

    def to_policy(self) -> AttendancePolicy:
        return AttendancePolicy(0, **self.model_dump())


class PolicyOut(PolicyIn):
    """One version of a program's policy, and the same in words."""

    version: int
    says: str


def entry_out(entry: Entry) -> EntryOut:
    """An entry as it is shown to staff and to its own person."""
    return EntryOut(
        id=entry.id,
        kind=entry.kind,
        person=entry.person,
        session=entry.session,
        day=entry.day,
        zone=entry.zone,
        status=entry.status,
        late=entry.late,
        minutes=entry.minutes,
        session_minutes=entry.session_minutes,
        policy=entry.policy,
        rule=entry.rule,
        corrects=entry.corrects or None,
        reason=entry.reason or None,
        at=entry.at,
    )


def receipt_out(receipt: Receipt) -> ReceiptOut:
    """A receipt as its person reads it."""
    return ReceiptOut(
        entry=receipt.entry,
        session=receipt.session,
        day=receipt.day,
        status=receipt.status,
        late=receipt.late,
        minutes=receipt.minutes,
        session_minutes=receipt.session_minutes,
        gaps=[GapOut(left=gap.left, came_back=gap.came_back) for gap in receipt.gaps],
        rule=receipt.rule,
        reason=receipt.reason or None,
        disputed=receipt.disputed,
        history=[entry_out(one) for one in receipt.history],
    )


def dispute_out(dispute: Dispute) -> DisputeOut:
    """That the dispute is kept; its words are not sent back."""
    return DisputeOut(id=dispute.id, entry=dispute.entry, at=dispute.at)


def policy_out(policy: AttendancePolicy) -> PolicyOut:
    """A policy as it is shown."""
    return PolicyOut(
        version=policy.version,
        in_force_from=policy.in_force_from,
        present_from=policy.present_from,
        partial_from=policy.partial_from,
        grace_minutes=policy.grace_minutes,
        late_minutes=policy.late_minutes,
        says=policy.says(),
    )
