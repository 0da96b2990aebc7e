"""Requests for letters over HTTP: what a client is offered, asks for and signs."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal

from aiohttp import web

from handrail.disclosure.gate import Gate
from handrail.disclosure.vocabulary import DataElement
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.ids import Ids
from handrail.kernel.principal import Power
from handrail.letters.ask import warnings
from handrail.letters.choices import Language, Level
from handrail.letters.choices_offered import OTHER_FORMS, PLAINLY, offers
from handrail.letters.issue import IssueLetter
from handrail.letters.issue_requested import IssueRequested, PreviewRequested
from handrail.letters.letterhead import Revealing
from handrail.letters.ports import Units
from handrail.letters.preview import Preview, PreviewLetter
from handrail.letters.request import Request, RequestKind
from handrail.letters.request_letter import CancelRequest, RequestLetter, SeeRequests, SignItem
from handrail.letters.see import SeeLetters
from handrail.letters.wire import (
    ChoicesOut,
    InferenceOut,
    ItemIn,
    LetterIn,
    LevelOut,
    OfferOut,
    PreviewOut,
    RequestedLetterIn,
    RequestOut,
    RevealingOut,
)
from handrail.web.routes import Call, Route, WayOut

SEE_LETTERS = web.AppKey("see_letters", SeeLetters)
REQUEST_LETTER = web.AppKey("request_letter", RequestLetter)
SEE_REQUESTS = web.AppKey("see_requests", SeeRequests)
SIGN_ITEM = web.AppKey("sign_item", SignItem)
CANCEL_REQUEST = web.AppKey("cancel_request", CancelRequest)
PREVIEW_REQUESTED = web.AppKey("preview_requested", PreviewRequested)
ISSUE_REQUESTED = web.AppKey("issue_requested", IssueRequested)

LEVELS: Mapping[Level, Literal[1, 2, 3, 4]] = {
    Level.APPOINTMENT: 1,
    Level.UNDER_CARE: 2,
    Level.FUNCTION: 3,
    Level.NAMED: 4,
}


def provide(
    app: web.Application,
    *,
    units: Units,
    gate: Gate,
    issue: IssueLetter,
    preview: PreviewLetter,
    clock: Clock,
    ids: Ids,
) -> None:
    """Give `app` every use case that these routes call."""
    app[REQUEST_LETTER] = RequestLetter(units, gate, clock, ids)
    app[SEE_REQUESTS] = SeeRequests(units)
    app[SIGN_ITEM] = SignItem(units, clock)
    app[CANCEL_REQUEST] = CancelRequest(units, clock)
    app[PREVIEW_REQUESTED] = PreviewRequested(units, preview)
    app[ISSUE_REQUESTED] = IssueRequested(units, issue, clock)


async def choices(call: Call[None]) -> ChoicesOut:
    earlier = [seen.letter for seen in await call.app[SEE_LETTERS](call.caller)]
    return ChoicesOut(
        offers=tuple(OfferOut(use=one.use.value, level=LEVELS[one.level]) for one in offers(earlier)),
        levels=tuple(LevelOut(level=LEVELS[level], says=says) for level, says in PLAINLY.items()),
        other_forms=OTHER_FORMS,
    )


async def ask(call: Call[LetterIn]) -> RequestOut:
    return _out(await call.app[REQUEST_LETTER](call.caller, call.body.to_ask()))


async def listed(call: Call[None]) -> list[RequestOut]:
    return [_out(one) for one in await call.app[SEE_REQUESTS](call.caller)]


async def sign_item(call: Call[ItemIn]) -> RequestOut:
    item = DataElement(call.body.item)
    return _out(await call.app[SIGN_ITEM](call.caller, call.path["request"], item))


async def cancel(call: Call[None]) -> RequestOut:
    return _out(await call.app[CANCEL_REQUEST](call.caller, call.path["request"]))


async def preview(call: Call[None]) -> PreviewOut:
    return preview_out(await call.app[PREVIEW_REQUESTED](call.caller, call.path["request"], language_of(call)))


async def issue(call: Call[RequestedLetterIn]) -> RequestOut:
    request, accepted = call.path["request"], call.body.warnings_accepted
    await call.app[ISSUE_REQUESTED](call.caller, request, warnings_accepted=accepted)
    return next(_out(one) for one in await call.app[SEE_REQUESTS](call.caller) if one.id == request)


def language_of(call: Call[Any]) -> Language:
    """The language that the asker reads: `?language=`, English where none is asked for."""
    try:
        return Language(call.query.get("language", Language.ENGLISH))
    except ValueError:
        raise Invalid(faults=(Fault("/language", "ask for en or es"),)) from None


def preview_out(shown: Preview) -> PreviewOut:
    """What a client sees before there is a letter."""
    found = (RevealingOut(at="/document", word=one.word, reason=one.reason, fix=_FIX) for one in shown.findings)
    return PreviewOut(
        page=b64encode(shown.page).decode(),
        pictures=tuple(b64encode(one).decode() for one in shown.pictures),
        text=shown.text,
        says=shown.learned.says,
        could_infer=tuple(InferenceOut(source=one.source.value, says=one.says) for one in shown.learned.could_infer),
        cannot_tell=shown.learned.cannot_tell,
        blocking=(*(revealing_out(one) for one in shown.blocking), *found),
        warnings=shown.warnings,
    )


_FIX = "Ask your coordinator: the program's letterhead has to change before letters can be issued."


def revealing_out(one: Revealing) -> RevealingOut:
    """One finding in an issuer profile."""
    return RevealingOut(at=f"/issuer_profile{one.at}", word=one.word, reason=one.reason, fix=one.fix)


def _out(request: Request) -> RequestOut:
    asked = request.ask
    return RequestOut(
        id=request.id,
        kind=request.kind.value,
        state=request.state.value,
        use=asked.use.value,
        level=LEVELS[asked.level],
        items=tuple(sorted(asked.items)),
        asked_at=request.asked_at,
        due_at=request.due_at,
        answer=request.answer,
        items_to_sign=tuple(sorted(request.items_to_sign)),
        ready_at=request.ready_at,
        letter=next((one.letter for one in request.entries if one.letter), ""),
        warnings=warnings(asked),
        choices=LetterIn.of(asked) if request.kind is RequestKind.PREPARED else None,
    )


_OWN = "/v1/letter-requests"

ROUTES = (
    Route(
        "GET",
        "/v1/letter-choices",
        choices,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "The levels in plain words, the level to start with for each use, and what a letter is not.",
        result=ChoicesOut,
    ),
    Route(
        "POST",
        _OWN,
        ask,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Ask for a letter that a clinician has to sign for.",
        body=LetterIn,
        result=RequestOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "GET",
        _OWN,
        listed,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "The caller's requests, newest first, each with its answer or the day it is due.",
        result=RequestOut,
        many=True,
    ),
    Route(
        "POST",
        _OWN + "/{request}/item-signatures",
        sign_item,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Sign for one item of level 4.",
        body=ItemIn,
        result=RequestOut,
        fresh=True,
    ),
    Route(
        "POST",
        _OWN + "/{request}/cancellation",
        cancel,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Take a request back.",
        result=RequestOut,
    ),
    Route(
        "POST",
        _OWN + "/{request}/preview",
        preview,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "The page of a signed request, and what its reader would learn.",
        result=PreviewOut,
        query=("language",),
    ),
    Route(
        "POST",
        _OWN + "/{request}/letter",
        issue,
        WayOut.DISCLOSURE,
        Power.OWN_RECORD,
        "Issue the letter of a request that is ready.",
        body=RequestedLetterIn,
        result=RequestOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
)
