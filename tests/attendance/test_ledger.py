"""Minutes come from being in the room: reconnects cost nothing, waiting outside counts nothing (I11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from handrail.attendance.ledger import Span, Stay, Where, counted, merge, tally

SIX = datetime(2026, 9, 3, 1, 0, tzinfo=UTC)  # 18:00 in Los Angeles
SESSION = Span(SIX, SIX + timedelta(hours=3))
GRACE = timedelta(minutes=5)


def at(minutes: float) -> datetime:
    return SIX + timedelta(minutes=minutes)


def in_room(since: float, until: float | None) -> Stay:
    return Stay(Where.ROOM, at(since), None if until is None else at(until))


def test_a_whole_evening_is_all_its_minutes() -> None:
    found = tally([in_room(0, 180)], SESSION, GRACE)

    assert (found.minutes, found.gaps, found.late, found.share) == (180, (), timedelta(), 1.0)


def test_a_short_loss_of_the_network_costs_nothing() -> None:
    assert tally([in_room(0, 60), in_room(65, 180)], SESSION, GRACE).minutes == 180


def test_a_longer_absence_is_a_gap() -> None:
    found = tally([in_room(0, 60), in_room(66, 180)], SESSION, GRACE)

    assert found.minutes == 174
    assert found.gaps == (Span(at(60), at(66)),)


def test_two_devices_at_once_count_once() -> None:
    assert tally([in_room(0, 90), in_room(30, 100)], SESSION, GRACE).minutes == 100


def test_waiting_in_the_lobby_is_not_counted() -> None:
    found = tally([Stay(Where.LOBBY, at(0), at(20)), in_room(20, 180)], SESSION, GRACE)

    assert (found.minutes, found.late) == (160, timedelta(minutes=20))


def test_time_before_the_start_and_after_the_end_is_not_counted() -> None:
    assert tally([in_room(-30, 240)], SESSION, GRACE).minutes == 180
    assert tally([in_room(-30, -10), in_room(190, 200)], SESSION, GRACE).present == ()


def test_a_stay_that_never_ended_ends_with_the_session() -> None:
    assert tally([in_room(120, None)], SESSION, GRACE).minutes == 60


def test_who_never_came_has_no_minutes() -> None:
    found = tally([], SESSION, GRACE)

    assert (found.minutes, found.share, found.late) == (0, 0.0, SESSION.length)


def test_half_a_minute_counts_as_one() -> None:
    assert tally([in_room(0, 59.5)], SESSION, GRACE).minutes == 60
    assert tally([in_room(0, 59.49)], SESSION, GRACE).minutes == 59


def test_a_session_of_no_length_was_attended_by_who_was_there() -> None:
    moment = Span(SIX, SIX)

    assert tally([in_room(-1, 1)], moment, GRACE).share == 1.0
    assert tally([], moment, GRACE).share == 0.0


def test_a_session_that_rounds_to_no_minute_is_never_attended_in_part() -> None:
    """Opened and ended by mistake: nobody reads "partly present, 0 of 0 minutes"."""
    moment = Span(at(0), at(0.4))
    assert tally([in_room(0.3, 1)], moment, GRACE).share == 1.0
    assert tally([], moment, GRACE).share == 0.0


moments = st.integers(-60, 240).map(at)
spans = st.lists(st.tuples(moments, moments).map(lambda two: Span(min(two), max(two))), max_size=8)
graces = st.integers(0, 30).map(lambda minutes: timedelta(minutes=minutes))
stays = st.lists(
    st.builds(Stay, st.sampled_from(Where), moments, st.none())
    | st.tuples(st.sampled_from(Where), moments, moments).map(lambda s: Stay(s[0], min(s[1:]), max(s[1:]))),
    max_size=8,
)


@given(spans, graces)
def test_merging_what_is_merged_changes_nothing(some: list[Span], grace: timedelta) -> None:
    once = merge(some, grace)

    assert merge(once, grace) == once
    assert all(right.start - left.end > grace for left, right in pairwise(once))


@given(spans.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some * 2))), graces)
def test_neither_order_nor_repetition_of_connections_matters(
    told: tuple[list[Span], list[Span]], grace: timedelta
) -> None:
    once, again = told

    assert merge(again, grace) == merge(once, grace)


@given(stays, graces)
def test_nobody_is_present_longer_than_the_session(some: list[Stay], grace: timedelta) -> None:
    found = tally(some, SESSION, grace)

    assert 0 <= found.minutes <= 180
    assert 0.0 <= found.share <= 1.0
    away = sum((gap.length for gap in found.gaps), timedelta())
    tail = SESSION.end - found.present[-1].end if found.present else timedelta()
    assert found.time + away + tail + found.late == SESSION.length


@given(stays, graces, stays)
def test_another_connection_never_takes_minutes_away(some: list[Stay], grace: timedelta, more: list[Stay]) -> None:
    assert tally([*some, *more], SESSION, grace).time >= tally(some, SESSION, grace).time


def test_what_counts_of_a_session_is_the_planned_time_that_took_place() -> None:
    assert counted(at(-10), at(190), SESSION.start, SESSION.end) == SESSION
    assert counted(at(4), at(165), SESSION.start, SESSION.end) == Span(at(4), at(165))


def test_a_session_held_at_another_time_counts_as_it_was_held() -> None:
    assert counted(at(600), at(601), SESSION.start, SESSION.end) == Span(at(600), at(601))
