"""A room over real sockets: opens them, fetches tickets, waits and comes back. What to do is decided in `connection`.

    async with Client("https://program.example", CredentialFile()) as client:
        async with join(client, session) as room:
            await room.do(HandRaise())
            async for change in room.changes():
                ...

`room.state` is always current; a reader of `changes` that falls far behind gets one `Refreshed` instead of a backlog.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

from handrail_client import outputs
from handrail_client.connection import SUBPROTOCOL, Connection
from handrail_client.errors import (
    HandrailError,
    Problem,
    ProtocolBroken,
    RoomLeft,
    SignedOut,
    TooMany,
    Unavailable,
    Unreachable,
    from_problem,
)
from handrail_client.messages import (
    Command,
    Event,
    LeaveRoom,
    Result,
    ServerTime,
    Unknown,
    You,
    as_event,
    as_frame,
    as_snapshot,
    as_you,
    new_id,
)
from handrail_client.outputs import Ending
from handrail_client.room import evolve, forget
from handrail_client.room_state import RoomState

_BACKLOG = 1000
_LARGEST = 4 * 1024 * 1024
"""Bytes of one frame that we take: a snapshot of a full room is far below."""
_GOODBYE = 3.0
_ABNORMAL = 1006


@dataclass(frozen=True, slots=True)
class Entered:
    """We are in the room or its lobby, for the first time or again; `recovered` is false where a resume was not."""

    you: You = field(repr=False)
    recovered: bool


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The state was replaced as a whole: after admission, or because the reader fell behind."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The connection is lost; the next try comes in `after` seconds. Nothing given to `do` is lost."""

    after: float


Change = Event | Unknown | Entered | Refreshed | Interrupted | ServerTime


class Tickets(Protocol):
    """Where tickets come from: `client.Client`, or a stand-in."""

    @property
    def live_address(self) -> str: ...
    @property
    def use_proxy(self) -> bool: ...
    async def ticket(self, session: str) -> str: ...


_ENDINGS = {
    Ending.SIGNED_OUT: "You are signed out. Sign in again to come back.",
    Ending.REMOVED: "You are no longer part of this session. Your program can tell you more.",
    Ending.MOVED: "You joined from another device; this one has stopped.",
    Ending.OVER: "The session is over.",
    Ending.BROKEN: "This program and the server do not understand each other. Please update.",
    Ending.LEFT: "You left the room.",
}


