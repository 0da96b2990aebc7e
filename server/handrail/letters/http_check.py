"""The reader's check over HTTP: one question, one word.

Every answer to a check leaves at the next beat of a fixed rhythm after the question came, whatever was found: the
work behind it takes a fraction of a beat (I8, security F1).
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from importlib.resources import files
from ipaddress import ip_address, ip_network
from typing import Any

import orjson
from aiohttp import web

from handrail.disclosure.gate import Gate
from handrail.kernel.clock import Clock
from handrail.kernel.errors import TooMany
from handrail.kernel.ids import Ids
from handrail.kernel.principal import Power
from handrail.letters.draft import CHECK_PATH
from handrail.letters.pdf_signature import SigningKey
from handrail.letters.ports import Units
from handrail.letters.verify import VerifyLetter
from handrail.letters.wire import (
    CheckIn,
    CheckOut,
)
from handrail.web.limits import Limiter, Rate, source
from handrail.web.routes import Call, Route, WayOut
from handrail.web.serve import CLOCK

VERIFY_LETTER = web.AppKey("verify_letter", VerifyLetter)
CERTIFICATE = web.AppKey("letter_certificate", bytes)

BEAT = 0.25
"""Seconds between two beats at which checks are answered."""

A_MINUTE = Rate(burst=30, per_second=30 / 60)
A_DAY = Rate(burst=3000, per_second=3000 / 86_400)
ALL_TOGETHER = Rate(burst=600, per_second=20)


class CheckLimits:
    """How often codes may be tried: by each source, and by all together (security F4)."""

    def __init__(self, clock: Clock) -> None:
        self._by_source = [Limiter(A_MINUTE, clock), Limiter(A_DAY, clock)]
        self._together = Limiter(ALL_TOGETHER, clock)

    def take(self, address: str) -> None:
        """Count one try.

        Raises:
            TooMany: this source, or all of them, tried too often.
        """
        for limiter in self._by_source:
            limiter.take(household(address))
        self._together.take("")


def household(address: str) -> str:
    """The address, or the /64 of an IPv6 one: whoever has one of those has them all."""
    try:
        if ip_address(address).version == 4:  # noqa: PLR2004 - IP versions
            return address
    except ValueError:
        return address
    return str(ip_network(f"{address}/64", strict=False))


CHECK_LIMITS = web.AppKey("check_limits", CheckLimits)


def provide(app: web.Application, *, units: Units, gate: Gate, key: SigningKey, clock: Clock, ids: Ids) -> None:
    """Give `app` every use case that these routes call."""
    app[VERIFY_LETTER] = VerifyLetter(units, gate, clock, ids)
    app[CERTIFICATE] = key.public_pem()
    app[CHECK_LIMITS] = CheckLimits(clock)


async def check(call: Call[CheckIn]) -> CheckOut | web.Response:
    clock = call.app[CLOCK]
    began = clock.monotonic()
    address = source(call.request)
    try:
        call.app[CHECK_LIMITS].take(address)
    except TooMany as refusal:
        return wait(refusal)
    found = await call.app[VERIFY_LETTER](call.body.code, call.body.sha256, address)
    await asyncio.sleep(until_beat(clock.monotonic() - began))
    return CheckOut(answer="confirmed" if found else "not_confirmed")


def until_beat(took: float) -> float:
    """Seconds to the next beat after a question came, `took` seconds ago: what an answer cost is not to be heard."""
    return BEAT - took % BEAT


def wait(refusal: TooMany) -> web.Response:
    """A problem of no named type: a reader is not told which product answers (security F3)."""
    body = {"type": "about:blank", "title": "Please wait a moment.", "status": 429}
    return web.Response(
        status=HTTPStatus.TOO_MANY_REQUESTS,
        body=orjson.dumps(body),
        content_type="application/problem+json",
        headers={"Retry-After": str(refusal.retry_after or 60)},
    )


async def certificate(call: Call[None]) -> web.Response:
    return web.Response(body=call.app[CERTIFICATE], content_type="application/x-pem-file")


_PAGE = files("handrail.letters") / "page"
_TYPES = {
    "check.html": "text/html",
    "check.css": "text/css",
    "check.js": "text/javascript",
    "words.js": "text/javascript",
}
_FILES = {name: (_PAGE / name).read_text("utf-8") for name in _TYPES}


def _file(name: str) -> Any:
    async def serve(_: Call[None]) -> web.Response:
        return web.Response(text=_FILES[name], content_type=_TYPES[name])

    return serve


ROUTES = (
    Route(
        "POST",
        "/v1/checks",
        check,
        WayOut.DISCLOSURE,
        Power.ANYONE,
        "Check a letter.",
        body=CheckIn,
        result=CheckOut,
        limit=4096,
    ),
    Route(
        "GET",
        "/v1/letter-certificate",
        certificate,
        WayOut.NOTHING,
        Power.ANYONE,
        "The certificate that letters are signed with, for checking a signature away from the network.",
        produces="application/x-pem-file",
    ),
    Route(
        "GET",
        CHECK_PATH,
        _file("check.html"),
        WayOut.NOTHING,
        Power.ANYONE,
        "The page where a letter is checked.",
        produces="text/html",
    ),
    Route(
        "GET",
        "/check.css",
        _file("check.css"),
        WayOut.NOTHING,
        Power.ANYONE,
        "How that page looks.",
        produces="text/css",
    ),
    Route(
        "GET",
        "/check.js",
        _file("check.js"),
        WayOut.NOTHING,
        Power.ANYONE,
        "What that page does.",
        produces="text/javascript",
    ),
    Route(
        "GET",
        "/words.js",
        _file("words.js"),
        WayOut.NOTHING,
        Power.ANYONE,
        "The words of that page in Spanish.",
        produces="text/javascript",
    ),
)
