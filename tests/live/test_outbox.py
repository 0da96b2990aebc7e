"""A reader that does not read costs the others nothing and is cut off in time (B10)."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from handrail.live.outbox import MOST_BYTES, MOST_FRAMES, Outbox, text_frame


class Loop:
    """A loop whose time moves when told."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waiting: list[tuple[float, Any]] = []

    def time(self) -> float:
        return self.now

    def call_soon(self, act: Any) -> Loop:
        self.waiting.append((self.now, act))
        return self

    def call_later(self, delay: float, act: Any) -> Loop:
        self.waiting.append((self.now + delay, act))
        return self

    def cancel(self) -> None:
        """Handles of this loop are the loop; nothing is ever cancelled but by an empty queue."""

    def run(self, seconds: float = 0.0) -> None:
        until = self.now + seconds
        while due := [one for one in self.waiting if one[0] <= until]:
            first = min(due, key=lambda one: one[0])
            self.waiting.remove(first)
            self.now = max(self.now, first[0])
            first[1]()
        self.now = until


class Transport:
    """Takes bytes; `stuck` is how many it could not pass on."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.stuck = 0

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def get_write_buffer_size(self) -> int:
        return self.stuck

    def is_closing(self) -> bool:
        return False


class Desk:
    def __init__(self) -> None:
        self.loop, self.transport = Loop(), Transport()
        self.cuts: list[float] = []
        self.outbox = Outbox(self.transport, self._cut, cast("asyncio.AbstractEventLoop", self.loop))

    def _cut(self) -> None:
        self.cuts.append(self.loop.now)


def test_what_happens_in_one_turn_leaves_in_one_write() -> None:
    desk = Desk()
    for word in (b"one", b"two", b"three"):
        desk.outbox.push(word)
    assert desk.transport.written == []
    desk.loop.run()
    assert desk.transport.written == [b"onetwothree"]


def test_a_reader_that_reads_again_gets_everything_in_order() -> None:
    desk = Desk()
    desk.transport.stuck = 100_000
    desk.outbox.push(b"one")
    desk.loop.run(1)
    desk.outbox.push(b"two")
    desk.transport.stuck = 0
    desk.loop.run(1)
    assert b"".join(desk.transport.written) == b"onetwo"
    assert not desk.cuts


def test_after_ten_seconds_without_reading_it_is_cut_off() -> None:
    desk = Desk()
    desk.transport.stuck = 100_000
    desk.outbox.push(b"one")
    desk.loop.run(9.5)
    assert not desk.cuts
    desk.loop.run(1)
    assert len(desk.cuts) == 1


def test_over_200_frames_it_is_cut_off_once() -> None:
    desk = Desk()
    desk.transport.stuck = 100_000
    for _ in range(MOST_FRAMES + 50):
        desk.outbox.push(b"x")
    assert len(desk.cuts) == 1


def test_over_256_kib_it_is_cut_off() -> None:
    desk = Desk()
    for _ in range(5):
        desk.outbox.push(bytes(MOST_BYTES // 4))
    assert len(desk.cuts) == 1


def test_one_large_frame_may_leave() -> None:
    """A snapshot of a long evening must be able to reach its reader."""
    desk = Desk()
    desk.outbox.push(bytes(2 * MOST_BYTES))
    desk.loop.run()
    assert not desk.cuts
    assert len(desk.transport.written[0]) == 2 * MOST_BYTES


def test_transient_frames_are_dropped_first() -> None:
    desk = Desk()
    desk.transport.stuck = 70_000
    for at in range(MOST_FRAMES):
        desk.outbox.push(b"clock" if at % 2 else b"event", transient=bool(at % 2))
    desk.outbox.push(b"last")
    assert not desk.cuts
    desk.transport.stuck = 0
    desk.loop.run(1)
    assert b"clock" not in b"".join(desk.transport.written)
    assert b"".join(desk.transport.written).endswith(b"last")


def test_what_is_cut_off_takes_nothing_more() -> None:
    desk = Desk()
    desk.outbox.close()
    desk.outbox.push(b"x")
    desk.loop.run(1)
    assert desk.transport.written == []


@pytest.mark.parametrize(
    ("size", "header"),
    [
        (0, b"\x81\x00"),
        (125, b"\x81\x7d"),
        (126, b"\x81\x7e\x00\x7e"),
        (65_535, b"\x81\x7e\xff\xff"),
        (65_536, b"\x81\x7f" + (65_536).to_bytes(8, "big")),
    ],
)
def test_frames_are_those_of_the_rfc(size: int, header: bytes) -> None:
    """RFC 6455 §5.2: length in 7, 16 or 64 bits."""
    assert text_frame(bytes(size)) == header + bytes(size)