class Room:
    """One session's room, kept up over as many sockets as it takes. Made by `join`."""

    def __init__(self, tickets: Tickets, session: str) -> None:
        self.session = session
        self.state = RoomState()
        self._tickets = tickets
        self._core = Connection()
        self._socket: ClientConnection | None = None
        self._waiting: dict[str, asyncio.Future[Result]] = {}
        self._changes: deque[Change] = deque()
        self._news = asyncio.Event()
        self._entered = asyncio.Event()
        self._ended: HandrailError | None = None
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.get_running_loop().create_task(self._run(), name="room")
        await self._entered.wait()
        if self._ended is not None:
            await self._task
            raise self._ended
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._ended is None:
            await self.leave()
        await self.stop()

    # --- what you can do -------------------------------------------------------------------------------------------

    async def do(self, command: Command) -> Result:
        """Ask for something and wait until it is kept, through lost connections if need be (I5).

        Raises:
            Problem: it was refused; nothing changed.
            RoomLeft: the way into the room ended first. Whether it happened is not known.
        """
        while True:
            try:
                return await self._ask(command)
            except (TooMany, Unavailable) as refused:
                # A refusal is not kept, so the same id may be tried again; without a hint the caller decides.
                if refused.retry_after is None:
                    raise
                await asyncio.sleep(refused.retry_after + _jitter())

    async def _ask(self, command: Command) -> Result:
        while (first := self._waiting.get(command.id)) is not None:
            await asyncio.wait({first})  # the same command twice at once: the second asks when the first is answered
        if self._ended is not None:
            raise self._ended
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting[command.id] = answer
        try:
            await self._follow(self._core.command(as_frame(command)))
            return await answer
        finally:
            self._waiting.pop(command.id, None)
            self._core.withdraw(command.id)

    async def changes(self) -> AsyncIterator[Change]:
        """What happens, in order, until the room ends for us; for one reader.

        Raises:
            RoomLeft: there is no way back, unless we left by ourselves or the session is over.
        """
        while True:
            while self._changes:
                yield self._changes.popleft()
            if self._ended is not None:
                if isinstance(self._ended, RoomLeft) and self._ended.reason in {Ending.LEFT, Ending.OVER}:
                    return
                raise self._ended
            self._news.clear()
            await self._news.wait()

    async def until(self, true: Callable[[RoomState], bool]) -> RoomState:
        """Wait until the state is so; put a timeout around it. Not to be mixed with another reader of `changes`."""
        if not true(self.state):
            async for _ in self.changes():
                if true(self.state):
                    break
        if not true(self.state):
            raise self._ended or RoomLeft(_ENDINGS[Ending.OVER], Ending.OVER)
        return self.state

    async def leave(self) -> None:
        """Say goodbye, so that presence ends now; at most a few seconds are spent on it."""
        with contextlib.suppress(HandrailError, TimeoutError):
            async with asyncio.timeout(_GOODBYE):
                await self._ask(LeaveRoom())
        self._core.leave()
        if self._socket is not None:  # the server closes after its reply; if it does not, we do
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_GOODBYE):
                    await self._socket.close()

    async def stop(self) -> None:
        """Close without a goodbye: to others we are reconnecting, until the server's grace is over."""
        self._core.leave()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
            if not self._task.cancelled() and (fault := self._task.exception()) is not None:
                raise fault

    def lose(self) -> None:
        """Cut the socket as a lost network would, for rehearsals and tests. The room comes back by itself."""
        if self._socket is not None:
            self._socket.transport.abort()

    @property
    def ended(self) -> HandrailError | None:
        """Why there is no way back, once there is none."""
        return self._ended

    # --- the task --------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        why: HandrailError = RoomLeft(_ENDINGS[Ending.LEFT], Ending.LEFT)
        try:
            why = await self._stay()
        except HandrailError as failure:
            why = failure
        finally:
            self._ended = why
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(why)
            self._entered.set()
            self._news.set()

    async def _stay(self) -> HandrailError:
        while True:
            code, at_least = await self._visit()
            match self._core.closed(code, time.monotonic(), _jitter(), at_least=at_least):
                case outputs.Ended(why):
                    return RoomLeft(_ENDINGS[why], why) if why is not Ending.SIGNED_OUT else SignedOut()
                case outputs.Retry(after):
                    self._tell(Interrupted(after))
                    await asyncio.sleep(after)

    async def _visit(self) -> tuple[int, float]:
        """One ticket, one socket, until it closes. Returns the close code and the least wait before the next."""
        try:
            ticket = await self._tickets.ticket(self.session)
        except Unreachable:
            return _ABNORMAL, 0.0
        except (Unavailable, TooMany) as busy:
            return _ABNORMAL, float(busy.retry_after or 0)
        try:
            async with connect(
                self._tickets.live_address,
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                compression=None,  # secrets and chosen text in one stream must not be compressed together
                proxy=True if self._tickets.use_proxy else None,
                max_size=_LARGEST,
                open_timeout=10,
                close_timeout=2,
                user_agent_header="handrail-client",
            ) as socket:
                if socket.subprotocol != SUBPROTOCOL:
                    raise ProtocolBroken(_ENDINGS[Ending.BROKEN])
                self._socket = socket
                await self._converse(socket, ticket)
                return socket.close_code or _ABNORMAL, 0.0
        except InvalidStatus as refused:
            return _ABNORMAL, _seconds(refused.response.headers.get("Retry-After"))
        except (OSError, TimeoutError, InvalidHandshake):
            return _ABNORMAL, 0.0
        finally:
            self._socket = None

    async def _converse(self, socket: ClientConnection, ticket: str) -> None:
        await self._follow(self._core.opened(ticket))
        renewing: asyncio.Task[None] | None = None
        try:
            async for raw in socket:
                await self._follow(self._core.received(_read(raw), time.monotonic()))
                renewing = renewing or asyncio.get_running_loop().create_task(self._renew(socket), name="renew")
        except ConnectionClosed:
            pass
        finally:
            if renewing is not None:
                renewing.cancel()
                await asyncio.wait({renewing})

    async def _renew(self, socket: ClientConnection) -> None:
        while socket.close_code is None:
            due = self._core.renew_in(time.monotonic())
            if due is None or due > 0:
                await asyncio.sleep(min(due or 1.0, 1.0))
                continue
            try:
                ticket = await self._tickets.ticket(self.session)
            except (Unreachable, Unavailable, TooMany) as busy:
                await asyncio.sleep(max(1.0, getattr(busy, "retry_after", None) or 0))
                continue
            except Problem:
                return  # the server will close the socket and say why
            await self._follow(self._core.renew(ticket, time.monotonic(), command=new_id()))

    async def _follow(self, told: tuple[outputs.Output, ...]) -> None:
        """Do what the core says."""
        for output in told:
            match output:
                case outputs.Send(frame):
                    await self._send(frame)
                case outputs.Hang(code):
                    if self._socket is not None:
                        await self._socket.close(code)
                case outputs.Answered(command, result):
                    if (future := self._open(command)) is not None:
                        future.set_result(Result.model_validate(result))
                case outputs.Refused(command, problem):
                    if (future := self._open(command)) is not None:
                        future.set_exception(from_problem(problem))
                case _:
                    self._learn(output)

    async def _send(self, frame: outputs.Frame) -> None:
        if self._socket is not None:
            with contextlib.suppress(ConnectionClosed):  # the core sends it again on the next socket
                await self._socket.send(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))

    def _open(self, command: str) -> asyncio.Future[Result] | None:
        future = self._waiting.get(command)
        return None if future is None or future.done() else future

    def _learn(
        self, output: outputs.Welcomed | outputs.Happened | outputs.Passing | outputs.Followed | outputs.Unfollowed
    ) -> None:
        match output:
            case outputs.Welcomed(you, snapshot, recovered):
                room = self.state.room if snapshot is None else as_snapshot(snapshot)
                self.state = RoomState(as_you(you), room)
                self._tell(Entered(as_you(you), recovered))
                self._entered.set()
            case outputs.Followed(you, _, snapshot):
                self.state = RoomState(as_you(you), as_snapshot(snapshot))
                self._tell(Refreshed())
            case outputs.Unfollowed(streams):
                self.state = forget(self.state, streams)
                self._tell(Refreshed())
            case outputs.Happened(frame):
                event = as_event(frame)
                self.state = evolve(self.state, event)
                self._tell(event)
            case outputs.Passing(frame):
                if frame.get("type") == "server.time":
                    self._tell(ServerTime.model_validate(frame))

    def _tell(self, change: Change) -> None:
        if len(self._changes) >= _BACKLOG:
            self._changes.clear()
            change = Refreshed()
        if not (isinstance(change, Refreshed) and self._changes and isinstance(self._changes[-1], Refreshed)):
            self._changes.append(change)  # the state is always current: two in a row say no more than one
        self._news.set()


def join(tickets: Tickets, session: str) -> Room:
    """The way into a session's room, for `async with`. Leaving the block says goodbye.

    Entering the block waits for the first welcome and raises what stands in the way: `PlaceNeeded`, `NotFound`,
    `RoomClosed`, `SignedOut`. While the server cannot be reached it keeps trying; put a timeout around it.
    """
    return Room(tickets, session)


def _jitter() -> float:
    return secrets.SystemRandom().random()


def _seconds(header: str | None) -> float:
    return min(float(header), 300.0) if header is not None and header.isascii() and header.isdigit() else 0.0


def _read(raw: str | bytes) -> outputs.Frame:
    try:
        frame = json.loads(raw)
    except ValueError:
        frame = None
    if not isinstance(frame, dict):
        raise ProtocolBroken("The server sent something that could not be read.")
    return frame
