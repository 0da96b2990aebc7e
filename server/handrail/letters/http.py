"""Letters over HTTP: clients ask for, fetch and withdraw their own; readers check one, and learn one word.

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
from handrail.kernel.ids import Ids, LetterId, ProgramId
from handrail.kernel.principal import Power
from handrail.letters import http_requests
from handrail.letters.draft import CHECK_PATH
from handrail.letters.gather import GatherFacts
from handrail.letters.http_requests import LEVELS, SEE_LETTERS, preview_out, revealing_out
from handrail.letters.issue import IssueLetter
from handrail.letters.pdf_press import PdfPress, file_name
from handrail.letters.pdf_reading import read_lexicon
from handrail.letters.pdf_signature import SigningKey
from handrail.letters.ports import Units
from handrail.letters.prepare import PrepareLetter
from handrail.letters.preview import CheckIssuerProfile, PreviewLetter
from handrail.letters.see import FetchDocument, SeeLetters, Seen
from handrail.letters.verify import VerifyLetter
from handrail.letters.wire import (
    CheckIn,
    CheckOut,
    ConfirmationOut,
    IssuerCheckOut,
    LetterIn,
    LetterOut,
    PreviewOut,
)
from handrail.letters.withdraw import WithdrawLetter
from handrail.web.limits import Limiter, Rate, source
from handrail.web.routes import Call, Route, WayOut
from handrail.web.serve import CLOCK

ISSUE_LETTER = web.AppKey("issue_letter", IssueLetter)
PREVIEW_LETTER = web.AppKey("preview_letter", PreviewLetter)
CHECK_ISSUER_PROFILE = web.AppKey("check_issuer_profile", CheckIssuerProfile)
FETCH_DOCUMENT = web.AppKey("fetch_document", FetchDocument)
WITHDRAW_LETTER = web.AppKey("withdraw_letter", WithdrawLetter)
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


def provide(
    app: web.Application, *, units: Units, gate: Gate, key: SigningKey, clock: Clock, ids: Ids, check_origin: str
) -> None:
    """Give `app` every use case that these routes call."""
    prepare, press, lexicon = (
        PrepareLetter(units, gate, GatherFacts(), clock, check_origin),
        PdfPress(key),
        read_lexicon(),
    )
    app[ISSUE_LETTER] = IssueLetter(units, gate, prepare, press, clock, ids, lexicon)
    app[PREVIEW_LETTER] = PreviewLetter(prepare, press, lexicon)
    app[CHECK_ISSUER_PROFILE] = CheckIssuerProfile(units, lexicon)
    http_requests.provide(
        app, units=units, gate=gate, issue=app[ISSUE_LETTER], preview=app[PREVIEW_LETTER], clock=clock, ids=ids
    )
    app[SEE_LETTERS] = SeeLetters(units, clock)
    app[FETCH_DOCUMENT] = FetchDocument(units)
    app[WITHDRAW_LETTER] = WithdrawLetter(units, clock)
    app[VERIFY_LETTER] = VerifyLetter(units, gate, clock, ids)
    app[CERTIFICATE] = key.public_pem()
    app[CHECK_LIMITS] = CheckLimits(clock)


async def issue(call: Call[LetterIn]) -> LetterOut:
    letter = await call.app[ISSUE_LETTER](call.caller, call.body.to_ask())
    (seen,) = await call.app[SEE_LETTERS](call.caller, letter.id)
    return _out(seen)


async def preview(call: Call[LetterIn]) -> PreviewOut:
    return preview_out(await call.app[PREVIEW_LETTER](call.caller, call.body.to_ask()))


async def check_issuer_profile(call: Call[None]) -> IssuerCheckOut:
    found = await call.app[CHECK_ISSUER_PROFILE](call.caller, ProgramId(call.path["program"]))
    return IssuerCheckOut(neutral=not found, blocking=tuple(revealing_out(one) for one in found))


async def listed(call: Call[None]) -> list[LetterOut]:
    return [_out(seen) for seen in await call.app[SEE_LETTERS](call.caller)]


async def shown(call: Call[None]) -> LetterOut:
    (seen,) = await call.app[SEE_LETTERS](call.caller, LetterId(call.path["letter"]))
    return _out(seen)


async def document(call: Call[None]) -> web.Response:
    letter, pdf = await call.app[FETCH_DOCUMENT](call.caller, LetterId(call.path["letter"]))
    return web.Response(
        body=pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{file_name(letter.number)}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


async def text(call: Call[None]) -> web.Response:
    return web.Response(text=await call.app[FETCH_DOCUMENT].text(call.caller, LetterId(call.path["letter"])))


async def withdraw(call: Call[None]) -> LetterOut:
    letter = await call.app[WITHDRAW_LETTER](call.caller, LetterId(call.path["letter"]))
    (seen,) = await call.app[SEE_LETTERS](call.caller, letter.id)
    return _out(seen)


async def check(call: Call[CheckIn]) -> CheckOut | web.Response:
    clock = call.app[CLOCK]
    began = clock.monotonic()
    address = source(call.request)
    try:
        call.app[CHECK_LIMITS].take(address)
    except TooMany as refusal:
        return _wait(refusal)
    found = await call.app[VERIFY_LETTER](call.body.code, call.body.sha256, address)
    await asyncio.sleep(BEAT - (clock.monotonic() - began) % BEAT)
    return CheckOut(answer="confirmed" if found else "not_confirmed")


def _wait(refusal: TooMany) -> web.Response:
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
_TYPES = {"check.html": "text/html", "check.css": "text/css", "check.js": "text/javascript"}
_FILES = {name: (_PAGE / name).read_text("utf-8") for name in _TYPES}


def _file(name: str) -> Any:
    async def serve(_: Call[None]) -> web.Response:
        return web.Response(text=_FILES[name], content_type=_TYPES[name])

    return serve


def _out(seen: Seen) -> LetterOut:
    letter = seen.letter
    return LetterOut(
        id=letter.id,
        number=letter.number,
        use=letter.use.value,
        level=LEVELS[letter.level],
        issued_on=letter.issued_on,
        standing=letter.standing(seen.today).value,
        sha256=letter.digest,
        can_be_checked=letter.reader is not None,
        confirmations=tuple(ConfirmationOut(at=one.at, source=one.source) for one in seen.checks),
    )


ROUTES = (
    *http_requests.ROUTES,
    Route(
        "POST",
        "/v1/letter-previews",
        preview,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "The page of a letter before there is one, and what its reader would learn.",
        body=LetterIn,
        result=PreviewOut,
    ),
    Route(
        "GET",
        "/v1/programs/{program}/issuer-profile/check",
        check_issuer_profile,
        WayOut.NOTHING,
        Power.RUN_PROGRAM,
        "What in the program's letterhead would tell the kind of care, and how to put it right.",
        result=IssuerCheckOut,
    ),
    Route(
        "POST",
        "/v1/letters",
        issue,
        WayOut.DISCLOSURE,
        Power.OWN_RECORD,
        "Issue a letter to the client who asks.",
        body=LetterIn,
        result=LetterOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "GET",
        "/v1/letters",
        listed,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "The caller's letters, newest first.",
        result=LetterOut,
        many=True,
    ),
    Route(
        "GET",
        "/v1/letters/{letter}",
        shown,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "One of the caller's letters, and who was told that it is confirmed.",
        result=LetterOut,
    ),
    Route(
        "GET",
        "/v1/letters/{letter}/document",
        document,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "The letter as it was issued.",
        produces="application/pdf",
    ),
    Route(
        "GET",
        "/v1/letters/{letter}/text",
        text,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "The letter's words as plain text.",
        produces="text/plain",
    ),
    Route(
        "POST",
        "/v1/letters/{letter}/withdrawal",
        withdraw,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Take a letter back: a check no longer confirms it.",
        result=LetterOut,
        idempotent=True,
    ),
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
)
