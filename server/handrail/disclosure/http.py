"""The log of disclosures over HTTP: a person's own, and the privacy officer's reports."""

from __future__ import annotations

import asyncio
from datetime import datetime
from http import HTTPStatus

from aiohttp import web

from handrail.disclosure.bundled import rulebook
from handrail.disclosure.judge import JudgeForm
from handrail.disclosure.pdf import AccountingPrinter
from handrail.disclosure.ports import OfficeUnits
from handrail.disclosure.read import OwnDisclosures, OwnRefusals, ReadAccounting
from handrail.disclosure.review_issuer import ReviewIssuer
from handrail.disclosure.sheet import sheet
from handrail.disclosure.suspend import SuspendAccounting
from handrail.disclosure.suspension import Suspension
from handrail.disclosure.wire import (
    AccountingOut,
    DisclosureOut,
    JudgementOut,
    ReviewIn,
    ReviewOut,
    SuspensionIn,
    SuspensionOut,
    accounting_out,
    disclosure_out,
    judgement_out,
    review_out,
    suspension_out,
)
from handrail.kernel.clock import Clock
from handrail.kernel.ids import ConsentId, Ids, PersonId
from handrail.kernel.principal import Power
from handrail.web.routes import Call, Route, WayOut

OWN_DISCLOSURES = web.AppKey("own_disclosures", OwnDisclosures)
OWN_REFUSALS = web.AppKey("own_refusals", OwnRefusals)
ACCOUNTING_PRINTER = web.AppKey("accounting_printer", AccountingPrinter)
JUDGE_FORM = web.AppKey("judge_form", JudgeForm)
SUSPEND_ACCOUNTING = web.AppKey("suspend_accounting", SuspendAccounting)
REVIEW_ISSUER = web.AppKey("review_issuer", ReviewIssuer)
READ_ACCOUNTING = web.AppKey("read_accounting", ReadAccounting)


def provide(app: web.Application, *, units: OfficeUnits, clock: Clock, ids: Ids) -> None:
    """Give `app` every use case that these routes call."""
    app[OWN_DISCLOSURES] = OwnDisclosures(units, clock)
    app[READ_ACCOUNTING] = ReadAccounting(units, clock)
    app[OWN_REFUSALS] = OwnRefusals(units, clock)
    app[SUSPEND_ACCOUNTING] = SuspendAccounting(units, clock, ids)
    app[ACCOUNTING_PRINTER] = AccountingPrinter()
    app[JUDGE_FORM] = JudgeForm(units, rulebook(), clock)
    app[REVIEW_ISSUER] = ReviewIssuer(units, clock, ids)


async def own_disclosures(call: Call[None]) -> list[DisclosureOut]:
    return [disclosure_out(one, rulebook()) for one in await call.app[OWN_DISCLOSURES](call.caller)]


async def own_refusals(call: Call[None]) -> list[DisclosureOut]:
    return [disclosure_out(one, rulebook()) for one in await call.app[OWN_REFUSALS](call.caller)]


async def disclosures_on(call: Call[None]) -> list[DisclosureOut]:
    consent = ConsentId(call.path["consent"])
    return [disclosure_out(one, rulebook()) for one in await call.app[OWN_DISCLOSURES](call.caller, consent)]


async def accounting(call: Call[None]) -> AccountingOut:
    found = await call.app[READ_ACCOUNTING](call.caller, PersonId(call.path["person"]))
    return accounting_out(found, rulebook())


async def accounting_csv(call: Call[None]) -> web.Response:
    found = await call.app[READ_ACCOUNTING](call.caller, PersonId(call.path["person"]), as_file=True)
    table = sheet((("HIPAA", found.hipaa), ("42 CFR Part 2", found.part2)))
    return _file(table.encode(), "text/csv", "accounting.csv", charset="utf-8")


async def accounting_pdf(call: Call[None]) -> web.Response:
    found = await call.app[READ_ACCOUNTING](call.caller, PersonId(call.path["person"]), as_file=True)
    drawn = await asyncio.to_thread(call.app[ACCOUNTING_PRINTER].draw, found)
    return _file(drawn, "application/pdf", "accounting.pdf")


