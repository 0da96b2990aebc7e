"""How often things happen and how much is borne: waits in seconds, sizes in bytes (security B6, B9, B10)."""

from __future__ import annotations

from dataclasses import dataclass, field

from handrail.live import wire
from handrail.web.limits import Rate


@dataclass(frozen=True, slots=True)
class Pace:
    """What a node does by itself, in seconds.

    Attributes:
        ask: between two questions to the database for versions and rights (I7 asks for at most 5).
        grace: how long a lost connection may stay away before its person has left.
        dead: after which silence a node counts as dead.
        tell_time: between two words of the server's clock.
        forgotten: between two looks for sessions that everybody left and nobody ended.
    """

    ask: float = 2.0
    grace: float = 30.0
    dead: float = 10.0
    tell_time: float = 60.0
    forgotten: float = 60.0


@dataclass(frozen=True, slots=True)
class Patience:
    """What is borne of a socket.

    Attributes:
        messages: for each person; `joins` likewise.
        renew: how long a ticket keeps a socket authorised, in seconds.
        heartbeat: silence after which the server pings; no answer within half of it ends the connection.
        closing: how long a peer may take to answer a close.
        sockets: open at once for each person.
        entering: connections that may be on their way in at once; more are asked to come back (B13).
        strikes: refused frames in a row, after which a socket is closed.
    """

    first_frame: float = 10.0
    message_bytes: int = 64 * 1024
    messages: Rate = field(default_factory=lambda: Rate(10, 1))
    joins: Rate = field(default_factory=lambda: Rate(2, 2))
    pings: Rate = field(default_factory=lambda: Rate(2, 1))
    renew: float = 600.0
    heartbeat: float = 20.0
    closing: float = 2.0
    sockets: int = 5
    entering: int = 200
    strikes: int = 20


def limits(patience: Patience, pace: Pace) -> wire.Limits:
    """What a welcome tells of all this."""
    return wire.Limits(
        message_bytes=patience.message_bytes,
        messages_at_once=int(patience.messages.burst),
        messages_per_second=patience.messages.per_second,
        renew_seconds=int(patience.renew),
        heartbeat_seconds=int(patience.heartbeat),
        grace_seconds=int(pace.grace),
    )
