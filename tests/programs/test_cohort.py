from datetime import date, time

import pytest
from tests.programs.factories import a_cohort, a_pattern

from handrail.kernel.errors import Invalid
from handrail.programs.cohort import Weekday, known_zone, weekly
from handrail.programs.session import PlannedSegment, SegmentKind


def test_weekdays_stand_in_the_order_of_the_week_each_once():
    pattern = a_pattern(Weekday.FRIDAY, Weekday.MONDAY, Weekday.FRIDAY)

    assert pattern.weekdays == (Weekday.MONDAY, Weekday.FRIDAY)
    assert pattern.minutes == 180


@pytest.mark.parametrize(
    ("weekdays", "starts", "ends", "at"),
    [
        ((), time(18), time(21), "/weekdays"),
        ((Weekday.MONDAY,), time(21), time(18), "/ends"),
        ((Weekday.MONDAY,), time(18), time(18, 29), "/ends"),
        ((Weekday.MONDAY,), time(8), time(16, 1), "/ends"),
        ((Weekday.MONDAY,), time(18, 0, 30), time(21), "/starts"),
    ],
)
def test_a_pattern_that_cannot_be_met_is_refused(weekdays: tuple[Weekday, ...], starts: time, ends: time, at: str):
    with pytest.raises(Invalid) as refused:
        weekly(weekdays, starts, ends, "America/Los_Angeles")

    assert [fault.at for fault in refused.value.faults] == [at]


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "America", "../etc/passwd", "/etc/passwd", "UTC+2"])
def test_a_zone_is_named_as_the_time_zone_database_names_it(name: str):
    with pytest.raises(Invalid):
        known_zone(name)


def test_a_cohort_does_not_end_before_it_starts():
    with pytest.raises(Invalid):
        a_cohort(starts_on=date(2026, 9, 2), ends_on=date(2026, 9, 1))


def test_three_hours_are_divided_as_programs_usually_do():
    assert [(one.kind, one.minutes) for one in a_cohort().segments] == [
        (SegmentKind.CHECK_IN, 30),
        (SegmentKind.PSYCHOEDUCATION, 60),
        (SegmentKind.PROCESS, 75),
        (SegmentKind.CLOSING, 15),
    ]


@pytest.mark.parametrize("minutes", [(180, 1), (90, 80), (180, 0)])
def test_segments_fill_the_session_exactly(minutes: tuple[int, ...]):
    with pytest.raises(Invalid):
        a_cohort(segments=tuple(PlannedSegment(SegmentKind.PROCESS, one) for one in minutes))


@pytest.mark.parametrize("length", range(30, 480, 7))
def test_the_usual_segments_fill_any_session(length: int):
    segments = a_cohort(a_pattern(starts=time(8), ends=time(8 + length // 60, length % 60))).segments

    assert sum(one.minutes for one in segments) == length
    assert all(one.minutes > 0 for one in segments)


def test_the_name_of_a_cohort_is_not_in_its_repr():
    assert "Evening group" not in repr(a_cohort())
