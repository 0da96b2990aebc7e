"""The role table, the code and the routes say the same, and what is not listed is denied (G1)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from tests.fakes import FakeClock
from tests.identity.builders import ANA, PROGRAM

from handrail.app import ROUTES
from handrail.kernel.errors import SignedOut
from handrail.kernel.ids import SignInId, SystemIds
from handrail.kernel.principal import POWERS, STAFF, WHILE_LOCKED, Power, Principal, Role
from handrail.web.caller import AUTHENTICATE
from handrail.web.headers import IDS, SERVED_OVER_TLS, on_prepare, problems
from handrail.web.routes import Call, Route
from handrail.web.serve import CLOCK, mount

DOCUMENT = Path(__file__).parents[2] / "server" / "roles.md"
CLOCK_HERE = FakeClock()


def table() -> tuple[list[str], dict[str, list[str]]]:
    rows = [line.strip("| ").split(" | ") for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("|")]
    return rows[0], {row[0]: row[1:] for row in rows[2:]}


def test_the_document_and_the_code_are_one_table():
    """A power that nobody wrote down is nobody's."""
    head, rows = table()
    assert head[1:-1] == [str(role) for role in Role]
    assert list(rows) == [str(power) for power in Power]
    for power, cells in rows.items():
        told = {role for role, cell in zip(Role, cells, strict=False) if cell == "yes"}
        assert told == {role for role in Role if Power(power) in POWERS[role]}, power
        assert cells[-1], f"{power} says no relation"


def test_the_document_names_what_stays_open_in_a_locked_screen():
    text = " ".join(DOCUMENT.read_text("utf-8").split())
    assert text.count("`signed_in`, `join_room` and `lead_room`") == 1
    assert {Power.SIGNED_IN, Power.JOIN_ROOM, Power.LEAD_ROOM} == WHILE_LOCKED


def test_no_role_of_staff_reads_as_a_participant():
    """A facilitator has no record of their own here, and a participant leads nothing."""
    assert all(Power.OWN_RECORD not in POWERS[role] for role in STAFF)
    assert not POWERS[Role.PARTICIPANT] & {Power.LEAD_ROOM, Power.READ_ROOM_ANSWERS, Power.INVITE, Power.RUN_PROGRAM}


def test_every_power_is_asked_for_by_some_role():
    assert set().union(*POWERS.values()) == set(Power)


def principal(roles: Iterable[Role], *, locked: bool = False) -> Principal:
    return Principal(ANA, PROGRAM, frozenset(roles), SignInId("0199-sign-in"), CLOCK_HERE.now(), locked)


async def _reached(_: Call[Any]) -> web.Response:
    return web.Response(status=299)


WHO: dict[str, Principal] = {str(role): principal([role]) for role in Role}
WHO["locked"] = principal(Role, locked=True)


async def _authenticate(request: web.Request) -> Principal:
    who = request.headers.get("Authorization", "")
    if who not in WHO:
        raise SignedOut
    return WHO[who]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def doors() -> AsyncIterator[str]:
    """Every route of the product, with nothing behind it."""
    app = web.Application(middlewares=[problems])
    app.on_response_prepare.append(on_prepare)
    app[IDS] = SystemIds()
    app[SERVED_OVER_TLS] = False
    app[CLOCK] = CLOCK_HERE
    app[AUTHENTICATE] = _authenticate
    mount(app, [replace(route, handler=_reached, body=None, query=()) for route in ROUTES])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def knock(doors: str, route: Route, who: str = "") -> tuple[int, Any]:
    headers = {"Authorization": who} if who else {}
    async with (
        aiohttp.ClientSession() as session,
        session.request(route.method, doors + route.path.replace("{", "").replace("}", ""), headers=headers) as answer,
    ):
        body = await answer.json(content_type=None) if answer.status != 299 else None
        return answer.status, {**body, "request_id": ""} if body else None


PRIVATE = [route for route in ROUTES if route.power is not Power.ANYONE]


@pytest.mark.parametrize("route", PRIVATE, ids=lambda route: f"{route.method} {route.path}")
async def test_each_private_door_opens_for_its_roles_alone(doors: str, route: Route):
    """Without a sign-in 401 and one body everywhere; with a role that lacks the power 403; otherwise in."""
    status, body = await knock(doors, route)
    assert (status, body["type"]) == (401, "urn:handrail:problem:signed-out")
    for role in Role:
        status, body = await knock(doors, route, str(role))
        assert status == (299 if route.power in POWERS[role] else 403), role
    status, body = await knock(doors, route, "locked")
    assert status == (299 if route.power in WHILE_LOCKED else 401)


async def test_every_private_door_says_the_same_to_strangers(doors: str):
    """The same body on each, so that nothing tells what is behind it (A1)."""
    answers = [await knock(doors, route) for route in PRIVATE]
    assert all(answer == answers[0] for answer in answers)


def test_doors_without_a_sign_in_are_few_and_named():
    """A new one has to be written down here."""
    assert {f"{route.method} {route.path}" for route in ROUTES if route.power is Power.ANYONE} <= {
        "GET /letter",
        "GET /letter.js",
        "POST /v1/letter-fetches",
        "GET /",
        "GET /enter",
        "GET /check",
        "GET /page.css",
        "GET /page.js",
        "GET /check.css",
        "GET /check.js",
        "GET /words.js",
        "GET /v1/letter-certificate",
        "GET /v1/live",
        "GET /health/live",
        "GET /health/ready",
        "GET /.well-known/jwks.json",
        "POST /v1/setup",
        "POST /v1/activations",
        "POST /v1/sign-ins",
        "POST /v1/passkey-challenges",
        "POST /v1/passkey-sign-ins",
        "POST /v1/refreshes",
        "POST /v1/sign-outs",
        "POST /v1/checks",
    }
