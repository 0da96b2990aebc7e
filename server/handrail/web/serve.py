"""From the route table to an aiohttp application: read, check, call, answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from aiohttp import web
from pydantic import ValidationError

from handrail.kernel.clock import Clock
from handrail.kernel.errors import (
    FreshSignInNeeded,
    Invalid,
    Malformed,
    NotAllowed,
    NotFound,
    Paused,
    TooLarge,
    WrongMediaType,
)
from handrail.kernel.principal import WHILE_LOCKED, Power, Principal
from handrail.web.caller import AUTHENTICATE, FRESH, NOTE_REFUSED
from handrail.web.model import Model
from handrail.web.problems import from_validation
from handrail.web.repeats import REPEATS
from handrail.web.routes import Call, Route

CLOCK = web.AppKey("clock", Clock)
ROUTES = web.AppKey("routes", tuple[Route, ...])
_DEEPEST = 16
_CLOCKS_APART = 30
"""Seconds by which two nodes may disagree."""
_BODY_STARTS = 10
"""Seconds that a body may take on top of its bytes (J4)."""
_SLOWEST = 1024
"""Bytes a second at least (J4)."""


def mount(app: web.Application, routes: Iterable[Route]) -> None:
    """Add every route of the table to `app`, which must have `CLOCK` and `AUTHENTICATE`."""
    table = tuple(routes)
    app[ROUTES] = table
    for route in table:
        app.router.add_route(route.method, route.path, _handler(route), expect_handler=_expect)


async def _expect(request: web.Request) -> None:
    """Answer `Expect: 100-continue`, and refuse any other expectation without repeating it (RFC 9110 §10.1.1)."""
    if request.headers.get("Expect", "").lower() != "100-continue":
        raise web.HTTPExpectationFailed(text="")
    await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")


def _handler(route: Route) -> Any:
    async def handle(request: web.Request) -> web.StreamResponse:
        principal = None if route.power is Power.ANYONE else await request.app[AUTHENTICATE](request)
        try:
            if principal:
                _allow(route, principal, request.app[CLOCK].now())
            return await answer(request, principal)
        except (NotAllowed, NotFound):
            if principal and (note := request.app.get(NOTE_REFUSED)):
                await note(principal, f"{route.method} {route.path}")
            raise

    async def answer(request: web.Request, principal: Principal | None) -> web.StreamResponse:
        raw = await _raw(route, request)
        call = Call(
            request=request,
            principal=principal,
            body=read(route.body, raw) if route.body else None,
            path=dict(request.match_info),
            query=_query(route, request),
            idempotency_key=_key(route, request),
        )

        async def act() -> web.StreamResponse:
            return _answer(route, await route.handler(call))

        if call.idempotency_key and principal:
            content = f"{request.method} {request.path}\n".encode() + raw
            return await request.app[REPEATS].once(principal.person, call.idempotency_key, content, act)
        return await act()

    return handle


def _allow(route: Route, principal: Principal, now: datetime) -> None:
    if not principal.may(route.power):
        raise NotAllowed
    if principal.locked and route.power not in WHILE_LOCKED:
        raise Paused
    age = (now - principal.authenticated_at).total_seconds()
    if route.fresh and not -_CLOCKS_APART <= age <= FRESH:  # a clock set back makes nothing fresh again (K6)
        raise FreshSignInNeeded


async def _raw(route: Route, request: web.Request) -> bytes:
    if route.body is None:
        if request.can_read_body and await request.content.read(1):
            raise Malformed("This address takes no body.")
        return b""
    if request.content_type != "application/json":
        raise WrongMediaType
    if (request.content_length or 0) > route.limit:
        raise TooLarge
    raw = bytearray()
    try:
        async with asyncio.timeout(_BODY_STARTS + route.limit / _SLOWEST):
            async for chunk in request.content.iter_chunked(16 * 1024):
                raw += chunk
                if len(raw) > route.limit:
                    raise TooLarge
    except TimeoutError:
        raise Malformed("This arrived too slowly.") from None
    return bytes(raw)


def read(model: type[Model], raw: bytes) -> Model:
    """`raw` JSON as `model`.

    Raises:
        Malformed: not a JSON object, or nested too deeply.
        Invalid: an object, but not this one; the faults say where.
    """
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Malformed("Send one JSON object in UTF-8.") from None
    if not isinstance(value, dict):
        raise Malformed("Send one JSON object.")
    if _depth(value) > _DEEPEST:
        raise Malformed("This is nested too deeply.")
    try:
        return model.model_validate_json(raw)
    except ValidationError as failure:
        raise from_validation(failure) from None


def _depth(value: Any, at: int = 1) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if at > _DEEPEST:
        return at
    return max((_depth(one, at + 1) for one in inner), default=at)


def _query(route: Route, request: web.Request) -> dict[str, str]:
    if set(request.query) - set(route.query) or len(request.query) > len(set(request.query)):
        raise Invalid("This address takes other query parameters, each of them once.")
    return dict(request.query)


def _key(route: Route, request: web.Request) -> str | None:
    given = request.headers.get("Idempotency-Key")
    if given is None or not route.idempotent:
        return None
    try:
        return str(UUID(given))
    except ValueError:
        raise Invalid("The Idempotency-Key header must be a UUID.") from None


def _answer(route: Route, result: Model | list[Any] | web.StreamResponse | None) -> web.StreamResponse:
    if isinstance(result, web.StreamResponse):
        return result
    if result is None:
        return web.Response(status=route.status)
    content: Any = (
        {"items": [one.model_dump(mode="json") for one in result]}
        if isinstance(result, list)
        else result.model_dump(mode="json")
    )
    return web.json_bytes_response(content, status=route.status, dumps=orjson.dumps)
