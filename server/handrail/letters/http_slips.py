"""Slips over HTTP: a code for a letter that is out already, and switching off every code of it."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from handrail.kernel.clock import Clock
from handrail.kernel.ids import LetterId
from handrail.kernel.principal import Power
from handrail.letters.http_out import letter_out, pdf_answer
from handrail.letters.http_requests import SEE_LETTERS
from handrail.letters.issue_slip import EndChecks, FetchSlip, IssueSlip
from handrail.letters.pdf_press import file_name
from handrail.letters.ports import Units
from handrail.letters.wire import LetterOut, SlipIn
from handrail.web.routes import Call, Route, WayOut

ISSUE_SLIP = web.AppKey("issue_slip", IssueSlip)
FETCH_SLIP = web.AppKey("fetch_slip", FetchSlip)
END_CHECKS = web.AppKey("end_checks", EndChecks)


def provide(app: web.Application, *, issue: IssueSlip, units: Units, clock: Clock) -> None:
    """Give `app` every use case that these routes call."""
    app[ISSUE_SLIP] = issue
    app[FETCH_SLIP] = FetchSlip(units)
    app[END_CHECKS] = EndChecks(units, clock)


async def slip(call: Call[SlipIn]) -> LetterOut:
    letter = LetterId(call.path["letter"])
    await call.app[ISSUE_SLIP](call.caller, letter, call.body.to_ask())
    (seen,) = await call.app[SEE_LETTERS](call.caller, letter)
    return letter_out(seen)


async def slip_document(call: Call[None]) -> web.Response:
    letter, pdf = await call.app[FETCH_SLIP](call.caller, LetterId(call.path["letter"]), call.path["slip"])
    return pdf_answer(pdf, f"check-{file_name(letter.number)}")


async def end_checks(call: Call[None]) -> LetterOut:
    letter = LetterId(call.path["letter"])
    await call.app[END_CHECKS](call.caller, letter)
    (seen,) = await call.app[SEE_LETTERS](call.caller, letter)
    return letter_out(seen)


ROUTES = (
    Route(
        "POST",
        "/v1/letters/{letter}/slips",
        slip,
        WayOut.DISCLOSURE,
        Power.OWN_RECORD,
        "A page of its own with a code that lets a reader check this letter.",
        body=SlipIn,
        result=LetterOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "GET",
        "/v1/letters/{letter}/slips/{slip}/document",
        slip_document,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "A slip as it was issued.",
        produces="application/pdf",
    ),
    Route(
        "POST",
        "/v1/letters/{letter}/check-end",
        end_checks,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Switch off every code of this letter: nobody can check it any more.",
        result=LetterOut,
    ),
)
