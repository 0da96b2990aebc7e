"""One appended fact of attendance: recorded from presence, or corrected by staff with a reason (I9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from handrail.attendance.ledger import Span, Tally, whole_minutes
from handrail.attendance.policy import AttendancePolicy, Status, judge
from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.ids import EntryId, PersonId, ProgramId, SessionId

LONGEST_REASON = 1000
"""Characters of the reason of a correction, and of a dispute's words."""


class Kind(StrEnum):
    """Where an entry comes from."""

    RECORDED = "recorded"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands about one person and one session.

    Attributes:
        day: the session's date in `zone`, the client's own at that time: letters speak this date (design §9.10).
        minutes: minutes present. A correction keeps the evidence of the entry that it corrects.
        session_minutes: how long the session was.
        policy: version of the program's policy that was applied, and `rule` the same in words.
        corrects: the entry that this one corrects, or empty.
        reason: why staff corrected it, in their words.
        by: who corrected it; empty for a recorded entry.
        at: when it was written, UTC.
    """

    id: EntryId
    kind: Kind
    person: PersonId
    program: ProgramId
    session: SessionId
    day: date
    zone: str
    status: Status
    late: bool
    minutes: int
    session_minutes: int
    gaps: tuple[Span, ...]
    policy: int
    rule: str
    at: datetime
    corrects: str = ""
    reason: str = field(default="", repr=False)
    by: str = ""


@dataclass(frozen=True, slots=True)
class Attended:
    """Whose presence in which session an entry is about, before anything is judged."""

    person: PersonId
    program: ProgramId
    session: SessionId
    zone: str


def recorded(entry: EntryId, who: Attended, tally: Tally, policy: AttendancePolicy, now: datetime) -> Entry:
    """The entry that presence and policy come to."""
    status, late = judge(tally, policy)
    return Entry(
        id=entry,
        kind=Kind.RECORDED,
        person=who.person,
        program=who.program,
        session=who.session,
        day=tally.session.start.astimezone(ZoneInfo(who.zone)).date(),
        zone=who.zone,
        status=status,
        late=late,
        minutes=tally.minutes,
        session_minutes=whole_minutes(tally.session.length),
        gaps=tally.gaps,
        policy=policy.version,
        rule=policy.says(),
        at=now,
    )


def corrected(
    entry: EntryId, before: Entry, status: Status, minutes: int, reason: str, by: PersonId, now: datetime
) -> Entry:
    """The entry that takes the place of `before`, which stays readable.

    Raises:
        Invalid: no reason, or minutes outside the session.
    """
    faults = []
    if not reason.strip() or len(reason) > LONGEST_REASON:
        faults.append(Fault("/reason", f"Say why, in at most {LONGEST_REASON} characters."))
    if not 0 <= minutes <= before.session_minutes:
        faults.append(Fault("/minutes", "Give minutes from 0 to the length of the session."))
    if faults:
        raise Invalid("The correction cannot be written like this.", faults=tuple(faults))
    return replace(
        before,
        id=entry,
        kind=Kind.CORRECTED,
        status=status,
        minutes=minutes,
        corrects=before.id,
        reason=reason,
        by=by,
        at=now,
    )


def standing(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries that no other corrects, by day: what letters and receipts speak of."""
    everything = tuple(entries)
    superseded = {entry.corrects for entry in everything}
    return tuple(sorted((one for one in everything if one.id not in superseded), key=lambda one: (one.day, one.id)))
