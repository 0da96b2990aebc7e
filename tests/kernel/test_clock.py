"""Time goes one way (K6)."""

from datetime import UTC, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.fakes import FakeClock

from handrail.kernel.clock import SteadyClock, SystemClock


def test_now_is_aware_and_in_utc():
    assert SystemClock().now().tzinfo is UTC
    assert SystemClock().monotonic() <= SystemClock().monotonic()


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(-100_000, 100_000)), max_size=20))
def test_a_steady_clock_never_goes_back_and_never_runs_behind(moves: list[tuple[float, float]]):
    """However the machine's clock is moved: never before an instant told, nor less than what truly passed."""
    clock = FakeClock()
    began = clock.now()
    steady = SteadyClock(clock)
    passed = 0.0
    for ran, jumped in moves:
        before = steady.now()
        clock.advance(ran)
        after = steady.now()
        assert after >= before
        clock.jump(jumped)
        passed += ran
        assert steady.now() >= began + timedelta(seconds=passed) - timedelta(milliseconds=1)
        assert steady.now() >= clock.now()
