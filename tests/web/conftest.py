"""A small application with routes of each kind, on a free port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest_asyncio
from aiohttp import web
from pydantic import Field
from tests.fakes import FakeClock
from tests.support.patience import PATIENCE

from handrail.kernel.errors import SignedOut
from handrail.kernel.ids import PersonId, ProgramId, SignInId, SystemIds
from handrail.kernel.principal import Power, Principal, Role
from handrail.web.caller import AUTHENTICATE
from handrail.web.headers import IDS, SERVED_OVER_TLS, on_prepare, problems
from handrail.web.limits import TRUSTED_PROXY, source
from handrail.web.model import Model
from handrail.web.origin import ALLOWED_ORIGINS, origins
from handrail.web.routes import Call, Route, WayOut
from handrail.web.runner import Runner
from handrail.web.serve import CLOCK, mount

ORIGIN = "https://rooms.example"


class Ask(Model):
    """What somebody sends."""

    words: str = Field(max_length=10, repr=False)
    count: int = 0


class Told(Model):
    """What they get."""

    words: str


async def tell(call: Call[Ask]) -> Told:
    return Told(words=call.body.words)


async def listing(call: Call[None]) -> list[Any]:
    return [Told(words=word) for word in call.query.get("words", "").split()]


async def own(call: Call[None]) -> Told:
    return Told(words=call.caller.person)


async def nothing(_: Call[None]) -> None:
    return None


async def broken(call: Call[None]) -> None:
    raise call.request.app[FAILURE][0]


async def where(call: Call[None]) -> Told:
    return Told(words=source(call.request))


FAILURE = web.AppKey("failure", list[BaseException])
PRINCIPAL = web.AppKey("principal", list[Principal])

ROUTES = (
    Route("POST", "/v1/words", tell, WayOut.NOTHING, Power.ANYONE, "Say it back.", body=Ask, result=Told, limit=1000),
    Route(
        "GET", "/v1/words", listing, WayOut.NOTHING, Power.ANYONE, "Say many.", result=Told, many=True, query=("words",)
    ),
    Route("GET", "/v1/own", own, WayOut.TO_PERSON, Power.OWN_RECORD, "Who is it?", result=Told),
    Route("DELETE", "/v1/own", nothing, WayOut.NOTHING, Power.OWN_ACCOUNT, "Do something rare.", fresh=True),
    Route("GET", "/v1/broken", broken, WayOut.NOTHING, Power.ANYONE, "Fail."),
    Route("GET", "/v1/where", where, WayOut.NOTHING, Power.ANYONE, "Whence?", result=Told),
)


@dataclass
class Answer:
    status: int
    headers: Any
    body: Any


@dataclass
class Site:
    """The application and the ways to speak to it."""

    app: web.Application
    port: int
    clock: FakeClock

    async def __call__(self, method: str, path: str, **kwargs: Any) -> Answer:
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, f"http://127.0.0.1:{self.port}{path}", **kwargs) as response,
        ):
            raw = await response.read()
            is_json = "json" in response.headers.get("Content-Type", "")
            return Answer(response.status, response.headers, await response.json(content_type=None) if is_json else raw)

    async def raw(self, *sent: bytes) -> bytes:
        """Send bytes as they are and read to the end of the connection."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            for one in sent:
                writer.write(one)
                await writer.drain()
            return await asyncio.wait_for(reader.read(-1), PATIENCE)
        finally:
            writer.close()


def a_principal(clock: FakeClock, role: Role = Role.PARTICIPANT, *, locked: bool = False) -> Principal:
    return Principal(
        PersonId("0199-ana"), ProgramId("0199-p"), frozenset({role}), SignInId("0199-s"), clock.now(), locked
    )


@pytest_asyncio.fixture(loop_scope="session")
async def site(clock: FakeClock) -> AsyncIterator[Site]:
    app = web.Application(middlewares=[problems, origins])
    app.on_response_prepare.append(on_prepare)
    app[IDS] = SystemIds()
    app[SERVED_OVER_TLS] = True
    app[CLOCK] = clock
    app[TRUSTED_PROXY] = ""
    app[ALLOWED_ORIGINS] = frozenset({ORIGIN})
    app[FAILURE] = []
    app[PRINCIPAL] = []

    async def authenticate(request: web.Request) -> Principal:
        if not app[PRINCIPAL] or "Authorization" not in request.headers:
            raise SignedOut
        return app[PRINCIPAL][0]

    app[AUTHENTICATE] = authenticate
    mount(app, ROUTES)
    runner = Runner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield Site(app, runner.addresses[0][1], clock)
    await runner.cleanup()
