"""The socket at `/v1/live`: from the upgrade to the close code, frame by frame (design §5, security B).

The address names no room: the first frame carries a ticket, and the ticket knows. Until it is spent the
server says nothing at all.
"""

from __future__ import annotations

import asyncio
import contextlib
from http import HTTPStatus
from socket import SO_SNDBUF, SOL_SOCKET
from typing import Any

import orjson
from aiohttp import WSCloseCode, WSMsgType, web

from handrail.kernel.clock import Clock
from handrail.kernel.errors import (
    Invalid,
    Malformed,
    NotAllowed,
    NotFound,
    Refusal,
    RoomClosed,
    SignedOut,
    TooMany,
    Unavailable,
)
from handrail.kernel.ids import CommandId
from handrail.kernel.principal import Power
from handrail.live import outbox_welcome, wire_commands, wire_parts
from handrail.live.entry import Entry
from handrail.live.find_check_in import FindCheckIn
from handrail.live.http import FIND_CHECK_IN, ISSUE_TICKET
from handrail.live.hub import Hub
from handrail.live.issue_ticket import IssueTicket
from handrail.live.outbox import Outbox, text_frame
from handrail.live.recheck import Claim
from handrail.live.resume import Asked
from handrail.live.wire import Close
from handrail.live.wire_to_command import to_command
from handrail.live.ws_door import DOOR, Door
from handrail.live.ws_frames import frame_of, identified, is_utf8, read
from handrail.web import origin
from handrail.web.routes import Call, Route, WayOut

SEND_BUFFER = 128 * 1024
"""Bytes that the kernel may hold for one connection, so that a reader that does not read is noticed soon."""


async def live(call: Call[None]) -> web.StreamResponse:
    """GET /v1/live, upgraded."""
    request = call.request
    origin.check(request)
    offered = {one.strip() for one in request.headers.get("Sec-WebSocket-Protocol", "").split(",")}
    if wire_parts.SUBPROTOCOL not in offered:
        raise Invalid(f"Offer the subprotocol {wire_parts.SUBPROTOCOL}.")
    door = request.app[DOOR]
    with contextlib.ExitStack() as entering:
        entering.enter_context(door.entering())
        return await _upgraded(request, door, entering)


async def _upgraded(request: web.Request, door: Door, entering: contextlib.ExitStack) -> web.StreamResponse:
    ws: web.WebSocketResponse[Any] = web.WebSocketResponse(
        protocols=(wire_parts.SUBPROTOCOL,),
        max_msg_size=door.patience.message_bytes + 1,  # aiohttp refuses a message of exactly this size
        heartbeat=door.patience.heartbeat,
        timeout=door.patience.closing,
        compress=False,
        autoping=False,
        decode_text=False,
    )
    await ws.prepare(request)
    transport = request.transport
    if transport is None:
        return ws
    if (connection := transport.get_extra_info("socket")) is not None:
        connection.setsockopt(SOL_SOCKET, SO_SNDBUF, SEND_BUFFER)
    socket = Socket(door, ws, transport)
    await socket.serve(entering)
    return ws


