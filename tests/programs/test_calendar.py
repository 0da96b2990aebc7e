"""Sessions stand still on the wall clock while offsets move under them (design §9.10)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.programs.factories import a_cohort, a_pattern, a_session

from handrail.programs.calendar import ends_at, instant, meeting_days, starts_at, today
from handrail.programs.cohort import WEEK, Weekday

ZONES = ("America/Los_Angeles", "Europe/Dublin")
FIRST, LAST = date(2020, 1, 1), date(2037, 12, 31)
CHANGES = [
    day
    for day in (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days))
    if any(
        instant(day + timedelta(days=1), time(0), zone) - instant(day, time(0), zone) != timedelta(1) for zone in ZONES
    )
]
"""Days on which a clock changes in one of the zones: 18 years, two zones, twice a year."""
DAYS = st.one_of(st.dates(FIRST, LAST), st.sampled_from(CHANGES))


@given(day=DAYS, zone=st.sampled_from(ZONES))
def test_every_evening_is_six_to_nine_by_the_clock_on_the_wall(day: date, zone: str):
    session = a_session(day, zone=zone)

    begins, ends = (at.astimezone(ZoneInfo(zone)) for at in (starts_at(session), ends_at(session)))

    assert (begins.date(), begins.time()) == (day, time(18))
    assert (ends.date(), ends.time()) == (day, time(21))
    assert ends_at(session) - starts_at(session) == timedelta(hours=3)


@given(
    start=DAYS,
    weeks=st.integers(0, 30),
    weekdays=st.sets(st.sampled_from(WEEK), min_size=1),
    zone=st.sampled_from(ZONES),
    holidays=st.sets(DAYS, max_size=5),
)
def test_a_cohort_meets_on_its_weekdays_and_on_no_other(
    start: date, weeks: int, weekdays: set[Weekday], zone: str, holidays: set[date]
):
    until = start + timedelta(weeks=weeks)
    cohort = a_cohort(a_pattern(*weekdays, zone=zone), starts_on=start, ends_on=None)

    days = tuple(meeting_days(cohort, until, holidays))

    every = {start + timedelta(days=n) for n in range(7 * weeks + 1)}
    assert list(days) == sorted(day for day in every if Weekday.of(day) in weekdays and day not in holidays)


@given(day=DAYS, zone=st.sampled_from(ZONES), first=st.integers(0, 23 * 60 + 29), length=st.integers(30, 480))
def test_a_session_never_ends_before_it_starts(day: date, zone: str, first: int, length: int):
    last = min(first + length, 24 * 60 - 1)
    session = a_session(day, zone=zone, starts=time(first // 60, first % 60), ends=time(last // 60, last % 60))

    assert starts_at(session) < ends_at(session)


def test_the_days_that_matter_are_among_the_ones_tried():
    assert len(CHANGES) == 72


def test_the_same_evening_hour_is_another_instant_after_the_clocks_change():
    before, after = a_session(date(2026, 10, 30)), a_session(date(2026, 11, 2))

    assert starts_at(before) == datetime(2026, 10, 31, 1, 0, tzinfo=UTC)
    assert starts_at(after) == datetime(2026, 11, 3, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "wall", "expected"),
    [
        ("America/Los_Angeles", date(2026, 3, 8), time(2, 30), datetime(2026, 3, 8, 10, 30, tzinfo=UTC)),
        ("Europe/Dublin", date(2026, 3, 29), time(1, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_that_is_left_out_is_read_with_the_offset_before_the_gap(
    zone: str, day: date, wall: time, expected: datetime
):
    assert instant(day, wall, zone) == expected
    assert instant(day, wall, zone).astimezone(ZoneInfo(zone)).time() == time(wall.hour + 1, wall.minute)


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("America/Los_Angeles", date(2026, 11, 1), datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),
        ("Europe/Dublin", date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_time_that_occurs_twice_is_the_first_one(zone: str, day: date, expected: datetime):
    assert instant(day, time(1, 30), zone) == expected


def test_a_session_that_starts_inside_the_gap_keeps_its_planned_minutes():
    night = a_session(date(2026, 3, 8), starts=time(2, 15), ends=time(3, 0))

    assert ends_at(night) - starts_at(night) == timedelta(minutes=45)


def test_an_open_ended_cohort_meets_until_the_date_asked_for_and_a_planned_end_is_the_last_day():
    assert tuple(meeting_days(a_cohort(ends_on=None), date(2026, 9, 9)))[-1] == date(2026, 9, 9)
    assert tuple(meeting_days(a_cohort(ends_on=date(2026, 9, 4)), date(2026, 9, 30)))[-1] == date(2026, 9, 4)


def test_the_evening_is_still_the_same_day_where_the_cohort_is():
    assert today(datetime(2026, 9, 3, 3, 0, tzinfo=UTC), "America/Los_Angeles") == date(2026, 9, 2)
