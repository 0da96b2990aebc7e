"""The client's half of the room protocol, without a socket: what to send, what a gap means, when to come back.

The shell (`aio`) opens sockets, fetches tickets and waits; everything it does is told to it from here.

    OFFLINE  --opened(ticket)-->  GREETING  --welcome-->  LIVE  --closed(code)-->  OFFLINE, or OVER for good

Promises: events of a stream are handed on once each and in order (I4, I6); a command is sent again after every
reconnect, under its own id, until it is answered (I5); every way back takes a new ticket (design §5).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from handrail_client.errors import ProtocolBroken
from handrail_client.outputs import (
    Answered,
    CloseCode,
    Ended,
    Ending,
    Followed,
    Frame,
    Hang,
    Happened,
    Next,
    Output,
    Passing,
    Refused,
    Retry,
    Send,
    Unfollowed,
    Welcomed,
)

SUBPROTOCOL = "handrail.v1"
VERSIONS = (1,)

RENEW_AFTER = 0.8
"""The part of an authorisation's life after which it is renewed."""
AUTHORISED_FOR = 600.0
"""Seconds that a ticket keeps a socket authorised where the server's limits say nothing."""
STEADY = 10.0
"""Seconds in the room after which the next loss is the first one again."""
RENEW_AGAIN = 5.0
"""Seconds after which a renewal that was refused is tried once more."""


class Phase(StrEnum):
    """Where the conversation stands."""

    OFFLINE = "offline"
    GREETING = "greeting"
    LIVE = "live"
    OVER = "over"


_ENDINGS: Mapping[int, Ending] = MappingProxyType(
    {
        CloseCode.REMOVED: Ending.REMOVED,
        CloseCode.MOVED: Ending.MOVED,
        CloseCode.STOP: Ending.OVER,
        # RFC 6455 §7.4.1: we broke the protocol; the same frames again would break it again.
        1002: Ending.BROKEN,
        1003: Ending.BROKEN,
        1007: Ending.BROKEN,
        1008: Ending.BROKEN,
        1009: Ending.BROKEN,
        1010: Ending.BROKEN,
    }
)


