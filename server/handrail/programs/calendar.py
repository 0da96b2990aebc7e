"""Which dates a weekly pattern falls on, and which instant a local time is.

A future session is a local time and a zone name (design §9.10). Its instant is asked for only when it is
needed, by the zone's rules of that day.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handrail.programs.cohort import Cohort, Weekday
from handrail.programs.session import Session


def meeting_days(cohort: Cohort, until: date, holidays: AbstractSet[date] = frozenset()) -> Iterator[date]:
    """The dates on which the cohort meets, from its first to `until` or its last, the earlier of both."""
    last = until if cohort.ends_on is None else min(until, cohort.ends_on)
    day = cohort.starts_on
    while day <= last:
        if Weekday.of(day) in cohort.pattern.weekdays and day not in holidays:
            yield day
        day += timedelta(days=1)


def instant(day: date, at: time, zone: str) -> datetime:
    """The instant, in UTC, at which the clock on the wall shows `at`.

    A time that occurs twice is the first one; a time that is left out is read with the offset before the
    gap, so it comes later by the clock: 02:30 becomes 03:30 (RFC 5545 §3.3.5).
    """
    return datetime.combine(day, at.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)


def starts_at(session: Session) -> datetime:
    """When the session starts, by the rules known now, UTC."""
    return instant(session.on, session.starts, session.zone)


def ends_at(session: Session) -> datetime:
    """When the session ends, by the rules known now, UTC; always after its start.

    Where the start falls into a gap and the end does not, the planned minutes are kept instead: otherwise
    the session could end before it starts.
    """
    start = starts_at(session)
    end = instant(session.on, session.ends, session.zone)
    if _left_out(session.on, session.starts, session.zone) and not _left_out(session.on, session.ends, session.zone):
        end = max(end, start + _as_planned(session))
    return end


def today(now: datetime, zone: str) -> date:
    """The date in `zone` at the instant `now`."""
    return now.astimezone(ZoneInfo(zone)).date()


def _as_planned(session: Session) -> timedelta:
    return timedelta(minutes=sum(one.minutes for one in session.segments))


def _left_out(day: date, at: time, zone: str) -> bool:
    back = instant(day, at, zone).astimezone(ZoneInfo(zone))
    return back.time().replace(fold=0) != at.replace(fold=0)
