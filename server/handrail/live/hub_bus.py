"""Hints between nodes: a room has moved on, a sign-in has ended. Never content (I12, security K1).

The bus may lose, repeat, delay or reorder anything: who gets a hint asks the database, and every node asks
it every 2 s without one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
import structlog

from handrail.kernel.ids import SessionId, SignInId

SUBJECT = "handrail.hints"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class RoomMoved:
    """The journal of this session has this version or a later one."""

    session: SessionId
    version: int


@dataclass(frozen=True, slots=True)
class RightsEnded:
    """This sign-in, or (empty) some other right somewhere, has ended: ask again at once."""

    sign_in: SignInId


Hint = RoomMoved | RightsEnded
OnHint = Callable[[Hint], None]


class Bus(Protocol):
    """Carries hints to every other node, at most once."""

    def publish(self, hint: Hint) -> None: ...
    async def listen(self, on_hint: OnHint) -> None: ...
    async def close(self) -> None: ...
    @property
    def is_up(self) -> bool: ...


def write(hint: Hint) -> bytes:
    match hint:
        case RoomMoved(session, version):
            return orjson.dumps({"session": session, "version": version})
        case RightsEnded(sign_in):
            return orjson.dumps({"sign_in": sign_in})


def read(raw: bytes) -> Hint | None:
    """The hint; None for anything that is not one: a hint of a later release is no reason to fail."""
    try:
        value = orjson.loads(raw)
        if "session" in value:
            return RoomMoved(SessionId(str(value["session"])), int(value["version"]))
        return RightsEnded(SignInId(str(value["sign_in"])))
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return None


class OneProcess:
    """The bus of a single process: nodes in it hear each other, and a node alone hears nobody."""

    def __init__(self) -> None:
        self._listeners: list[OnHint] = []
        self.is_up = True

    def publish(self, hint: Hint) -> None:
        if self.is_up:
            for listener in self._listeners:
                listener(hint)

    async def listen(self, on_hint: OnHint) -> None:
        self._listeners.append(on_hint)

    async def close(self) -> None:
        self._listeners.clear()


class Nats:
    """A bus over NATS core. Without it the node goes on by asking the database."""

    def __init__(self, connect: Callable[..., Awaitable[Any]], url: str) -> None:
        """Speak through `connect` (that of `nats`), to the servers at `url`."""
        self._connect = connect
        self._url = url
        self._client: Any = None
        self._sending: set[asyncio.Task[None]] = set()

    @property
    def is_up(self) -> bool:
        return self._client is not None and bool(self._client.is_connected)

    async def listen(self, on_hint: OnHint) -> None:
        """Connect, and again for ever when the connection breaks."""

        async def heard(message: Any) -> None:
            if hint := read(message.data):
                on_hint(hint)

        async def quiet(_: Exception) -> None:
            log.warning("bus-unavailable")

        self._client = await self._connect(
            self._url,
            connect_timeout=2,
            reconnect_time_wait=0.2,
            max_reconnect_attempts=-1,
            allow_reconnect=True,
            error_cb=quiet,
        )
        await self._client.subscribe(SUBJECT, cb=heard)

    def publish(self, hint: Hint) -> None:
        if not self.is_up:
            return
        sending = asyncio.ensure_future(self._send(write(hint)))
        self._sending.add(sending)
        sending.add_done_callback(self._sending.discard)

    async def _send(self, raw: bytes) -> None:
        try:
            await self._client.publish(SUBJECT, raw)
        except Exception:  # noqa: BLE001 - a hint may be lost
            log.warning("bus-unavailable")

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()
