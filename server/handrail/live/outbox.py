"""One connection's bounded queue: what is written when, what is dropped, and when a slow reader is cut off (B10).

Frames wait until the end of the loop's turn and leave in one write; nothing here awaits, so a reader that
does not read costs the others nothing. Over 200 frames or 256 KiB, transient frames are dropped first, then
the connection is cut off; also after 10 s in which nothing could be written.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

MOST_FRAMES = 200
MOST_BYTES = 256 * 1024
STALLED_AFTER = 10.0
_HIGH_WATER = 64 * 1024
_LOOK_AGAIN = 0.1
_SHORT = 126
_MEDIUM = 1 << 16


def text_frame(payload: bytes) -> bytes:
    """`payload` (UTF-8) as one unmasked text frame (RFC 6455 §5.2); built once for everybody who gets it."""
    size = len(payload)
    if size < _SHORT:
        return bytes((0x81, size)) + payload
    if size < _MEDIUM:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


class Wire(Protocol):
    """The transport below: `asyncio.Transport` has this shape."""

    def write(self, data: bytes) -> None: ...
    def get_write_buffer_size(self) -> int: ...
    def is_closing(self) -> bool: ...


class Outbox:
    """Frames on their way to one connection. `cut_off` is called once when it falls too far behind."""

    def __init__(self, wire: Wire, cut_off: Callable[[], None], loop: asyncio.AbstractEventLoop) -> None:
        self._wire = wire
        self._cut_off = cut_off
        self._loop = loop
        self._waiting: deque[tuple[bytes, bool]] = deque()
        self._bytes = 0
        self._flush_at: asyncio.Handle | None = None
        self._stalled_since: float | None = None
        self._closed = False

    def push(self, frame: bytes, *, transient: bool = False) -> None:
        """Queue one built frame. A first frame may be of any size: a snapshot must be able to leave."""
        if self._closed:
            return
        self._waiting.append((frame, transient))
        self._bytes += len(frame)
        if len(self._waiting) > MOST_FRAMES or self._held() > MOST_BYTES:
            self._shed()
        if self._flush_at is None and not self._closed:
            self._flush_at = self._loop.call_soon(self._flush)

    def flush(self) -> None:
        """Write what waits now, whatever is in the transport: the connection is about to close."""
        if self._waiting and not self._wire.is_closing():
            self._wire.write(b"".join(frame for frame, _ in self._waiting))
        self._empty()

    def close(self) -> None:
        """Nothing more is taken; what waits is forgotten."""
        self._closed = True
        self._empty()

    def _held(self) -> int:
        return self._bytes + self._wire.get_write_buffer_size() if len(self._waiting) > 1 else 0

    def _shed(self) -> None:
        self._waiting = deque((frame, transient) for frame, transient in self._waiting if not transient)
        self._bytes = sum(len(frame) for frame, _ in self._waiting)
        if len(self._waiting) > MOST_FRAMES or self._held() > MOST_BYTES:
            self._fail()

    def _flush(self) -> None:
        self._flush_at = None
        if self._wire.is_closing():
            self._empty()
        elif self._wire.get_write_buffer_size() < _HIGH_WATER:
            self._stalled_since = None
            self.flush()
        elif self._stalled_since is not None and self._loop.time() - self._stalled_since > STALLED_AFTER:
            self._fail()
        else:
            self._stalled_since = self._stalled_since or self._loop.time()
            self._flush_at = self._loop.call_later(_LOOK_AGAIN, self._flush)

    def _fail(self) -> None:
        self.close()
        self._cut_off()

    def _empty(self) -> None:
        self._waiting.clear()
        self._bytes = 0
        if self._flush_at is not None:
            self._flush_at.cancel()
            self._flush_at = None
