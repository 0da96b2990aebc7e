"""Requests for one's rights over HTTP: the client's own, and the privacy officer's list."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids, PersonId
from handrail.kernel.principal import Power
from handrail.rights.answer import AnswerRights
from handrail.rights.ask import AskForRight, OwnRights
from handrail.rights.ports import RightsUnits
from handrail.rights.request import Act, Manner
from handrail.rights.wire import (
    ExtensionIn,
    FeeIn,
    RightAnswerIn,
    RightIn,
    RightOut,
    StaffRightOut,
    ToldRightIn,
    right_out,
    staff_right_out,
)
from handrail.web.routes import Call, Route, WayOut

ASK_FOR_RIGHT = web.AppKey("ask_for_right", AskForRight)
OWN_RIGHTS = web.AppKey("own_rights", OwnRights)
ANSWER_RIGHTS = web.AppKey("answer_rights", AnswerRights)


def provide(app: web.Application, *, units: RightsUnits, clock: Clock, ids: Ids) -> None:
    """Give `app` every use case that these routes call."""
    app[ASK_FOR_RIGHT] = AskForRight(units, clock, ids)
    app[OWN_RIGHTS] = OwnRights(units, clock)
    app[ANSWER_RIGHTS] = AnswerRights(units, clock)


async def ask(call: Call[RightIn]) -> RightOut:
    return right_out(await call.app[ASK_FOR_RIGHT](call.caller, call.body.right, call.body.wants))


async def own(call: Call[None]) -> list[RightOut]:
    return [right_out(one) for one in await call.app[OWN_RIGHTS](call.caller)]


async def accept_fee(call: Call[None]) -> RightOut:
    return right_out(await call.app[OWN_RIGHTS].act(call.caller, call.path["right"], Act.ACCEPT_FEE))


async def withdraw(call: Call[None]) -> RightOut:
    return right_out(await call.app[OWN_RIGHTS].act(call.caller, call.path["right"], Act.WITHDRAW))


async def told(call: Call[ToldRightIn]) -> RightOut:
    body, person = call.body, PersonId(call.path["person"])
    taken = await call.app[ASK_FOR_RIGHT].told(call.caller, person, body.right, Manner(body.manner), body.wants)
    return right_out(taken)


async def waiting(call: Call[None]) -> list[StaffRightOut]:
    return [staff_right_out(one) for one in await call.app[ANSWER_RIGHTS].waiting(call.caller)]


async def of(call: Call[None]) -> list[RightOut]:
    found = await call.app[ANSWER_RIGHTS].of(call.caller, PersonId(call.path["person"]))
    return [right_out(one) for one in found]


async def extend(call: Call[ExtensionIn]) -> RightOut:
    act = call.app[ANSWER_RIGHTS]
    return right_out(await act(call.caller, call.path["right"], Act.EXTEND, reason=call.body.reason))


async def tell_fee(call: Call[FeeIn]) -> RightOut:
    act = call.app[ANSWER_RIGHTS]
    return right_out(await act(call.caller, call.path["right"], Act.TELL_FEE, cents=call.body.cents))


async def answer(call: Call[RightAnswerIn]) -> RightOut:
    body, act = call.body, call.app[ANSWER_RIGHTS]
    answered = await act(
        call.caller, call.path["right"], Act.ANSWER, reason=body.reason, outcome=body.outcome, ground=body.ground
    )
    return right_out(answered)


ROUTES = (
    Route(
        "GET",
        "/v1/rights-requests",
        own,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "What you asked for by right, when it is due and what came of it.",
        result=RightOut,
        many=True,
    ),
    Route(
        "POST",
        "/v1/rights-requests",
        ask,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Ask for your record, or for the list of what was told about you.",
        body=RightIn,
        result=RightOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "POST",
        "/v1/rights-requests/{right}/fee-acceptances",
        accept_fee,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Accept the charge that you were told.",
        result=RightOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "POST",
        "/v1/rights-requests/{right}/withdrawals",
        withdraw,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Take a request back.",
        result=RightOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "POST",
        "/v1/people/{person}/rights-requests",
        told,
        WayOut.TO_STAFF,
        Power.KEEP_FORMS,
        "Write down what a client asked for by right, on paper or by word; the clock starts.",
        body=ToldRightIn,
        result=RightOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "GET",
        "/v1/people/{person}/rights-requests",
        of,
        WayOut.TO_STAFF,
        Power.READ_ACCOUNTING,
        "Everything a client asked for by right.",
        result=RightOut,
        many=True,
    ),
    Route(
        "GET",
        "/v1/rights-queue",
        waiting,
        WayOut.TO_STAFF,
        Power.READ_ACCOUNTING,
        "What is open in the program, what is due first before others.",
        result=StaffRightOut,
        many=True,
    ),
    Route(
        "POST",
        "/v1/rights-requests/{right}/extensions",
        extend,
        WayOut.TO_STAFF,
        Power.READ_ACCOUNTING,
        "Take 30 days more, once, before the last day is over, with the reason.",
        body=ExtensionIn,
        result=RightOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "POST",
        "/v1/rights-requests/{right}/fee-notices",
        tell_fee,
        WayOut.TO_STAFF,
        Power.READ_ACCOUNTING,
        "Tell what a further accounting within a year costs; nobody pays what they did not accept.",
        body=FeeIn,
        result=RightOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "POST",
        "/v1/rights-requests/{right}/answers",
        answer,
        WayOut.TO_STAFF,
        Power.READ_ACCOUNTING,
        "Write down what was given, and what was kept and why.",
        body=RightAnswerIn,
        result=RightOut,
        ok=HTTPStatus.CREATED,
        fresh=True,
        idempotent=True,
    ),
)