class Socket:
    """One connection: a `Line` to its room."""

    def __init__(self, door: Door, ws: web.WebSocketResponse[Any], transport: asyncio.Transport) -> None:
        self.id = door.hub.ids.new()
        self.claim: Claim
        self.authorised_until = door.hub.clock.monotonic() + door.patience.renew
        self._door = door
        self._ws = ws
        self._transport = transport
        self._outbox = Outbox(transport, self._cut_off, asyncio.get_running_loop())
        self._closing = False
        self._strikes = 0

    # --- as the room sees it --------------------------------------------------------------------------------

    def push(self, frame: bytes, *, transient: bool = False) -> None:
        self._outbox.push(frame, transient=transient)

    def close(self, code: Close) -> None:
        """Say what is still to be said, then why it ends; give up on a peer that does not listen."""
        if not self._closing:
            self._closing = True
            self._outbox.flush()
            self._ended = self._door.tasks.start(self._end(code), name="closing socket")

    def _cut_off(self) -> None:
        if not self._closing:
            self._closing = True
            self._ended = self._door.tasks.start(self._end(Close.RESUME), name="closing socket")

    async def _end(self, code: int) -> None:
        self._outbox.close()
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(2 * self._door.patience.closing):
                await self._ws.close(code=code)
        self._transport.abort()

    # --- from hello to goodbye ------------------------------------------------------------------------------

    async def serve(self, entering: contextlib.ExitStack) -> None:
        """Until the connection ends; `entering` is closed once it is in."""
        hello = await self._hello()
        if hello is None:
            await self._end(Close.SIGNED_OUT)
            return
        if wire_parts.VERSION not in hello.versions:
            await self._end(Close.STOP)
            return
        try:
            await self._join(hello)
        except Refusal as refused:
            await self._end(_code(refused))
            return
        entering.close()
        try:
            await self._listen()
        finally:
            self._door.hub.gone(self)
            self._outbox.close()

    async def _hello(self) -> wire_commands.Hello | None:
        try:
            async with asyncio.timeout(self._door.patience.first_frame):
                message = await self._ws.receive()
        except TimeoutError:
            return None
        if message.type is not WSMsgType.TEXT:
            return None
        try:
            frame = read(bytes(message.data))[1]
        except Refusal:
            return None
        return frame if isinstance(frame, wire_commands.Hello) else None

    async def _join(self, hello: wire_commands.Hello) -> None:
        asked = None
        if hello.resume is not None and hello.epoch is not None:
            asked = Asked(hello.epoch, hello.resume)
        await self._door.let_in(hello.ticket, self, asked)

    async def _listen(self) -> None:
        while True:
            message = await self._ws.receive()
            match message.type:
                case WSMsgType.TEXT:
                    raw = bytes(message.data)
                    if not is_utf8(raw):
                        await self._end(WSCloseCode.INVALID_TEXT)
                        return
                    await self._frame(raw)
                case WSMsgType.PING:
                    with contextlib.suppress(TooMany, ConnectionError):
                        self._door.pings.take(self.id)
                        await self._ws.pong(message.data)
                case WSMsgType.PONG:
                    pass
                case WSMsgType.BINARY:
                    await self._end(WSCloseCode.UNSUPPORTED_DATA)
                    return
                case _:
                    return

    async def _frame(self, raw: bytes) -> None:
        identity = None
        try:
            value, identity = identified(raw)
            self._door.messages.take(self.claim.person)
            frame = frame_of(raw, value)
            match frame:
                case wire_commands.Hello():
                    raise Malformed("You have been welcomed already.")
                case wire_commands.Renew():
                    await self._door.renew(frame.ticket, self)
                    self._reply(outbox_welcome.accepted(str(frame.id), ""))
                case _:
                    self._command(frame, value)
        except Refusal as refused:
            self._reply(outbox_welcome.refused(identity, refused))
            self._strikes += 1
            if self._strikes >= self._door.patience.strikes:
                self.close(Close.RESUME)
        else:
            self._strikes = 0

    def _command(self, frame: wire_commands.RoomCommand, value: dict[str, Any]) -> None:
        command = to_command(frame)
        identity = CommandId(str(frame.id))
        content = orjson.dumps({**value, "id": None}, option=orjson.OPT_SORT_KEYS)
        done = self._door.hub.give(self, command, identity, content)
        leaves = isinstance(frame, wire_commands.LeaveRoom)
        done.add_done_callback(lambda done: self._done(identity, done, leaves=leaves))

    def _done(self, identity: str, done: asyncio.Future[Entry | None], *, leaves: bool) -> None:
        if done.cancelled():
            return
        failure = done.exception()
        if failure is None:
            entry = done.result()
            self._reply(outbox_welcome.accepted(identity, entry.made if entry else ""))
            if leaves:
                self.close(Close.STOP)
        elif isinstance(failure, Refusal):
            self._reply(outbox_welcome.refused(identity, failure))

    def _reply(self, payload: bytes) -> None:
        self.push(text_frame(payload))


def _code(refusal: Refusal) -> int:
    match refusal:
        case SignedOut():
            return Close.SIGNED_OUT
        case NotAllowed() | NotFound():
            return Close.REMOVED
        case RoomClosed():
            return Close.STOP
        case Unavailable():
            return Close.REJOIN
        case _:
            return Close.RESUME


ROUTES = (
    Route(
        "GET",
        "/v1/live",
        live,
        WayOut.IN_ROOM,
        Power.ANYONE,
        "The socket of the rooms, subprotocol handrail.v1; a ticket in the first frame says who and where.",
        ok=HTTPStatus.SWITCHING_PROTOCOLS,
    ),
)


def provide(app: web.Application, *, hub: Hub, clock: Clock) -> None:
    """Give `app` what the routes of the live rooms need; the hub starts and drains with the application.

    `clock` is the `SteadyClock` that tokens have: a ticket is no older by it than it is.
    """
    door = Door(hub, clock)
    app[DOOR] = door
    app[FIND_CHECK_IN] = FindCheckIn(hub.units, hub)
    app[ISSUE_TICKET] = IssueTicket(hub.units, hub.vault, clock, hub.ids)

    async def start(_: web.Application) -> None:
        await hub.start()

    async def drain(_: web.Application) -> None:
        await hub.drain()
        await door.tasks.stop()

    app.on_startup.append(start)
    app.on_shutdown.append(drain)
