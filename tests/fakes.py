"""In-memory stand-ins for the world: a clock that moves when told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Stands still until `advance`; `jump` moves the wall clock alone, as an operator or NTP would."""

    def __init__(self, at: datetime = datetime(2026, 9, 2, 17, 55, tzinfo=UTC)) -> None:
        self._at = at
        self._ran = 1000.0

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return self._ran

    def advance(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)
        self._ran += seconds

    def jump(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)
