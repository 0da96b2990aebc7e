"""The socket at `/v1/live`: from the upgrade to the close code, frame by frame (design §5, security B).

The address names no room: the first frame carries a ticket, and the ticket knows. Until it is spent the
server says nothing at all.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import ValidationError

from handrail.db.vault import Vault
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
from handrail.kernel.ids import CommandId, Ids
from handrail.kernel.principal import Power
from handrail.kernel.tasks import Tasks
from handrail.live import outbox_welcome, wire
from handrail.live.entry import Entry
from handrail.live.http import ISSUE_TICKET
from handrail.live.hub import Hub
from handrail.live.hub_room import spend
from handrail.live.issue_ticket import PURPOSE, IssueTicket
from handrail.live.outbox import Outbox, text_frame
from handrail.live.ports import LiveUnits
from handrail.live.recheck import Claim, Ended, Recheck
from handrail.live.resume import Asked
from handrail.live.ticket import Admission, Ticket
from handrail.live.wire import Close
from handrail.web import origin
from handrail.web.limits import Limiter, Rate
from handrail.web.problems import from_validation
from handrail.web.routes import Call, Route, WayOut

DEEPEST = 16
SOCKETS_A_PERSON = 5
STRIKES = 20
"""Refused frames in a row, after which a socket is closed."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Patience:
    """Sizes, rates and waits of a socket; seconds and bytes (B6, B9, B10).

    Attributes:
        renew: how long a ticket keeps a socket authorised.
        heartbeat: silence after which the server pings; no answer within half of it ends the connection.
    """

    first_frame: float = 10.0
    message_bytes: int = 64 * 1024
    messages: Rate = field(default_factory=lambda: Rate(10, 1))
    joins: Rate = field(default_factory=lambda: Rate(2, 2))
    pings: Rate = field(default_factory=lambda: Rate(2, 1))
    renew: float = 600.0
    heartbeat: float = 20.0
    closing: float = 2.0


@dataclass(eq=False)
class Door:
    """Lets connections in and serves them. One for each application."""

    hub: Hub
    units: LiveUnits
    vault: Vault
    clock: Clock
    ids: Ids
    patience: Patience = field(default_factory=Patience)

    def __post_init__(self) -> None:
        self.tasks = Tasks(lambda failure: log.error("socket-task-failed", kind=type(failure).__name__))
        self.messages = Limiter(self.patience.messages, self.clock)
        self.joins = Limiter(self.patience.joins, self.clock)
        self.pings = Limiter(self.patience.pings, self.clock)

    async def ticket(self, secret: str) -> tuple[Ticket, str]:
        """The ticket of this secret and its person's display name.

        Raises:
            SignedOut: spent, expired, or never made.
        """
        async with self.units.read() as unit:
            ticket = await unit.tickets.find(self.vault.digest(PURPOSE, secret))
            if ticket is None or ticket.expires_at <= self.clock.now():
                raise SignedOut
            return ticket, (await unit.accounts.get(ticket.person)).display_name

    async def holds(self, claim: Claim) -> None:
        """Raise unless the claim is good at this instant.

        Raises:
            SignedOut: the sign-in has ended.
            NotAllowed: the person has no place in the session any more.
        """
        match (await Recheck(self.units)({claim})).get(claim):
            case Ended.SIGNED_OUT:
                raise SignedOut
            case Ended.REMOVED:
                raise NotAllowed
            case None:
                return


DOOR = web.AppKey("live_door", Door)