class Connection:
    """One seat's conversation with a room, over as many sockets as it takes.

    Feed it what happens (`opened`, `received`, `closed`), give it commands, and do what it answers. Times are
    seconds on a monotonic clock; jitter is handed in, in 0–1.
    """

    def __init__(self) -> None:
        self.phase = Phase.OFFLINE
        self.epoch: str | None = None
        self.last: dict[str, int] = {}
        """Stream → number of its last event that was handed on."""
        self._pending: dict[str, Frame] = {}
        self._failures = 0
        self._refused_hellos = 0
        self._gap: tuple[str, int] | None = None
        self._renew_at: float | None = None
        self._renewal: str | None = None
        self._live_since: float | None = None
        self._was_in = False
        self._authorised_for = AUTHORISED_FOR

    @property
    def pending(self) -> tuple[str, ...]:
        """Ids of the commands that nobody has answered yet, oldest first."""
        return tuple(self._pending)

    # --- the socket ------------------------------------------------------------------------------------------------

    def opened(self, ticket: str) -> tuple[Output, ...]:
        """A socket is open; the first frame on it is ours, and due within 10 s."""
        self.phase = Phase.GREETING
        hello: dict[str, Any] = {"type": "hello", "ticket": ticket, "versions": list(VERSIONS)}
        if self.epoch is not None and self.last:
            hello |= {"resume": dict(self.last), "epoch": self.epoch}
        return (Send(hello),)

    def closed(self, code: int, now: float, jitter: float, *, at_least: float = 0.0) -> Next:
        """The socket has closed, or could not be opened (1006). What now?

        A socket that did not stay in the room for `STEADY` seconds counts as a failure, so that a server in
        trouble is asked less and less often; after one that did, the first try comes within a second.
        """
        steady = self._live_since is not None and now - self._live_since >= STEADY
        self._renew_at = self._renewal = self._live_since = None
        if self.phase is Phase.OVER:
            return Ended(Ending.LEFT)
        self.phase = Phase.OFFLINE
        if code in _ENDINGS:
            return self._over(_ENDINGS[code])
        if code == CloseCode.SIGNED_OUT:
            # A ticket can run out on the way, so once is an accident: a new ticket says whether we are signed in.
            self._refused_hellos += 1
            if self._refused_hellos > 1:
                return self._over(Ending.SIGNED_OUT)
        self._failures = 0 if steady else self._failures + 1
        return Retry(at_least + delay(self._failures, jitter))

    def _over(self, why: Ending) -> Ended:
        self.phase = Phase.OVER
        return Ended(why)

    def leave(self) -> None:
        """We go by ourselves: whatever closes next, do not come back."""
        self.phase = Phase.OVER
        self._pending.clear()

    # --- commands --------------------------------------------------------------------------------------------------

    def command(self, frame: Frame) -> tuple[Output, ...]:
        """Give a command, which has `id` and `type`. Offline it waits; it is sent until it is answered."""
        self._pending[frame["id"]] = frame
        return (Send(frame),) if self.phase is Phase.LIVE else ()

    def withdraw(self, command: str) -> None:
        """Stop sending a command that nobody waits for any more. It may have happened."""
        self._pending.pop(command, None)

    # --- staying authorised ----------------------------------------------------------------------------------------

    def renew_in(self, now: float) -> float | None:
        """Seconds until a new ticket is to be fetched and given to `renew`; None while offline."""
        return None if self._renew_at is None else max(0.0, self._renew_at - now)

    def renew(self, ticket: str, now: float, *, command: str) -> tuple[Output, ...]:
        """Keep the open socket authorised with a new ticket; `command` is a fresh id.

        A renewal belongs to its socket: it is not sent again on the next one, which came with a ticket of its own.
        """
        if self.phase is not Phase.LIVE:
            return ()
        self._renewal = command
        self._renew_at = now + self._authorised_for * RENEW_AFTER
        return (Send({"type": "renew", "id": command, "ticket": ticket}),)

    # --- what comes in ---------------------------------------------------------------------------------------------

    def received(self, frame: Frame, now: float) -> tuple[Output, ...]:
        """What a frame means. Types of a newer server are passed on or left alone.

        Raises:
            ProtocolBroken: a frame that we know lacks what it must have.
        """
        try:
            return self._received(frame, now)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise ProtocolBroken("The server sent something that could not be read.") from None

    def _received(self, frame: Frame, now: float) -> tuple[Output, ...]:
        kind = frame["type"]
        if kind == "reply":
            return self._reply(frame, now)
        if kind == "welcome":
            return self._welcome(frame, now)
        if self.phase is not Phase.LIVE:
            return ()
        if kind == "follow":
            self.last.update(frame["streams"])
            return (Followed(frame["you"], tuple(frame["streams"]), frame["snapshot"]),)
        if kind == "unfollow":
            for stream in frame["streams"]:
                self.last.pop(stream, None)
            return (Unfollowed(tuple(frame["streams"])),)
        return self._event(frame) if "n" in frame else (Passing(frame),)

    def _welcome(self, frame: Frame, now: float) -> tuple[Output, ...]:
        if self.phase is not Phase.GREETING:
            return self._hang()
        snapshot, streams = frame.get("snapshot"), dict(frame["streams"])
        recovered = not self._was_in or bool(frame["recovered"])
        self.phase, self._was_in = Phase.LIVE, True
        self.epoch = frame["epoch"]
        self._refused_hellos = 0
        self._live_since = now
        self._authorised_for = float(frame.get("limits", {}).get("renew_seconds", AUTHORISED_FOR))
        self._renew_at = now + self._authorised_for * RENEW_AFTER
        self.last = streams if snapshot is not None else {stream: self.last.get(stream, 0) for stream in streams}
        out: list[Output] = [Welcomed(frame["you"], snapshot, recovered, str(frame["server_time"]))]
        for event in frame.get("replay") or ():
            out += self._event(event)
        for stream, last in streams.items():
            if self.last[stream] < last:
                return (*out, *self._missing(stream, self.last[stream] + 1))
        return (*out, *(Send(waiting) for waiting in self._pending.values()))

    def _reply(self, frame: Frame, now: float) -> tuple[Output, ...]:
        command = frame["to"]
        if command is not None and command == self._renewal:
            self._renewal = None
            if not frame.get("ok") and self._renew_at is not None:
                self._renew_at = now + RENEW_AGAIN
            return ()
        if command is None or self._pending.pop(command, None) is None:
            return ()  # a second answer to one command, or to one that was withdrawn
        if frame.get("ok"):
            return (Answered(command, frame.get("result") or {}),)
        return (Refused(command, frame["problem"]),)

    def _event(self, event: Frame) -> tuple[Output, ...]:
        stream, n = event["stream"], event["n"]
        if stream not in self.last:
            return ()  # of a stream we no longer follow: it was under way
        expected = self.last[stream] + 1
        if n < expected:
            return ()
        if n > expected:
            return self._missing(stream, expected)
        self.last[stream] = n
        if self._gap == (stream, n):
            self._gap = None
        return (Happened(event),)

    def _missing(self, stream: str, expected: int) -> tuple[Output, ...]:
        """Something was lost: resume from the last number; if that leaves the same gap, ask for a snapshot."""
        if self._gap == (stream, expected):
            self._gap = None
            self.epoch = None
        else:
            self._gap = (stream, expected)
        return self._hang()

    def _hang(self) -> tuple[Output, ...]:
        self.phase = Phase.OFFLINE  # what still comes on this socket is not for us any more, replies apart
        return (Hang(CloseCode.RESUME),)


def delay(failures: int, jitter: float) -> float:
    """Seconds to wait after so many failures in a row: full jitter under a ceiling that doubles from 1 to 30 s.

    See "Exponential Backoff and Jitter" (M. Brooker, AWS Architecture Blog, 2015): full jitter empties a crowd of
    clients that lost the same server fastest.
    """
    ceiling = min(30.0, 2.0 ** min(failures, 10))
    return jitter * ceiling
