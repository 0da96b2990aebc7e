"""What the server says, as a closed union told apart by `type`, and how it ends a socket (design §5).

One JSON object a text frame. What a client says is a `ClientFrame` (`wire_commands`), what the server says a
`ServerFrame`. Who is asking is never in a frame: it comes from the ticket.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from handrail.live.wire_events import AnyEvent, Event
from handrail.live.wire_parts import VERSION, Seat, StandingName
from handrail.live.wire_snapshot import Snapshot
from handrail.web.model import Model
from handrail.web.problems import Problem


class Close(IntEnum):
    """Why the server closes a socket, which is what to do next. Every way back takes a new ticket."""

    SIGNED_OUT = 4401  # sign in again
    REMOVED = 4403  # this person may not be here any more: do not come back
    RESUME = 4408  # too slow or silent: come back with `resume`
    MOVED = 4409  # the seat is taken on another device of the same person: stay away
    STOP = 4410  # the session is over, or you left
    REJOIN = 4412  # this server is going away: come back at once, elsewhere


class You(Model):
    """Where you stand."""

    seat: Seat
    name: str = Field(repr=False)
    standing: StandingName


class Limits(Model):
    """What the server takes, and how often it wants to hear from you."""

    message_bytes: int
    messages_at_once: int
    messages_per_second: float
    renew_seconds: int
    heartbeat_seconds: int
    grace_seconds: int


class Welcome(Model):
    """The answer to `hello`. Either `snapshot`, or, where `resume` could be continued, `replay`.

    `streams` tells what this connection follows and the last `n` of each: with a snapshot, the next event
    of a stream bears the number after it. `recovered` is false where a `resume` could not be continued.
    """

    type: Literal["welcome"] = "welcome"
    version: int = VERSION
    session: str
    epoch: str
    you: You
    streams: dict[str, int]
    snapshot: Snapshot | None = None
    replay: tuple[AnyEvent, ...] | None = None
    recovered: bool
    limits: Limits
    server_time: datetime


class Result(Model):
    """What an accepted command made: the id of the round, response, note or message; null where it made nothing."""

    made: str | None = None


class Reply(Model):
    """To one command, after its commit: `ok` with a `result`, or a `problem` (RFC 9457).

    `to` is null where the frame could not be read so far as to find its id.
    """

    type: Literal["reply"] = "reply"
    to: str | None
    ok: Literal[True] | None = None
    result: Result | None = None
    problem: Problem | None = None


class Follow(Model):
    """What this connection may see has grown (let in, in a small group): its streams, their last `n`, and all of it."""

    type: Literal["follow"] = "follow"
    you: You
    streams: dict[str, int]
    snapshot: Snapshot


class Unfollow(Model):
    """These streams are followed no longer: forget what you know from them."""

    type: Literal["unfollow"] = "unfollow"
    streams: tuple[str, ...]


class ServerTime(Model):
    """Transient: the server's clock, for timers on screen. May be dropped."""

    type: Literal["server.time"] = "server.time"
    at: datetime


ServerFrame = Annotated[
    Welcome | Reply | Follow | Unfollow | ServerTime | Event,
    Field(discriminator="type"),
]

SERVER_FRAME: TypeAdapter[Welcome | Reply | Follow | Unfollow | ServerTime | Event] = TypeAdapter(ServerFrame)


class CheckInWaiting(Model):
    """The title of the check-in that is open in the room and that you have not answered or passed; null: none."""

    title: str | None


class TicketOut(Model):
    """A one-use ticket for the socket at `/v1/live`; goes into the first frame, never into an address."""

    ticket: str = Field(repr=False)
    expires_at: datetime
