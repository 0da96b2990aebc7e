"""Whether a returning connection can go on where it was, or must be shown everything anew (security B11)."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from handrail.kernel.audience import Stream

REMEMBERED = 2000
"""Events kept for replay in each room; who was away for longer gets a snapshot."""

MOST_BYTES = 128 * 1024
"""Of replay in one welcome; beyond that a snapshot is shorter."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a returning connection has seen: the last number of each stream, in which epoch."""

    epoch: str
    last: Mapping[str, int]


@dataclass(slots=True)
class Recent:
    """The latest events of a room as encoded frames, in the order of their commits.

    Attributes:
        forgotten: for each stream the highest number that is no longer here.
    """

    frames: deque[tuple[Stream, int, bytes]] = field(default_factory=deque, repr=False)
    forgotten: dict[Stream, int] = field(default_factory=dict)
    most: int = REMEMBERED

    def add(self, stream: Stream, n: int, frame: bytes) -> None:
        self.frames.append((stream, n, frame))
        if len(self.frames) > self.most:
            old, number, _ = self.frames.popleft()
            self.forgotten[old] = number

    def replay(
        self, asked: Asked, epoch: str, following: AbstractSet[Stream], counters: Mapping[Stream, int]
    ) -> tuple[bytes, ...] | None:
        """Exactly the frames after what was seen, in order; None where that is not possible.

        It is not for another epoch, a number of the future, other streams than those followed now, or
        numbers that are forgotten already.
        """
        if asked.epoch != epoch or asked.last.keys() != following:
            return None
        last = {Stream(stream): n for stream, n in asked.last.items()}
        if any(not self.forgotten.get(stream, 0) <= n <= counters.get(stream, 0) for stream, n in last.items()):
            return None
        missed = tuple(frame for stream, n, frame in self.frames if n > last.get(stream, n))
        return missed if sum(map(len, missed)) <= MOST_BYTES else None
