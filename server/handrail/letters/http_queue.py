"""The queue of requests over HTTP: what waits for staff, how they answer, and who may sign statements."""

from __future__ import annotations

from aiohttp import web

from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids, PersonId, ProgramId
from handrail.kernel.principal import Power
from handrail.letters.answer_request import AnswerRequest, NameClinician, SeeQueue, SignStatement, Waiting
from handrail.letters.choices import Credential
from handrail.letters.http_requests import LEVELS
from handrail.letters.ports import Units
from handrail.letters.prepare_request import PrepareRequest
from handrail.letters.request import Reason
from handrail.letters.wire import (
    ClinicianIn,
    LetterIn,
    RequestAnswerIn,
    StatementIn,
    WaitingOut,
)
from handrail.web.routes import Call, Route, WayOut

NAME_CLINICIAN = web.AppKey("name_clinician", NameClinician)
PREPARE_REQUEST = web.AppKey("prepare_request", PrepareRequest)
SEE_QUEUE = web.AppKey("see_queue", SeeQueue)
SIGN_STATEMENT = web.AppKey("sign_statement", SignStatement)
ANSWER_REQUEST = web.AppKey("answer_request", AnswerRequest)


def provide(app: web.Application, *, units: Units, clock: Clock, ids: Ids) -> None:
    """Give `app` every use case that these routes call."""
    app[NAME_CLINICIAN] = NameClinician(units, clock)
    app[PREPARE_REQUEST] = PrepareRequest(units, clock, ids)
    app[SEE_QUEUE] = SeeQueue(units)
    app[SIGN_STATEMENT] = SignStatement(units, clock)
    app[ANSWER_REQUEST] = AnswerRequest(units, clock)


async def name_clinician(call: Call[ClinicianIn]) -> None:
    credential = Credential(call.body.credential) if call.body.credential else None
    await call.app[NAME_CLINICIAN](
        call.caller, ProgramId(call.path["program"]), PersonId(call.path["person"]), credential
    )


async def prepare(call: Call[LetterIn]) -> None:
    await call.app[PREPARE_REQUEST](call.caller, PersonId(call.path["person"]), call.body.to_ask())


async def queue(call: Call[None]) -> list[WaitingOut]:
    return [_waiting(one) for one in await call.app[SEE_QUEUE](call.caller)]


async def state(call: Call[StatementIn]) -> None:
    await call.app[SIGN_STATEMENT](call.caller, call.path["request"], call.body.to_statement())


async def answer(call: Call[RequestAnswerIn]) -> None:
    reason = Reason(call.body.reason) if call.body.reason else None
    await call.app[ANSWER_REQUEST](call.caller, call.path["request"], reason)


def _waiting(one: Waiting) -> WaitingOut:
    request, asked = one.request, one.request.ask
    return WaitingOut(
        id=request.id,
        kind=request.kind.value,
        name=one.name,
        use=asked.use.value,
        level=LEVELS[asked.level],
        items=tuple(sorted(asked.items)),
        first_day=asked.first_day,
        last_day=asked.last_day,
        asked_at=request.asked_at,
        due_at=request.due_at,
    )


_QUEUE = "/v1/letter-queue"

ROUTES = (
    Route(
        "PUT",
        "/v1/programs/{program}/clinicians/{person}",
        name_clinician,
        WayOut.NOTHING,
        Power.RUN_PROGRAM,
        "Say what a member of staff may sign statements as, or that they no longer may.",
        body=ClinicianIn,
        fresh=True,
    ),
    Route(
        "POST",
        "/v1/people/{person}/letter-preparations",
        prepare,
        WayOut.TO_STAFF,
        Power.OWN_ACCOUNT,
        "Choose for a client what a letter could say; the client alone makes a letter of it.",
        body=LetterIn,
        idempotent=True,
    ),
    Route(
        "GET",
        _QUEUE,
        queue,
        WayOut.TO_STAFF,
        Power.OWN_ACCOUNT,
        "Requests that wait for the caller, the longest first.",
        result=WaitingOut,
        many=True,
    ),
    Route(
        "POST",
        _QUEUE + "/{request}/statement",
        state,
        WayOut.TO_STAFF,
        Power.OWN_ACCOUNT,
        "Sign a statement for a request, as a clinician.",
        body=StatementIn,
        fresh=True,
    ),
    Route(
        "POST",
        _QUEUE + "/{request}/answer",
        answer,
        WayOut.TO_STAFF,
        Power.OWN_ACCOUNT,
        "Decline a request for a reason of the list, or say that a review is settled.",
        body=RequestAnswerIn,
    ),
)
