"""Letters over HTTP: clients look at, ask for, fetch and withdraw their own."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from handrail.disclosure.gate import Gate
from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids, LetterId, ProgramId
from handrail.kernel.principal import Power
from handrail.letters import (
    http_check,
    http_deliveries,
    http_paperwork,
    http_queue,
    http_renewals,
    http_requests,
    http_slips,
)
from handrail.letters.gather import GatherFacts
from handrail.letters.http_out import letter_out, pdf_answer
from handrail.letters.http_requests import SEE_LETTERS, language_of, preview_out, revealing_out
from handrail.letters.issue import IssueLetter
from handrail.letters.issue_slip import IssueSlip
from handrail.letters.make_anew import MakeAnew
from handrail.letters.pdf_press import PdfPress, file_name
from handrail.letters.pdf_reading import read_lexicon
from handrail.letters.pdf_signature import SigningKey
from handrail.letters.ports import Units
from handrail.letters.prepare import PrepareLetter
from handrail.letters.preview import CheckIssuerProfile, PreviewLetter
from handrail.letters.see import FetchDocument, SeeLetters
from handrail.letters.try_letterhead import TryLetterhead
from handrail.letters.wire import (
    IssuerCheckOut,
    LetterIn,
    LetterOut,
    PreviewOut,
)
from handrail.letters.withdraw import WithdrawLetter
from handrail.web.routes import Call, Route, WayOut

ISSUE_LETTER = web.AppKey("issue_letter", IssueLetter)
PREVIEW_LETTER = web.AppKey("preview_letter", PreviewLetter)
RENEW_DUE = http_renewals.RENEW_DUE
TRY_LETTERHEAD = web.AppKey("try_letterhead", TryLetterhead)
CHECK_ISSUER_PROFILE = web.AppKey("check_issuer_profile", CheckIssuerProfile)
FETCH_DOCUMENT = web.AppKey("fetch_document", FetchDocument)
MAKE_ANEW = web.AppKey("make_anew", MakeAnew)
WITHDRAW_LETTER = web.AppKey("withdraw_letter", WithdrawLetter)


def provide(
    app: web.Application,
    *,
    units: Units,
    gate: Gate,
    key: SigningKey,
    clock: Clock,
    ids: Ids,
    check_origin: str,
    mail_from: str = "",
    processes: int = 0,
) -> None:
    """Give `app` every use case that these routes call.

    `mail_from`: address of sent letters; empty: none is sent. `processes`: how many make letters beside this one.
    """
    prepare, press, lexicon = (
        PrepareLetter(units, gate, GatherFacts(), clock, check_origin),
        PdfPress(key, processes),
        read_lexicon(),
    )
    app[ISSUE_LETTER] = IssueLetter(units, gate, prepare, press, clock, ids, lexicon)
    app[PREVIEW_LETTER] = PreviewLetter(prepare, press, lexicon)
    app[MAKE_ANEW] = MakeAnew(units, app[ISSUE_LETTER], app[PREVIEW_LETTER], clock)
    app[CHECK_ISSUER_PROFILE] = CheckIssuerProfile(units, lexicon)
    app[TRY_LETTERHEAD] = TryLetterhead(press)
    http_requests.provide(
        app, units=units, gate=gate, issue=app[ISSUE_LETTER], preview=app[PREVIEW_LETTER], clock=clock, ids=ids
    )
    app[SEE_LETTERS] = SeeLetters(units, clock)
    app[FETCH_DOCUMENT] = FetchDocument(units)
    app[WITHDRAW_LETTER] = WithdrawLetter(units, clock)
    http_slips.provide(app, issue=IssueSlip(units, gate, press, clock, ids, check_origin), units=units, clock=clock)
    http_check.provide(app, units=units, gate=gate, key=key, clock=clock, ids=ids)
    http_deliveries.provide(app, units=units, gate=gate, clock=clock, ids=ids, origin=check_origin, mail_from=mail_from)
    queue = app[http_deliveries.QUEUE_DELIVERY]
    http_renewals.provide(app, units=units, gate=gate, issue=app[ISSUE_LETTER], queue=queue, clock=clock, ids=ids)
    http_queue.provide(app, units=units, clock=clock, ids=ids)
    http_paperwork.provide(app, units=units, gate=gate, clock=clock, ids=ids)


async def issue(call: Call[LetterIn]) -> LetterOut:
    letter = await call.app[ISSUE_LETTER](call.caller, call.body.to_ask())
    (seen,) = await call.app[SEE_LETTERS](call.caller, letter.id)
    return letter_out(seen)


async def preview(call: Call[LetterIn]) -> PreviewOut:
    return preview_out(await call.app[PREVIEW_LETTER](call.caller, call.body.to_ask(), language=language_of(call)))


async def check_issuer_profile(call: Call[None]) -> IssuerCheckOut:
    found = await call.app[CHECK_ISSUER_PROFILE](call.caller, ProgramId(call.path["program"]))
    return IssuerCheckOut(neutral=not found, blocking=tuple(revealing_out(one) for one in found))


async def listed(call: Call[None]) -> list[LetterOut]:
    return [letter_out(seen) for seen in await call.app[SEE_LETTERS](call.caller)]


async def shown(call: Call[None]) -> LetterOut:
    (seen,) = await call.app[SEE_LETTERS](call.caller, LetterId(call.path["letter"]))
    return letter_out(seen)


async def document(call: Call[None]) -> web.Response:
    letter, pdf = await call.app[FETCH_DOCUMENT](call.caller, LetterId(call.path["letter"]))
    return pdf_answer(pdf, file_name(letter.number))


async def text(call: Call[None]) -> web.Response:
    return web.Response(text=await call.app[FETCH_DOCUMENT].text(call.caller, LetterId(call.path["letter"])))


async def anew(call: Call[None]) -> LetterOut:
    made = await call.app[MAKE_ANEW](call.caller, LetterId(call.path["letter"]))
    (seen,) = await call.app[SEE_LETTERS](call.caller, made.id)
    return letter_out(seen)


async def anew_shown(call: Call[None]) -> PreviewOut:
    return preview_out(await call.app[MAKE_ANEW].shown(call.caller, LetterId(call.path["letter"]), language_of(call)))


async def withdraw(call: Call[None]) -> LetterOut:
    letter = await call.app[WITHDRAW_LETTER](call.caller, LetterId(call.path["letter"]))
    (seen,) = await call.app[SEE_LETTERS](call.caller, letter.id)
    return letter_out(seen)


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
        query=("language",),
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
        "/v1/letters/{letter}/successor-preview",
        anew_shown,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "The page of the letter that would take the place of a replaced one.",
        result=PreviewOut,
        query=("language",),
    ),
    Route(
        "POST",
        "/v1/letters/{letter}/successor",
        anew,
        WayOut.DISCLOSURE,
        Power.OWN_RECORD,
        "Make the letter that takes the place of a replaced one.",
        result=LetterOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    *http_slips.ROUTES,
    *http_check.ROUTES,
    *http_queue.ROUTES,
    *http_renewals.ROUTES,
    *http_paperwork.ROUTES,
    *http_deliveries.ROUTES,
)
