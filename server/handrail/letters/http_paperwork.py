"""Forms that are not letters over HTTP: clients ask and fetch, clinicians attach."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from handrail.disclosure.gate import Gate
from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids
from handrail.kernel.principal import Power
from handrail.letters.answer_paperwork import (
    AttachPaperwork,
    DeclinePaperwork,
    SeePaperworkQueue,
    WaitingPaperwork,
)
from handrail.letters.ask_paperwork import AskPaperwork, CancelPaperwork, SeePaperwork
from handrail.letters.choices import Language
from handrail.letters.fetch_paperwork import FetchPaperwork
from handrail.letters.http_out import pdf_answer
from handrail.letters.http_requests import language_of
from handrail.letters.paperwork import Kind, Paperwork, Reason
from handrail.letters.paperwork_said import ALWAYS, ANSWERS, TOLD
from handrail.letters.ports import Units
from handrail.letters.wire_paperwork import (
    PaperworkDeclineIn,
    PaperworkFormIn,
    PaperworkFormOut,
    PaperworkIn,
    PaperworkKindOut,
    PaperworkKindsOut,
    PaperworkOut,
    WaitingPaperworkOut,
)
from handrail.web.routes import Call, Route, WayOut
from handrail.web.uploads import LARGEST, cleaned

ASK_PAPERWORK = web.AppKey("ask_paperwork", AskPaperwork)
CANCEL_PAPERWORK = web.AppKey("cancel_paperwork", CancelPaperwork)
SEE_PAPERWORK = web.AppKey("see_paperwork", SeePaperwork)
FETCH_PAPERWORK = web.AppKey("fetch_paperwork", FetchPaperwork)
SEE_PAPERWORK_QUEUE = web.AppKey("see_paperwork_queue", SeePaperworkQueue)
ATTACH_PAPERWORK = web.AppKey("attach_paperwork", AttachPaperwork)
DECLINE_PAPERWORK = web.AppKey("decline_paperwork", DeclinePaperwork)


def provide(app: web.Application, *, units: Units, gate: Gate, clock: Clock, ids: Ids) -> None:
    """Give `app` every use case that these routes call."""
    app[ASK_PAPERWORK] = AskPaperwork(units, clock, ids)
    app[CANCEL_PAPERWORK] = CancelPaperwork(units, clock)
    app[SEE_PAPERWORK] = SeePaperwork(units)
    app[FETCH_PAPERWORK] = FetchPaperwork(units, gate)
    app[SEE_PAPERWORK_QUEUE] = SeePaperworkQueue(units)
    app[ATTACH_PAPERWORK] = AttachPaperwork(units, cleaned, clock, ids)
    app[DECLINE_PAPERWORK] = DeclinePaperwork(units, clock)


async def kinds(call: Call[None]) -> PaperworkKindsOut:
    language = language_of(call)
    return PaperworkKindsOut(
        kinds=tuple(
            PaperworkKindOut(
                kind=kind.value,
                title=told.title,
                is_not=told.is_not,
                reveals=told.reveals,
                then=told.then,
                cites=told.cites,
            )
            for kind, told in TOLD[language].items()
        ),
        always=ALWAYS[language],
    )


async def ask(call: Call[PaperworkIn]) -> PaperworkOut:
    asked = call.body
    made = await call.app[ASK_PAPERWORK](call.caller, Kind(asked.kind), asked.needed_by, understood=asked.understood)
    return _out(made, Language.ENGLISH)


async def listed(call: Call[None]) -> list[PaperworkOut]:
    language = language_of(call)
    return [_out(one, language) for one in await call.app[SEE_PAPERWORK](call.caller)]


async def cancel(call: Call[None]) -> PaperworkOut:
    return _out(await call.app[CANCEL_PAPERWORK](call.caller, call.path["paperwork"]), Language.ENGLISH)


async def document(call: Call[None]) -> web.Response:
    pdf = await call.app[FETCH_PAPERWORK](call.caller, call.path["paperwork"], call.path["form"])
    return pdf_answer(pdf, "form.pdf")


async def queue(call: Call[None]) -> list[WaitingPaperworkOut]:
    return [_waiting(one) for one in await call.app[SEE_PAPERWORK_QUEUE](call.caller)]


async def attach(call: Call[PaperworkFormIn]) -> None:
    await call.app[ATTACH_PAPERWORK](call.caller, call.path["paperwork"], call.body.document)


async def decline(call: Call[PaperworkDeclineIn]) -> None:
    await call.app[DECLINE_PAPERWORK](call.caller, call.path["paperwork"], Reason(call.body.reason))


def _out(asked: Paperwork, language: Language) -> PaperworkOut:
    return PaperworkOut(
        id=asked.id,
        kind=asked.kind.value,
        title=TOLD[language][asked.kind].title,
        state=asked.state.value,
        needed_by=asked.needed_by,
        asked_at=asked.asked_at,
        due_at=asked.due_at,
        answer=ANSWERS[language][asked.reason] if asked.reason else "",
        forms=tuple(
            PaperworkFormOut(id=form.id, attached_at=at, pages=form.pages, sha256=form.digest)
            for form, at in asked.forms
        ),
    )


def _waiting(one: WaitingPaperwork) -> WaitingPaperworkOut:
    asked = one.asked
    return WaitingPaperworkOut(
        id=asked.id,
        kind=asked.kind.value,
        name=one.name,
        needed_by=asked.needed_by,
        asked_at=asked.asked_at,
        due_at=asked.due_at,
    )


_OWN = "/v1/paperwork"
_QUEUE = "/v1/paperwork-queue"

ROUTES = (
    Route(
        "GET",
        "/v1/paperwork-kinds",
        kinds,
        WayOut.NOTHING,
        Power.OWN_ACCOUNT,
        "Forms that are not letters: what a letter is not, and what such a form usually reveals.",
        result=PaperworkKindsOut,
        query=("language",),
    ),
    Route(
        "POST",
        _OWN,
        ask,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Ask a clinician to complete a form that is not a letter.",
        body=PaperworkIn,
        result=PaperworkOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "GET",
        _OWN,
        listed,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "The caller's requests for forms, newest first, each with its forms, its answer or the day it is due.",
        result=PaperworkOut,
        many=True,
        query=("language",),
    ),
    Route(
        "POST",
        _OWN + "/{paperwork}/cancellation",
        cancel,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Take a request for a form back.",
        result=PaperworkOut,
    ),
    Route(
        "GET",
        _OWN + "/{paperwork}/forms/{form}/document",
        document,
        WayOut.DISCLOSURE,
        Power.OWN_RECORD,
        "A completed form, for its client alone.",
        produces="application/pdf",
    ),
    Route(
        "GET",
        _QUEUE,
        queue,
        WayOut.TO_STAFF,
        Power.OWN_ACCOUNT,
        "Forms that wait for the caller to complete them, the most urgent first.",
        result=WaitingPaperworkOut,
        many=True,
    ),
    Route(
        "POST",
        _QUEUE + "/{paperwork}/forms",
        attach,
        WayOut.TO_STAFF,
        Power.OWN_ACCOUNT,
        "Attach a completed form, as a clinician; it goes to the client alone.",
        body=PaperworkFormIn,
        idempotent=True,
        limit=LARGEST * 3 // 2,
    ),
    Route(
        "POST",
        _QUEUE + "/{paperwork}/refusal",
        decline,
        WayOut.TO_STAFF,
        Power.OWN_ACCOUNT,
        "Say why no form comes, for a reason of the list.",
        body=PaperworkDeclineIn,
    ),
)
