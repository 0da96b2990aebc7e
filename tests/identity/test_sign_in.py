"""How long a sign-in is good, and for what (A3)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.identity.builders import NOW, a_sign_in

from handrail.identity.sign_in import CLOCK_STEP, ROOM_KEEPS, Standing

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
A_MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(("staff", "limit"), [(True, 15 * MINUTE), (False, 30 * MINUTE)])
def test_inactivity_ends_it(staff: bool, limit: timedelta):  # noqa: FBT001
    """Fifteen minutes for staff, thirty for others."""
    sign_in = a_sign_in(staff=staff)
    assert sign_in.standing(NOW + limit - A_MOMENT) is Standing.OPEN
    assert sign_in.standing(NOW + limit) is Standing.OVER


@pytest.mark.parametrize(("staff", "limit"), [(True, 12 * HOUR), (False, 24 * HOUR)])
def test_the_overall_limit_ends_it_however_busy(staff: bool, limit: timedelta):  # noqa: FBT001
    """Twelve hours for staff, twenty-four for others; a room does not stretch it."""
    busy = {"active_at": NOW + limit - A_MOMENT, "in_room_at": NOW + limit - A_MOMENT}
    assert a_sign_in(staff=staff, **busy).standing(NOW + limit - A_MOMENT) is Standing.OPEN
    assert a_sign_in(staff=staff, **busy).standing(NOW + limit) is Standing.OVER


def test_listening_in_a_room_keeps_the_room_and_locks_the_rest():
    """Three silent hours are participation (I11); the record asks who it is."""
    sign_in = a_sign_in(in_room_at=NOW + 3 * HOUR)
    assert sign_in.standing(NOW + 3 * HOUR) is Standing.LOCKED
    assert sign_in.standing(NOW + 3 * HOUR + ROOM_KEEPS) is Standing.OVER


def test_confirming_opens_it_again():
    """And counts as fresh authentication from then on."""
    later = NOW + 3 * HOUR
    confirmed = a_sign_in(in_room_at=later).confirmed(later)
    assert confirmed.standing(later) is Standing.OPEN
    assert confirmed.authenticated_at == later


def test_ended_is_over():
    """Whatever else holds (A8)."""
    assert a_sign_in(ended_at=NOW, in_room_at=NOW).standing(NOW) is Standing.OVER


def test_a_clock_set_back_does_not_stretch_it():
    """A sign-in that began in the future is one whose clock was moved (K6)."""
    assert a_sign_in().standing(NOW - CLOCK_STEP) is Standing.OPEN
    assert a_sign_in().standing(NOW - CLOCK_STEP - A_MOMENT) is Standing.OVER


@given(
    st.booleans(),
    st.timedeltas(timedelta(), 2 * 24 * HOUR),
    st.timedeltas(timedelta(), 2 * 24 * HOUR),
    st.timedeltas(timedelta(), 2 * 24 * HOUR),
)
def test_once_over_it_stays_over_as_time_goes_on(staff: bool, active: timedelta, first: timedelta, more: timedelta):  # noqa: FBT001
    """Without anything a person or a room does, no later moment opens it again."""
    sign_in = a_sign_in(staff=staff, active_at=NOW + active)
    at = max(NOW + first, NOW + active)
    if sign_in.standing(at) is Standing.OVER:
        assert sign_in.standing(at + more) is Standing.OVER


def test_activity_is_written_down_at_most_every_half_minute():
    """A page that asks ten things at once is one write, not ten."""
    assert not a_sign_in().wants_touch(NOW + timedelta(seconds=29))
    assert a_sign_in().wants_touch(NOW + timedelta(seconds=30))