async def suspend(call: Call[SuspensionIn]) -> SuspensionOut:
    person, caller = PersonId(call.path["person"]), call.caller

    def made(id_: str, now: datetime) -> Suspension:
        return call.body.to_suspension(id_, person, caller.program, caller.person, now)

    return suspension_out(await call.app[SUSPEND_ACCOUNTING](caller, person, made))


async def suspensions(call: Call[None]) -> list[SuspensionOut]:
    found = await call.app[SUSPEND_ACCOUNTING].of(call.caller, PersonId(call.path["person"]))
    return [suspension_out(one) for one in found]


def _file(body: bytes, content_type: str, name: str, charset: str | None = None) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=body, content_type=content_type, charset=charset, headers=headers)


async def review_issuer(call: Call[ReviewIn]) -> ReviewOut:
    body = call.body
    review = await call.app[REVIEW_ISSUER](
        call.caller,
        publicly_sud=body.publicly_sud,
        signed_off=body.signed_off,
        counsel=body.counsel,
        reviewed_on=body.reviewed_on,
        with_notice=body.with_notice,
    )
    return review_out(review)


async def issuer_review(call: Call[None]) -> ReviewOut:
    return review_out(await call.app[REVIEW_ISSUER].latest(call.caller))


async def judge(call: Call[None]) -> list[JudgementOut]:
    judged = await call.app[JUDGE_FORM](call.caller, PersonId(call.path["person"]), call.path["consent"])
    return [judgement_out(one) for one in judged]


ROUTES = (
    Route(
        "GET",
        "/v1/people/{person}/consents/{consent}/judgement",
        judge,
        WayOut.TO_STAFF,
        Power.KEEP_FORMS,
        "What a form would permit today, by the rules that judge every form.",
        result=JudgementOut,
        many=True,
    ),
    Route(
        "GET",
        "/v1/issuer-review",
        issuer_review,
        WayOut.NOTHING,
        Power.SIGN_OFF,
        "What the program answers for about its own name.",
        result=ReviewOut,
    ),
    Route(
        "PUT",
        "/v1/issuer-review",
        review_issuer,
        WayOut.NOTHING,
        Power.SIGN_OFF,
        "Answer for the program's name: is it known for substance use care, and did counsel sign off.",
        body=ReviewIn,
        result=ReviewOut,
        fresh=True,
    ),
    Route(
        "GET",
        "/v1/disclosures",
        own_disclosures,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "All that left about you: when, to whom, what and why.",
        result=DisclosureOut,
        many=True,
    ),
    Route(
        "GET",
        "/v1/refusals",
        own_refusals,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "What was asked about you and not told, and why.",
        result=DisclosureOut,
        many=True,
    ),
    Route(
        "GET",
        "/v1/consents/{consent}/disclosures",
        disclosures_on,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "What left on one of your forms, and cannot be called back.",
        result=DisclosureOut,
        many=True,
    ),
    Route(
        "GET",
        "/v1/people/{person}/accounting",
        accounting,
        WayOut.TO_STAFF,
        Power.READ_ACCOUNTING,
        "A person's accounting of disclosures under both rules.",
        result=AccountingOut,
        fresh=True,
    ),
    Route(
        "GET",
        "/v1/people/{person}/accounting/csv",
        accounting_csv,
        WayOut.TO_STAFF,
        Power.READ_ACCOUNTING,
        "The same as a table for a spreadsheet.",
        produces="text/csv",
        fresh=True,
    ),
    Route(
        "GET",
        "/v1/people/{person}/accounting/pdf",
        accounting_pdf,
        WayOut.TO_STAFF,
        Power.READ_ACCOUNTING,
        "The same on paper, to give to the person.",
        produces="application/pdf",
        fresh=True,
    ),
    Route(
        "POST",
        "/v1/people/{person}/accounting/suspensions",
        suspend,
        WayOut.TO_STAFF,
        Power.READ_ACCOUNTING,
        "Record that an agency asked not to tell a person, for a time, what went to it.",
        body=SuspensionIn,
        result=SuspensionOut,
        ok=HTTPStatus.CREATED,
        fresh=True,
        idempotent=True,
    ),
    Route(
        "GET",
        "/v1/people/{person}/accounting/suspensions",
        suspensions,
        WayOut.TO_STAFF,
        Power.READ_ACCOUNTING,
        "What agencies had suspended of a person's accounting.",
        result=SuspensionOut,
        many=True,
    ),
)
