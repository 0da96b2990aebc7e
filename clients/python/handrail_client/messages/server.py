"""What the server says besides events."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from handrail_client.messages.events import AnyEvent, Event
from handrail_client.messages.parts import Heard, Seat, StandingName
from handrail_client.messages.snapshot import Snapshot


class You(Heard):
    """Where you stand."""

    seat: Seat
    name: str = Field(repr=False)
    standing: StandingName


class Limits(Heard):
    """What the server takes, and how often it wants to hear from you."""

    message_bytes: int
    messages_at_once: int
    messages_per_second: float
    renew_seconds: int
    heartbeat_seconds: int
    grace_seconds: int


class Welcome(Heard):
    """The answer to `hello`. Either `snapshot`, or, where `resume` could be continued, `replay`.

    `streams` tells what this connection follows and the last `n` of each: with a snapshot, the next event
    of a stream bears the number after it. `recovered` is false where a `resume` could not be continued.
    """

    type: Literal["welcome"] = "welcome"
    version: int = 1
    session: str
    epoch: str
    you: You
    streams: dict[str, int]
    snapshot: Snapshot | None = None
    replay: tuple[AnyEvent, ...] | None = None
    recovered: bool
    limits: Limits
    server_time: datetime


class Result(Heard):
    """What an accepted command made: the id of the round, response, note or message; null where it made nothing."""

    made: str | None = None


class Reply(Heard):
    """To one command, after its commit: `ok` with a `result`, or a `problem` (RFC 9457).

    `to` is null where the frame could not be read so far as to find its id.
    """

    type: Literal["reply"] = "reply"
    to: str | None
    ok: Literal[True] | None = None
    result: Result | None = None
    problem: dict[str, Any] | None = None


class Follow(Heard):
    """What this connection may see has grown (let in, in a small group): its streams, their last `n`, and all of it."""

    type: Literal["follow"] = "follow"
    you: You
    streams: dict[str, int]
    snapshot: Snapshot


class Unfollow(Heard):
    """These streams are followed no longer: forget what you know from them."""

    type: Literal["unfollow"] = "unfollow"
    streams: tuple[str, ...]


class ServerTime(Heard):
    """Transient: the server's clock, for timers on screen. May be dropped."""

    type: Literal["server.time"] = "server.time"
    at: datetime


ServerFrame = Annotated[
    Welcome | Reply | Follow | Unfollow | ServerTime | Event,
    Field(discriminator="type"),
]

SERVER_FRAME: TypeAdapter[Welcome | Reply | Follow | Unfollow | ServerTime | Event] = TypeAdapter(ServerFrame)
