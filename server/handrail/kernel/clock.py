"""What time it is, and the only place that asks for it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """The wall clock for what is written down, the monotonic one for how long something took (K6)."""

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from a fixed start; never goes back, whatever the wall clock does."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class SteadyClock:
    """A wall clock that never goes back while this process runs, whatever the machine's does (K6).

    It runs with the monotonic clock from where it began and follows the wall clock forward, so what has
    expired stays expired. For limits and expiry; what is written down for people takes the plain clock.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = clock.now()
        self._began_monotonic = clock.monotonic()

    def now(self) -> datetime:
        ran = timedelta(seconds=self._clock.monotonic() - self._began_monotonic)
        return max(self._clock.now(), self._began + ran)

    def monotonic(self) -> float:
        return self._clock.monotonic()
