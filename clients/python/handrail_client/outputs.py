"""What the protocol core tells the shell: frames to send, what was learned, and what comes after a close."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

Frame = Mapping[str, Any]
"""One JSON object, as sent or received."""


class CloseCode(IntEnum):
    """Why a socket closed (design §5); each has one thing to do next."""

    SIGNED_OUT = 4401
    REMOVED = 4403
    RESUME = 4408
    MOVED = 4409
    STOP = 4410
    REJOIN = 4412


class Ending(StrEnum):
    """Why there is no way back into the room."""

    SIGNED_OUT = "signed_out"
    REMOVED = "removed"
    MOVED = "moved"
    OVER = "over"
    BROKEN = "broken"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Send:
    """Put this frame on the socket."""

    frame: Frame = field(repr=False)


@dataclass(frozen=True, slots=True)
class Hang:
    """Close the socket with this code; `closed` then says what comes next."""

    code: int


@dataclass(frozen=True, slots=True)
class Welcomed:
    """The server knows us. `snapshot` is None when we go on from where we were.

    `recovered` is false where we came back and could not go on: what happened meanwhile is in the snapshot alone.
    """

    you: Frame = field(repr=False)
    snapshot: Frame | None = field(repr=False)
    recovered: bool
    server_time: str


@dataclass(frozen=True, slots=True)
class Happened:
    """The next event of its stream."""

    event: Frame = field(repr=False)


@dataclass(frozen=True, slots=True)
class Passing:
    """A transient frame: shown now or never, part of no state."""

    frame: Frame = field(repr=False)


@dataclass(frozen=True, slots=True)
class Followed:
    """We now see more: `snapshot` is the state of everything we follow."""

    you: Frame = field(repr=False)
    streams: tuple[str, ...]
    snapshot: Frame = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """We no longer see these streams; what we know from them is to be forgotten."""

    streams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """The command was accepted and is kept (I5)."""

    command: str
    result: Frame = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """The command was refused; `problem` is RFC 9457."""

    command: str
    problem: Frame = field(repr=False)


Output = Send | Hang | Welcomed | Happened | Passing | Followed | Unfollowed | Answered | Refused


@dataclass(frozen=True, slots=True)
class Retry:
    """Open a new socket with a new ticket, `after` seconds from now."""

    after: float


@dataclass(frozen=True, slots=True)
class Ended:
    """Do not come back."""

    why: Ending


Next = Retry | Ended
