"""When a cohort meets: weekdays, local start and end, zone, from and until."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from functools import cache
from zoneinfo import available_timezones

from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.ids import CohortId, ProgramId
from handrail.programs.session import PlannedSegment, planned

SHORTEST, LONGEST = 30, 480
"""Minutes that one session may be planned for."""


class Weekday(StrEnum):
    """Days of the week, Monday first as in ISO 8601."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @staticmethod
    def of(day: date) -> Weekday:
        """The weekday of `day`."""
        return WEEK[day.weekday()]


WEEK = tuple(Weekday)


@dataclass(frozen=True, slots=True)
class WeeklyPattern:
    """Which days, from when to when by the clock on the wall in `zone` (an IANA name)."""

    weekdays: tuple[Weekday, ...]
    starts: time
    ends: time
    zone: str

    @property
    def minutes(self) -> int:
        """Planned length in minutes as the clock on the wall counts them."""
        return (self.ends.hour - self.starts.hour) * 60 + self.ends.minute - self.starts.minute


@dataclass(frozen=True, slots=True)
class Cohort:
    """A group of people who meet on a weekly pattern.

    Attributes:
        starts_on: first date on which it may meet.
        ends_on: last date on which it may meet; None while no end is planned.
        segments: how each new session is divided; the minutes add up to the pattern's.
    """

    id: CohortId
    program: ProgramId
    name: str = field(repr=False)
    pattern: WeeklyPattern
    starts_on: date
    ends_on: date | None
    segments: tuple[PlannedSegment, ...]


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def known_zone(name: str, at: str = "/zone") -> str:
    """`name`, if the time zone database has it.

    Raises:
        Invalid: it has not.
    """
    if name not in _zones():
        raise Invalid(faults=(Fault(at, "give the name of a time zone, such as America/Los_Angeles"),))
    return name


def weekly(weekdays: tuple[Weekday, ...], starts: time, ends: time, zone: str) -> WeeklyPattern:
    """A pattern that can be met: at least one day, whole minutes, 30 to 480 of them, within one day.

    Raises:
        Invalid: with everything that has to be changed.
    """
    pattern = WeeklyPattern(tuple(day for day in WEEK if day in weekdays), starts, ends, known_zone(zone))
    faults = []
    if not pattern.weekdays:
        faults.append(Fault("/weekdays", "choose at least one day"))
    if any(at.tzinfo or at.second or at.microsecond for at in (starts, ends)):
        faults.append(Fault("/starts", "give hours and minutes of the clock on the wall"))
    if not SHORTEST <= pattern.minutes <= LONGEST:
        faults.append(Fault("/ends", f"a session lasts {SHORTEST} to {LONGEST} minutes and ends on the day it starts"))
    if faults:
        raise Invalid(faults=tuple(faults))
    return pattern


def plan(
    id: CohortId,  # noqa: A002 - the field is called so
    program: ProgramId,
    name: str,
    pattern: WeeklyPattern,
    *,
    starts_on: date,
    ends_on: date | None,
    segments: tuple[PlannedSegment, ...] = (),
) -> Cohort:
    """A cohort whose dates and segments agree with its pattern; without segments it gets the usual ones.

    Raises:
        Invalid: it ends before it starts, or the segments do not fill a session exactly.
    """
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(faults=(Fault("/ends_on", "this must not be before the first date"),))
    return Cohort(id, program, name, pattern, starts_on, ends_on, planned(segments, pattern.minutes))
