"""Hints between nodes: a room has moved on, a sign-in has ended. Never content (I12, security K1).

The bus may lose, repeat, delay or reorder anything: who gets a hint asks the database, and every node asks
it every 2 s without one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
import structlog

from handrail.kernel.ids import SessionId, SignInId
from handrail.kernel.tasks import Tasks

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
        self._told = False
        self._tasks = Tasks(self._trouble)

    @property
    def is_up(self) -> bool:
        return self._client is not None and bool(self._client.is_connected)

    async def listen(self, on_hint: OnHint) -> None:
        """Begin to connect, and again for ever when the connection breaks; nobody waits for it."""
        self._connecting = self._tasks.start(self._come_up(on_hint), name="bus")

    async def _come_up(self, on_hint: OnHint) -> None:
        async def heard(message: Any) -> None:
            if hint := read(message.data):
                on_hint(hint)

        async def trouble(failure: Exception) -> None:
            self._trouble(failure)

        async def back() -> None:
            self._told = False

        self._client = await self._connect(
            self._url,
            connect_timeout=2,
            reconnect_time_wait=0.5,
            max_reconnect_attempts=-1,
            error_cb=trouble,
            reconnected_cb=back,
        )
        await self._client.subscribe(SUBJECT, cb=heard)

    def _trouble(self, failure: BaseException) -> None:
        """Say once that the bus is away, not at every try."""
        if not self._told:
            self._told = True
            log.warning("bus-unavailable", kind=type(failure).__name__)

    def publish(self, hint: Hint) -> None:
        if self.is_up:
            self._sending = self._tasks.start(self._send(write(hint)), name="hint")

    async def _send(self, raw: bytes) -> None:
        try:
            await self._client.publish(SUBJECT, raw)
        except Exception as failure:  # noqa: BLE001 - a hint may be lost
            self._trouble(failure)

    async def close(self) -> None:
        await self._tasks.stop()
        if self._client is not None:
            await self._client.close()
