"""A standing request: what can stand, when a letter is due, and what ends it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.letters.world import JORDAN, PROGRAM

from handrail.kernel.errors import Conflict, Invalid
from handrail.letters.choices import Level, Use
from handrail.letters.renewal import MOVES, Act, Entry, Renewal, RenewalAsk, State, after, checked, due, move, nth

NOW = datetime(2026, 9, 14, 17, tzinfo=UTC)
START, UNTIL = date(2026, 9, 14), date(2027, 3, 31)


def renewal(*entries: Entry, level: Level = Level.APPOINTMENT):
    return Renewal("r", JORDAN, PROGRAM, RenewalAsk(Use.WORK, level, UNTIL), START, NOW, entries)


def made(day: date):
    return Entry(Act.MAKE, day, NOW, "letter")


def test_the_first_letter_is_due_a_month_after_signing_and_not_a_day_before():
    assert renewal().due(date(2026, 10, 13)) is None
    assert renewal().due(date(2026, 10, 14)) == date(2026, 10, 14)


def test_a_letter_that_was_made_is_due_again_a_month_later():
    once = renewal(made(date(2026, 10, 14)))
    assert once.due(date(2026, 11, 13)) is None
    assert once.due(date(2026, 11, 14)) == date(2026, 11, 14)


def test_months_that_were_missed_come_as_one_letter_about_all_of_them():
    late = renewal(made(date(2026, 10, 14)))
    assert late.due(date(2027, 1, 20)) == date(2027, 1, 14)
    asked = late.letter(date(2027, 1, 14))
    assert (asked.first_day, asked.last_day) == (date(2026, 10, 14), date(2027, 1, 13))


def test_nothing_is_due_after_the_day_that_the_client_chose():
    assert renewal(made(date(2027, 3, 14))).due(date(2028, 1, 1)) is None


def test_a_letter_of_level_2_speaks_of_no_days():
    asked = renewal(level=Level.UNDER_CARE).letter(date(2026, 10, 14))
    assert (asked.level, asked.first_day, asked.last_day) == (Level.UNDER_CARE, None, None)


@pytest.mark.parametrize("level", [Level.FUNCTION, Level.NAMED])
def test_what_is_signed_letter_by_letter_cannot_stand(level: Level):
    with pytest.raises(Invalid):
        checked(RenewalAsk(Use.WORK, level, UNTIL), START)


@pytest.mark.parametrize("until", [START, date(2026, 10, 13), START + timedelta(days=367)])
def test_it_ends_within_a_year_and_not_before_its_first_letter(until: date):
    with pytest.raises(Invalid):
        checked(RenewalAsk(Use.WORK, Level.APPOINTMENT, until), START)


@pytest.mark.parametrize("until", [date(2026, 10, 14), START + timedelta(days=366)])
def test_a_month_and_a_year_can_stand(until: date):
    assert checked(RenewalAsk(Use.WORK, Level.APPOINTMENT, until), START).until == until


def test_the_last_of_a_month_stays_the_last():
    assert [nth(date(2027, 1, 31), months) for months in (1, 2, 3)] == [
        date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30),
    ]  # fmt: skip


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 700), st.integers(0, 700))
def test_what_is_due_is_due_once_and_never_in_the_future(start: date, until_in: int, today_in: int):
    until, today = start + timedelta(days=until_in), start + timedelta(days=today_in)
    day = due(start, until, start, today)
    if day:
        assert start < day <= min(today, until)
        assert due(start, until, day, today) is None


def test_nothing_leads_back():
    for state in State:
        for act in Act:
            if (state, act) not in MOVES:
                with pytest.raises(Conflict):
                    move(state, act)
    assert after([made(START), Entry(Act.SKIP, START, NOW), Entry(Act.STOP, START, NOW)]) is State.STOPPED
    assert renewal(Entry(Act.REFUSE, START, NOW)).due(date(2027, 1, 1)) is None
