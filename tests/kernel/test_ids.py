"""Ids sort by time, secrets do not repeat."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from handrail.kernel.ids import SystemIds, base32, seat

IDS = SystemIds()


def test_an_id_is_a_uuid_of_version_seven_and_sorts_by_when_it_was_made():
    """RFC 9562 §5.7."""
    made = [IDS.new() for _ in range(1000)]
    assert made == sorted(made)
    assert len(set(made)) == 1000
    assert {UUID(one).version for one in made} == {7}


def test_a_secret_is_as_long_as_asked_and_new_each_time():
    assert len({IDS.secret(16) for _ in range(100)}) == 100
    assert len(IDS.secret(32)) == 32


def test_a_seat_is_random_and_has_no_time_in_it():
    """Peers see it, so it tells nothing (I4)."""
    seats = [seat(IDS) for _ in range(50)]
    assert all(len(one) == 16 for one in seats)
    assert seats != sorted(seats)


@given(st.binary(max_size=40))
def test_base32_can_be_typed(raw: bytes):
    assert set(base32(raw)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
