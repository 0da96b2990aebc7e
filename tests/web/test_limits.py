"""Rates are counted by key on the monotonic clock, and nobody counts themselves anew (A10, F4, K6)."""

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict
from tests.fakes import FakeClock

from handrail.kernel.errors import TooMany
from handrail.web import limits
from handrail.web.limits import TRUSTED_PROXY, Limiter, Rate, source


def take(limiter: Limiter, key: str = "a") -> bool:
    try:
        limiter.take(key)
    except TooMany:
        return False
    return True


def test_a_burst_is_allowed_and_then_the_rate(clock: FakeClock):
    limiter = Limiter(Rate(burst=3, per_second=0.5), clock)
    assert [take(limiter) for _ in range(4)] == [True, True, True, False]
    clock.advance(2)
    assert [take(limiter) for _ in range(2)] == [True, False]
    assert take(limiter, "b")


@given(st.lists(st.floats(0, 5), max_size=60))
def test_no_pattern_of_asking_gets_more_than_the_rate(waits: list[float]):
    clock = FakeClock()
    limiter = Limiter(Rate(burst=3, per_second=0.5), clock)
    allowed = 0
    for wait in waits:
        clock.advance(wait)
        allowed += take(limiter)
    assert allowed <= 3 + 0.5 * sum(waits) + 1e-6


@given(st.floats(0, 30))
def test_waiting_as_long_as_told_is_enough(before: float):
    clock = FakeClock()
    limiter = Limiter(Rate(burst=1, per_second=0.1), clock)
    limiter.take("a")
    clock.advance(min(before, 9.9))
    with pytest.raises(TooMany) as told:
        limiter.take("a")
    assert told.value.retry_after is not None
    clock.advance(told.value.retry_after)
    assert take(limiter)


def test_a_clock_step_resets_nothing(clock: FakeClock):
    limiter = Limiter(Rate(burst=1, per_second=0.001), clock)
    limiter.take("a")
    clock.jump(86_400)
    assert not take(limiter)


def test_memory_is_bounded(clock: FakeClock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "MOST_KEYS", 10)
    limiter = Limiter(Rate(1, 1), clock)
    for number in range(100):
        limiter.take(str(number))
    assert len(limiter._level) == 10


def ask(peer: str, *forwarded: str, proxy: str = "") -> str:
    app = web.Application()
    app[TRUSTED_PROXY] = proxy
    headers = CIMultiDict([("X-Forwarded-For", one) for one in forwarded])
    request = make_mocked_request("GET", "/", headers=headers, app=app)
    return source(request.clone(remote=peer))


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxy", "found"),
    [
        ("198.51.100.7", (), "", "198.51.100.7"),
        ("198.51.100.7", ("203.0.113.9",), "", "198.51.100.7"),
        ("198.51.100.7", ("203.0.113.9",), "192.0.2.1", "198.51.100.7"),
        ("192.0.2.1", ("203.0.113.9",), "192.0.2.1", "203.0.113.9"),
        ("192.0.2.1", ("10.0.0.1, 203.0.113.9",), "192.0.2.1", "203.0.113.9"),
        ("192.0.2.1", ("10.0.0.1", "203.0.113.9"), "192.0.2.1", "203.0.113.9"),
        ("192.0.2.1", ("nonsense",), "192.0.2.1", "192.0.2.1"),
        ("192.0.2.1", (), "192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", (), "", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", (), "", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", (), "", "fe80::/64"),
        ("::ffff:198.51.100.7", (), "", "198.51.100.7"),
        ("", (), "", ""),
    ],
)
def test_a_source_cannot_choose_its_own_name(peer: str, forwarded: tuple[str, ...], proxy: str, found: str):
    """Only what the configured proxy wrote last counts, and an IPv6 household is one source."""
    assert ask(peer, *forwarded, proxy=proxy) == found
