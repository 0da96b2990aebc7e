"""People with real sockets: a server on a free port and clients that read and write frames."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import uuid_utils
from aiohttp import web
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from handrail.kernel.clock import SteadyClock
from handrail.kernel.ids import PersonId, SessionId, SystemIds
from handrail.live import ws
from handrail.live.hub_patience import Patience
from handrail.web import headers, limits, origin
from handrail.web.limits import Rate
from handrail.web.serve import CLOCK, mount
from tests.live.world import SESSION, LiveNode
from tests.support.patience import PATIENCE

ORIGIN = "https://rooms.example"


@contextlib.asynccontextmanager
async def serving(node: LiveNode, patience: Patience | None = None) -> AsyncIterator[str]:
    """The node's socket over HTTP; gives the address."""
    app = web.Application(middlewares=[headers.problems, origin.origins])
    app[headers.IDS] = SystemIds()
    app[headers.SERVED_OVER_TLS] = False
    app[limits.TRUSTED_PROXY] = ""
    app[origin.ALLOWED_ORIGINS] = frozenset({ORIGIN})
    app[CLOCK] = node.clock
    node.hub.patience = patience or generous()
    ws.provide(app, hub=node.hub, clock=SteadyClock(node.clock))
    app.on_response_prepare.append(headers.on_prepare)
    mount(app, ws.ROUTES)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"ws://127.0.0.1:{runner.addresses[0][1]}/v1/live"
    finally:
        await runner.cleanup()


def generous() -> Patience:
    return Patience(messages=Rate(1000, 1000), joins=Rate(1000, 1000))


@dataclass
class Someone:
    """One person at one socket. Frames are kept in the order in which they came."""

    person: PersonId
    socket: ClientConnection
    frames: list[dict[str, Any]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    closed_with: int | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _reading: asyncio.Task[None] | None = None

    @property
    def welcome(self) -> dict[str, Any]:
        return next(frame for frame in self.frames if frame["type"] == "welcome")

    @property
    def seat(self) -> str:
        return str(self.welcome["you"]["seat"])

    @property
    def last(self) -> dict[str, int]:
        seen: dict[str, int] = {}
        for frame in self.frames:
            if frame["type"] in {"welcome", "follow"}:
                seen = dict(frame["streams"])
            elif "n" in frame:
                seen[frame["stream"]] = frame["n"]
        return seen

    async def read(self) -> None:
        try:
            async for message in self.socket:
                assert isinstance(message, str)
                self.raw.append(message.encode())
                self.frames.append(json.loads(message))
                self._news.set()
        except ConnectionClosed:
            pass
        self.closed_with = self.socket.close_code
        self._news.set()

    async def until(self, kind: str, **members: Any) -> dict[str, Any]:
        """The first frame of this type with these members, waiting for it if need be."""

        def found() -> dict[str, Any] | None:
            for frame in self.frames:
                if frame["type"] == kind and all(frame.get(name) == value for name, value in members.items()):
                    return frame
            return None

        async with asyncio.timeout(PATIENCE):
            while (frame := found()) is None:
                if self.closed_with is not None:
                    raise AssertionError(f"closed with {self.closed_with} while waiting for {kind}")
                self._news.clear()
                await self._news.wait()
        return frame

    async def until_closed(self) -> int | None:
        async with asyncio.timeout(PATIENCE):
            while self.closed_with is None:
                self._news.clear()
                await self._news.wait()
        return self.closed_with

    async def say(self, kind: str, *, id: str | None = None, **members: Any) -> dict[str, Any]:  # noqa: A002
        """Send a command and give its reply."""
        identity = id or str(uuid_utils.uuid7())
        before = len([frame for frame in self.frames if frame.get("to") == identity])
        await self.socket.send(json.dumps({"type": kind, "id": identity, **members}))
        async with asyncio.timeout(PATIENCE):
            while len(replies := [frame for frame in self.frames if frame.get("to") == identity]) <= before:
                if self.closed_with is not None:
                    raise AssertionError(f"closed with {self.closed_with} while waiting for a reply to {kind}")
                self._news.clear()
                await self._news.wait()
        return replies[-1]

    async def settle(self) -> None:
        """Every frame on its way has come: the server answers in order."""
        await self.say("hand.lower")

    async def vanish(self) -> None:
        """The network is gone: no goodbye."""
        self.socket.transport.abort()
        await self.until_closed()


@contextlib.asynccontextmanager
async def at(
    url: str,
    node: LiveNode,
    person: PersonId,
    *,
    session: SessionId = SESSION,
    ticket: str | None = None,
    resume: Someone | None = None,
    **hello: Any,
) -> AsyncIterator[Someone]:
    """This person, connected and greeted (or closed already)."""
    secret = ticket or await node.ticket(person, session)
    async with connect(url, subprotocols=[Subprotocol("handrail.v1")], proxy=None, origin=None) as socket:
        someone = Someone(person, socket)
        reading = asyncio.ensure_future(someone.read())
        first = {"type": "hello", "ticket": secret, "versions": [1], **hello}
        if resume:
            first |= {"resume": resume.last, "epoch": resume.welcome["epoch"]}
        await socket.send(json.dumps(first))
        try:
            async with asyncio.timeout(PATIENCE):
                while not someone.frames and someone.closed_with is None:
                    someone._news.clear()
                    await someone._news.wait()
            yield someone
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
