"""A small server for the SDK's tests: real sockets, scripted answers, no rules of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from handrail.live.wire import SERVER_FRAME
from handrail.live.wire_commands import CLIENT_FRAME

AT = "2026-11-23T18:00:00Z"
SEAT = "A" * 16
OTHER = "B" * 16
LEAD = "C" * 16
LIMITS = {
    "message_bytes": 65536,
    "messages_at_once": 10,
    "messages_per_second": 1.0,
    "renew_seconds": 600,
    "heartbeat_seconds": 20,
    "grace_seconds": 60,
}

Answer = Callable[["Asked"], web.StreamResponse | Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Asked:
    """One request, as it arrived."""

    method: str
    path: str
    body: Any
    key: str | None
    token: str | None
    query: dict[str, str]


def problem(code: str, status: int, **more: Any) -> web.Response:
    body = {"type": f"urn:handrail:problem:{code}", "title": "x", "status": status, **more}
    return web.json_response(body, status=status, content_type="application/problem+json")


@dataclass
class FakeServer:
    """Answers what it is told to, and keeps what it was asked and told."""

    answers: dict[tuple[str, str], list[Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    frames: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    replies: dict[str, dict[str, Any]] = field(default_factory=dict)
    standing: str = "member"
    snapshot: dict[str, Any] = field(default_factory=lambda: {"phase": "open"})
    swallow: int = 0
    """How many commands are carried out without the reply ever arriving."""
    refuse: list[dict[str, Any]] = field(default_factory=list)
    """Problems for the next commands."""
    on_command_close: int = 0
    """A close code instead of a reply to the next command."""
    close_hello: list[int] = field(default_factory=list)
    """Close codes for the next connections, instead of a welcome."""
    limits: dict[str, Any] = field(default_factory=lambda: dict(LIMITS))
    news: asyncio.Event = field(default_factory=asyncio.Event)
    origin: str = ""
    tickets: int = 0
    sockets: list[web.WebSocketResponse] = field(default_factory=list)

    def on(self, method: str, path: str, *answers: Answer) -> None:
        """The next answers to this request; the last one stays."""
        self.answers[method, path] = list(answers)

    def told(self, kind: str) -> list[dict[str, Any]]:
        return [frame for frame in self.frames if frame["type"] == kind]

    async def hear(self, kind: str) -> None:
        """Wait until a client has said this."""
        while not self.told(kind):
            self.news.clear()
            await self.news.wait()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        authorization = request.headers.get("Authorization")
        asked = Asked(
            request.method,
            request.path,
            json.loads(raw) if raw else None,
            request.headers.get("Idempotency-Key"),
            authorization and authorization.removeprefix("Bearer "),
            dict(request.query),
        )
        self.asked.append(asked)
        answers = self.answers.get((request.method, request.path))
        if not answers:
            return self.usual(asked)
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        result = answer(asked)
        return await result if isinstance(result, Awaitable) else result

    def usual(self, asked: Asked) -> web.StreamResponse:
        if asked.path.endswith("/tickets"):
            self.tickets += 1
            return web.json_response({"ticket": f"ticket-{self.tickets}", "expires_at": AT}, status=201)
        return problem("not-found", 404)

    # --- the room --------------------------------------------------------------------------------------------------

    async def live(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(protocols=("handrail.v1",))
        await socket.prepare(request)
        self.sockets.append(socket)
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            CLIENT_FRAME.validate_json(message.data)
            frame = json.loads(message.data)
            self.frames.append(frame)
            self.news.set()
            if frame["type"] == "hello":
                if self.close_hello:
                    await socket.close(code=self.close_hello.pop(0))
                    break
                await self.say(self.welcome(frame), socket)
            else:
                await self.command(frame, socket)
        return socket

    def welcome(self, hello: dict[str, Any]) -> dict[str, Any]:
        last = (hello.get("resume") or {}).get("room")
        content: dict[str, Any] = {"replay": self.events[last:]} if last is not None else {"snapshot": self.snapshot}
        return {
            "type": "welcome",
            "version": 1,
            "session": "s1",
            "epoch": "e1",
            "you": {"seat": SEAT, "name": "Ana", "standing": self.standing},
            "streams": {"room": len(self.events), f"member:{SEAT}": 0},
            "recovered": True,
            "limits": self.limits,
            "server_time": AT,
            **content,
        }

    async def command(self, frame: dict[str, Any], socket: web.WebSocketResponse) -> None:
        if self.on_command_close:
            await socket.close(code=self.on_command_close)
            return
        if self.refuse:
            await self.say({"type": "reply", "to": frame["id"], "problem": self.refuse.pop(0)}, socket)
            return
        reply = {"type": "reply", "to": frame["id"], "ok": True, "result": {"made": None}}
        self.replies.setdefault(frame["id"], reply)
        if self.swallow:
            self.swallow -= 1
            assert socket._req is not None
            assert socket._req.transport is not None
            socket._req.transport.abort()
            return
        await self.say(self.replies[frame["id"]], socket)
        if frame["type"] == "leave":
            await socket.close(code=4410)

    async def say(self, frame: dict[str, Any], socket: web.WebSocketResponse | None = None) -> None:
        SERVER_FRAME.validate_json(json.dumps(frame))
        await (socket or self.sockets[-1]).send_str(json.dumps(frame))

    async def happen(self, kind: str, **content: Any) -> None:
        """An event on the room's stream, sent to the newest socket if it is still open."""
        event = {"type": kind, "stream": "room", "n": len(self.events) + 1, "at": AT, **content}
        self.events.append(event)
        with contextlib.suppress(ConnectionError):
            await self.say(event)


@contextlib.asynccontextmanager
async def running(fake: FakeServer) -> AsyncIterator[FakeServer]:
    app = web.Application()
    app.router.add_get("/v1/live", fake.live)
    app.router.add_route("*", "/{rest:.*}", fake.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    fake.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield fake
    finally:
        for socket in fake.sockets:
            await socket.close()
        await runner.cleanup()
        await asyncio.sleep(0)
