"""A server with identity alone, on a free port: the tests speak to it as browsers and the SDK do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import aiohttp
import pyotp
import pytest_asyncio
from aiohttp import web
from argon2.profiles import CHEAPEST
from tests.fakes import FakeClock

from handrail.db.vault import Vault
from handrail.identity import http
from handrail.identity.factors import Argon
from handrail.identity.tokens import Tokens, new_key
from handrail.kernel.clock import SteadyClock
from handrail.kernel.ids import SystemIds
from handrail.unit_of_work import Units
from handrail.web.headers import IDS, SERVED_OVER_TLS, on_prepare, problems
from handrail.web.limits import TRUSTED_PROXY
from handrail.web.origin import ALLOWED_ORIGINS, origins
from handrail.web.serve import CLOCK, mount

ORIGIN = "https://rooms.example"
SETUP_SECRET = "printed-once-by-the-server"
PASSWORD = "a lantern in the harbour fog"
PERSON = {"email": "Ana@Example.org", "legal_name": "Ana Ruiz", "display_name": "Ana"}


@dataclass
class Answer:
    status: int
    body: Any
    headers: Any
    cookies: Any


@dataclass
class Client:
    """One device. With `origin` it behaves as a browser and keeps its cookie."""

    base: str
    clock: FakeClock
    origin: str = ""
    access: str = ""
    refresh: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    async def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.access:
            sent.setdefault("Authorization", f"Bearer {self.access}")
        if self.origin:
            sent.setdefault("Origin", self.origin)
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.request(method, self.base + path, json=body, headers=sent) as response,
        ):
            raw = await response.read()
            is_json = "json" in response.headers.get("Content-Type", "")
            for name, morsel in response.cookies.items():
                self.cookies[name] = morsel.value
            return Answer(
                response.status,
                await response.json(content_type=None) if raw and is_json else raw,
                response.headers,
                response.cookies,
            )

    def keep(self, signed_in: dict[str, Any]) -> None:
        self.access = signed_in["access"]
        self.refresh = signed_in["refresh"] or ""

    async def renew(self, key: str = "") -> Answer:
        """Refresh, as a client does that got no answer to this key before."""
        return await self(
            "POST",
            "/v1/refreshes",
            {"refresh": self.refresh} if self.refresh else {},
            Idempotency_Key=key or str(uuid4()),
        )


@dataclass
class House:
    """The running server and the ways in."""

    base: str
    clock: FakeClock
    units: Units

    def client(self, **kwargs: str) -> Client:
        return Client(self.base, self.clock, **kwargs)

    async def coordinator(self) -> Client:
        """The first coordinator, signed in."""
        client = self.client()
        asked = {"secret": SETUP_SECRET, "email": "cora@example.org", "legal_name": "Cora Li", "display_name": "Cora"}
        made = await client("POST", "/v1/setup", asked)
        await self.activate(client, made.body["link"])
        return client

    async def activate(self, client: Client, link: str, password: str = PASSWORD) -> str:
        """Use a link to the end; gives the authenticator's secret, or nothing."""
        asked = {"secret": link.partition("#")[2], "password": password}
        answer = await client("POST", "/v1/activations", asked)
        secret = ""
        if authenticator := answer.body.get("authenticator"):
            secret = authenticator["secret"]
            answer = await client("POST", "/v1/activations", asked | {"code": code(secret, self.clock)})
        assert answer.status == 201, answer
        client.keep(answer.body["signed_in"])
        return str(secret)

    async def participant(self, coordinator: Client, **over: Any) -> Client:
        """Somebody invited and signed in."""
        made = await coordinator("POST", "/v1/invitations", PERSON | {"roles": ["participant"]} | over)
        client = self.client()
        await self.activate(client, made.body["link"])
        return client


def code(secret: str, clock: FakeClock) -> str:
    return pyotp.TOTP(secret).at(clock.now())


def house_on(units: Units, vault: Vault, clock: FakeClock) -> web.Application:
    ids = SystemIds()
    steady = SteadyClock(clock)
    app = web.Application(middlewares=[problems, origins])
    app.on_response_prepare.append(on_prepare)
    app[IDS] = ids
    app[SERVED_OVER_TLS] = True
    app[CLOCK] = steady
    app[TRUSTED_PROXY] = ""
    app[ALLOWED_ORIGINS] = frozenset({ORIGIN})
    http.provide(
        app,
        units=units,
        tokens=Tokens((new_key(ids),), ORIGIN, steady, ids),
        hasher=Argon(vault, CHEAPEST),
        digests=vault,
        ids=ids,
        clock=steady,
        origin=ORIGIN,
        setup_secret=SETUP_SECRET,
    )
    mount(app, http.ROUTES)
    return app


@pytest_asyncio.fixture(loop_scope="session")
async def serve(units: Units, vault: Vault, clock: FakeClock) -> AsyncIterator[Callable[[], Any]]:
    """Start a server on the same database; twice gives two nodes."""
    runners: list[web.AppRunner] = []

    async def start() -> House:
        runner = web.AppRunner(house_on(units, vault, clock), shutdown_timeout=1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return House(f"http://127.0.0.1:{runner.addresses[0][1]}", clock, units)

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="session")
async def house(serve: Callable[[], Any]) -> House:
    return await serve()
