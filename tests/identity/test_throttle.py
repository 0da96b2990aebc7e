"""Delays grow from the fifth failure, and a hundred in a row are the end of it (A10)."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.identity.builders import NOW

from handrail.identity.throttle import (
    FREE,
    LONGEST_WAIT,
    MOST,
    SOURCE_FREE,
    Sources,
    Tries,
    seconds_left,
    wait_after,
)
from handrail.kernel.errors import TooMany


def test_four_failures_cost_nothing_and_each_further_one_more():
    """Somebody who mistypes is not kept out; somebody who guesses is."""
    waits = [wait_after(failures) for failures in range(1, MOST)]
    assert waits[:6] == [0, 0, 0, 0, 2, 4]
    assert all(after >= before for before, after in pairwise(waits))
    assert max(waits) == LONGEST_WAIT


def test_after_a_hundred_in_a_row_no_wait_is_long_enough():
    """Only a new link from the program helps (63B §3.2.2)."""
    assert seconds_left(Tries(MOST, NOW), NOW + timedelta(days=400)) > 0
    assert seconds_left(Tries(MOST - 1, NOW), NOW + timedelta(seconds=LONGEST_WAIT)) == 0


@given(st.integers(0, MOST - 1), st.timedeltas(timedelta(), timedelta(hours=1)))
def test_waiting_as_long_as_told_is_enough(failures: int, since: timedelta):
    """Retry-After is not a guess."""
    tries = Tries(failures, NOW)
    left = seconds_left(tries, NOW + since)
    assert 0 <= left <= LONGEST_WAIT
    assert seconds_left(tries, NOW + since + timedelta(seconds=left)) == 0


@given(st.integers(0, MOST - 1), st.timedeltas(timedelta(), timedelta(days=1)))
def test_a_clock_set_back_makes_nobody_wait_longer_than_the_longest(failures: int, step: timedelta):
    """A day back is not a day of waiting (K6)."""
    assert seconds_left(Tries(failures, NOW), NOW - step) == wait_after(failures)


def test_a_source_that_fails_often_waits_and_is_forgotten_with_time():
    """A household shares one address, so it may fail more often, and a minute forgets one failure."""
    sources = Sources()
    for _ in range(SOURCE_FREE):
        sources.take("198.51.100.7", 0.0)
    with pytest.raises(TooMany) as told:
        sources.take("198.51.100.7", 0.0)
    assert told.value.retry_after == 2
    sources.take("198.51.100.8", 0.0)
    sources.take("198.51.100.7", 3600.0)
    sources.take("198.51.100.7", 3600.0)


def test_a_success_takes_back_its_own_try_alone():
    """Somebody with an account of their own cannot wipe out failures with it."""
    sources = Sources()
    for _ in range(SOURCE_FREE):
        sources.take("198.51.100.7", 0.0)
    sources.give_back("198.51.100.7")
    sources.take("198.51.100.7", 0.0)
    with pytest.raises(TooMany):
        sources.take("198.51.100.7", 0.0)


def test_many_sources_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch):
    """The one not heard of for longest is forgotten."""
    monkeypatch.setattr(Sources, "MOST_KEPT", 10)
    sources = Sources()
    for number in range(100):
        sources.take(f"198.51.100.{number}", 0.0)
    assert len(sources._levels) == 10


def test_the_delay_begins_with_the_fifth():
    assert FREE == 5
