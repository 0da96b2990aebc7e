"""What a person is told in private about their own attendance of one session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from handrail.attendance.entry import Entry, standing
from handrail.attendance.policy import Status
from handrail.kernel.ids import EntryId, PersonId, SessionId


@dataclass(frozen=True, slots=True)
class Dispute:
    """The person says that an entry is wrong. It stays beside the entry; a correction answers it."""

    id: str
    entry: EntryId
    person: PersonId
    words: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """An absence within the session, in the person's own zone, to the minute."""

    left: time
    came_back: time


@dataclass(frozen=True, slots=True)
class Receipt:
    """One session's attendance as its own person reads it.

    Attributes:
        rule: the policy that was applied, in words.
        history: earlier entries that this one replaced, newest first.
        reason: why it was corrected, where it was.
        disputed: when the person disputed this entry or one that it replaced and no later correction
            answered it, UTC; None otherwise.
    """

    entry: EntryId
    session: SessionId
    day: date
    status: Status
    late: bool
    minutes: int
    session_minutes: int
    gaps: tuple[Gap, ...]
    rule: str
    history: tuple[Entry, ...]
    reason: str = field(default="", repr=False)
    disputed: datetime | None = None


def receipts(entries: Iterable[Entry], disputes: Iterable[Dispute] = ()) -> tuple[Receipt, ...]:
    """One receipt for each entry that stands, by day."""
    everything = tuple(entries)
    by_id = {entry.id: entry for entry in everything}
    said = tuple(disputes)
    return tuple(_receipt(entry, _before(entry, by_id), said) for entry in standing(everything))


def _before(entry: Entry, by_id: dict[EntryId, Entry]) -> tuple[Entry, ...]:
    found: list[Entry] = []
    earlier = by_id.get(EntryId(entry.corrects))
    while earlier is not None:
        found.append(earlier)
        earlier = by_id.get(EntryId(earlier.corrects))
    return tuple(found)


def _receipt(entry: Entry, history: tuple[Entry, ...], disputes: tuple[Dispute, ...]) -> Receipt:
    zone = ZoneInfo(entry.zone)
    open_disputes = [one.at for one in disputes if one.entry == entry.id]
    return Receipt(
        entry=entry.id,
        session=entry.session,
        day=entry.day,
        status=entry.status,
        late=entry.late,
        minutes=entry.minutes,
        session_minutes=entry.session_minutes,
        gaps=tuple(Gap(_minute(gap.start, zone), _minute(gap.end, zone)) for gap in entry.gaps),
        rule=entry.rule,
        history=history,
        reason=entry.reason,
        disputed=max(open_disputes, default=None),
    )


def _minute(at: datetime, zone: ZoneInfo) -> time:
    return at.astimezone(zone).time().replace(second=0, microsecond=0)