async def live(call: Call[None]) -> web.StreamResponse:
    """GET /v1/live, upgraded."""
    request = call.request
    origin.check(request)
    offered = {one.strip() for one in request.headers.get("Sec-WebSocket-Protocol", "").split(",")}
    if wire.SUBPROTOCOL not in offered:
        raise Invalid(f"Offer the subprotocol {wire.SUBPROTOCOL}.")
    door = request.app[DOOR]
    if door.hub.draining:
        raise Unavailable(retry_after=1)
    ws: web.WebSocketResponse[Any] = web.WebSocketResponse(
        protocols=(wire.SUBPROTOCOL,),
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
    socket = Socket(door, ws, transport)
    await socket.serve()
    return ws


class Socket:
    """One connection: a `Line` to its room."""

    def __init__(self, door: Door, ws: web.WebSocketResponse[Any], transport: asyncio.Transport) -> None:
        self.id = door.ids.new()
        self.claim: Claim
        self.authorised_until = door.clock.monotonic() + door.patience.renew
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

    async def serve(self) -> None:
        """Until the connection ends."""
        hello = await self._hello()
        if hello is None:
            await self._end(Close.SIGNED_OUT)
            return
        if wire.VERSION not in hello.versions:
            await self._end(Close.STOP)
            return
        try:
            await self._join(hello)
        except Refusal as refused:
            await self._end(_code(refused))
            return
        try:
            await self._listen()
        finally:
            self._door.hub.gone(self)
            self._outbox.close()

    async def _hello(self) -> wire.Hello | None:
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
        return frame if isinstance(frame, wire.Hello) else None

    async def _join(self, hello: wire.Hello) -> None:
        door = self._door
        ticket, name = await door.ticket(hello.ticket)
        door.joins.take(ticket.person)
        if sum(line.claim.person == ticket.person for line in door.hub.lines.values()) >= SOCKETS_A_PERSON:
            raise TooMany(retry_after=5)
        self.claim = Claim(ticket.person, ticket.sign_in, ticket.session, ticket.leads)
        await door.holds(self.claim)
        asked = None
        if hello.resume is not None and hello.epoch is not None:
            asked = Asked(hello.epoch, hello.resume)
        try:
            await door.hub.join(ticket, name, self, asked)
        except BaseException:
            door.hub.gone(self)
            raise

    async def _listen(self) -> None:
        while True:
            message = await self._ws.receive()
            match message.type:
                case WSMsgType.TEXT:
                    raw = bytes(message.data)
                    if not _is_utf8(raw):
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
            value, identity = _identified(raw)
            self._door.messages.take(self.claim.person)
            frame = _frame(raw, value)
            match frame:
                case wire.Hello():
                    raise Malformed("You have been welcomed already.")
                case wire.Renew():
                    await self._renew(frame)
                    self._reply(outbox_welcome.accepted(str(frame.id), ""))
                case _:
                    self._command(frame, value)
        except Refusal as refused:
            self._reply(outbox_welcome.refused(identity, refused))
            self._strikes += 1
            if self._strikes >= STRIKES:
                self.close(Close.RESUME)
        else:
            self._strikes = 0

    def _command(self, frame: wire.RoomCommand, value: dict[str, Any]) -> None:
        command = wire.to_command(frame)
        identity = CommandId(str(frame.id))
        content = orjson.dumps({**value, "id": None}, option=orjson.OPT_SORT_KEYS)
        done = self._door.hub.give(self, command, identity, content)
        leaves = isinstance(frame, wire.LeaveRoom)
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

    async def _renew(self, frame: wire.Renew) -> None:
        door = self._door
        ticket, _ = await door.ticket(frame.ticket)
        if (ticket.person, ticket.session) != (self.claim.person, self.claim.session):
            raise SignedOut
        claim = Claim(ticket.person, ticket.sign_in, ticket.session, ticket.leads)
        await door.holds(claim)
        async with door.units.begin() as unit:
            await spend(unit, Admission(ticket.digest, ticket.sign_in), door.clock.now())
        self.claim = claim
        self.authorised_until = door.clock.monotonic() + door.patience.renew


def read(raw: bytes) -> tuple[str | None, wire.Hello | wire.Renew | wire.RoomCommand]:
    """One client frame and its id, as far as it has one.

    Raises:
        Malformed: not one JSON object, or nested too deeply.
        Invalid: not a frame that is known.
    """
    value, identity = _identified(raw)
    return identity, _frame(raw, value)


def _identified(raw: bytes) -> tuple[dict[str, Any], str | None]:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Malformed("Send one JSON object a frame.") from None
    if not isinstance(value, dict):
        raise Malformed("Send one JSON object a frame.")
    identity = value.get("id")
    known = isinstance(identity, str) and len(identity) == _UUID and identity.replace("-", "").isalnum()
    return value, identity if known else None


_UUID = 36


def _frame(raw: bytes, value: dict[str, Any]) -> wire.Hello | wire.Renew | wire.RoomCommand:
    if _too_deep(value):
        raise Malformed("This is nested too deeply.")
    try:
        return wire.CLIENT_FRAME.validate_json(raw)
    except ValidationError as failure:
        raise from_validation(failure) from None


def _too_deep(value: Any, at: int = 1) -> bool:
    if at > DEEPEST:
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_too_deep(one, at + 1) for one in inner)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


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


def provide(app: web.Application, hub: Hub, patience: Patience | None = None) -> None:
    """Fill in what the routes of the live rooms need; the hub starts and drains with the application."""
    door = Door(hub, hub.units, hub.vault, hub.clock, hub.ids, patience or Patience())
    app[DOOR] = door
    app[ISSUE_TICKET] = IssueTicket(hub.units, hub.vault, hub.clock, hub.ids)

    async def start(_: web.Application) -> None:
        await hub.start()

    async def drain(_: web.Application) -> None:
        await hub.drain()
        await door.tasks.stop()

    app.on_startup.append(start)
    app.on_shutdown.append(drain)
