"""How long to wait after failed tries: growing from the fifth, a hundred in a row at most (A10; 63B §3.2.2)."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from handrail.kernel.errors import TooMany

FREE = 5
"""The delay begins with this failure in a row."""

MOST = 100
"""Failures in a row after which only the program can let the person try again (`unlock`)."""

LONGEST_WAIT = 900
"""Seconds of the longest delay."""

SOURCE_FREE = 20
"""A source is a household, a clinic or a phone network: it may fail more often before the delays begin."""

SOURCE_FORGETS = 60.0
"""Seconds after which one failure of a source is forgotten. A success forgets none: an attacker may have an account."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Failures in a row for one account, whether or not the account exists (A11)."""

    failures: int
    last_at: datetime


def wait_after(failures: int, free: int = FREE) -> int:
    """Whole seconds between the last of so many failures and the next try."""
    if failures < free:
        return 0
    return min(LONGEST_WAIT, 1 << min(failures - free + 1, 20))


def seconds_left(tries: Tries, now: datetime) -> int:
    """Whole seconds until another try is taken; 0 when it is. At `MOST` failures the longest wait is told each time."""
    if tries.failures >= MOST:
        return LONGEST_WAIT
    left = tries.last_at + timedelta(seconds=wait_after(tries.failures)) - now
    return max(0, min(math.ceil(left.total_seconds()), wait_after(tries.failures)))


@dataclass(frozen=True, slots=True)
class Level:
    """Failures of one source that are not forgotten yet, and when that was true, in monotonic seconds (K6)."""

    failures: float
    at: float

    def faded(self, now: float) -> Level:
        return Level(max(0.0, self.failures - (now - self.at) / SOURCE_FORGETS), now)

    def failed(self, now: float) -> Level:
        return Level(self.faded(now).failures + 1, now)

    def seconds_left(self, now: float) -> int:
        """Whole seconds until this source may try again."""
        return max(0, math.ceil(self.at + wait_after(math.floor(self.failures), SOURCE_FREE) - now))


class Sources:
    """The levels of this process's sources. The one not heard of for longest is forgotten first."""

    MOST_KEPT = 50_000

    def __init__(self) -> None:
        self._levels: OrderedDict[str, Level] = OrderedDict()

    def take(self, source: str, now: float) -> None:
        """Count a try before it is made, so that a hundred at once are not all let through.

        Raises:
            TooMany: the source has to wait.
        """
        level = self._levels.get(source, Level(0.0, now))
        if left := level.seconds_left(now):
            raise TooMany(retry_after=left)
        self._levels[source] = level.failed(now)
        self._levels.move_to_end(source)
        if len(self._levels) > self.MOST_KEPT:
            self._levels.popitem(last=False)

    def give_back(self, source: str) -> None:
        """The try succeeded, so it was no failure. Earlier failures stay."""
        if level := self._levels.get(source):
            self._levels[source] = Level(max(0.0, level.failures - 1), level.at)
