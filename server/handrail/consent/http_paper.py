"""Forms on paper, copies and witnesses over HTTP."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from aiohttp import web

from handrail.consent.attest import AttestForm
from handrail.consent.authorization import Form
from handrail.consent.codes import RevocationManner
from handrail.consent.pdf import FormPrinter
from handrail.consent.ports import ConsentUnits
from handrail.consent.read import ClientForms
from handrail.consent.record_paper import FetchScan, RecordPaper
from handrail.consent.revoke import RevokeConsent
from handrail.consent.wire import (
    AttestIn,
    ConsentOut,
    PaperIn,
    PaperOut,
    ReceiptOut,
    RevocationIn,
    WaitingOut,
    consent_out,
    paper_out,
    receipt_out,
)
from handrail.kernel.clock import Clock
from handrail.kernel.ids import ConsentId, Ids, PersonId
from handrail.kernel.principal import Power
from handrail.web.routes import Call, Route, WayOut
from handrail.web.uploads import LARGEST, cleaned

REVOKE_CONSENT = web.AppKey("revoke_consent", RevokeConsent)
RECORD_PAPER = web.AppKey("record_paper", RecordPaper)
FETCH_SCAN = web.AppKey("fetch_scan", FetchScan)
CLIENT_FORMS = web.AppKey("client_forms", ClientForms)
ATTEST_FORM = web.AppKey("attest_form", AttestForm)
FORM_PRINTER = web.AppKey("form_printer", FormPrinter)


def provide(app: web.Application, *, units: ConsentUnits, clock: Clock, ids: Ids) -> None:
    """Give `app` every use case that these routes call."""
    app[RECORD_PAPER] = RecordPaper(units, cleaned, clock, ids)
    app[FETCH_SCAN] = FetchScan(units)
    app[CLIENT_FORMS] = ClientForms(units)
    app[ATTEST_FORM] = AttestForm(units, clock)
    app[FORM_PRINTER] = FormPrinter()


async def record_paper(call: Call[PaperIn]) -> PaperOut:
    person = PersonId(call.path["person"])
    return paper_out(*await call.app[RECORD_PAPER](call.caller, person, call.body.to_recorded(call.caller.person)))


async def forms(call: Call[None]) -> list[PaperOut]:
    found = await call.app[CLIENT_FORMS](call.caller, PersonId(call.path["person"]))
    return [paper_out(form, missing) for form, missing in found]


async def document(call: Call[None]) -> web.Response:
    return await _pdf(call, *await call.app[FETCH_SCAN](call.caller, ConsentId(call.path["consent"])))


async def client_document(call: Call[None]) -> web.Response:
    person, consent = PersonId(call.path["person"]), ConsentId(call.path["consent"])
    return await _pdf(call, *await call.app[FETCH_SCAN].of_client(call.caller, person, consent))


async def _pdf(call: Call[None], form: Form, scan: bytes | None) -> web.Response:
    pdf = scan if scan is not None else await asyncio.to_thread(call.app[FORM_PRINTER].draw, form)
    headers = {
        "Content-Disposition": 'attachment; filename="form.pdf"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return web.Response(body=pdf, content_type="application/pdf", headers=headers)


async def attest(call: Call[AttestIn]) -> ConsentOut:
    person, consent = PersonId(call.path["person"]), ConsentId(call.path["consent"])
    return consent_out(await call.app[ATTEST_FORM](call.caller, person, consent, call.body.of, call.body.how))


async def waiting(call: Call[None]) -> list[WaitingOut]:
    found = await call.app[ATTEST_FORM].waiting(call.caller, PersonId(call.path["person"]))
    return [WaitingOut(**consent_out(form).model_dump(), of=of) for form, of in found]


async def told_revoked(call: Call[RevocationIn]) -> ReceiptOut:
    person, consent = PersonId(call.path["person"]), ConsentId(call.path["consent"])
    manner = RevocationManner(call.body.manner)
    return receipt_out(await call.app[REVOKE_CONSENT].told(call.caller, person, consent, manner))


ROUTES = (
    Route(
        "GET",
        "/v1/consents/{consent}/document",
        document,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Your copy of a form: as you signed it here, or the scan of the paper.",
        produces="application/pdf",
    ),
    Route(
        "GET",
        "/v1/people/{person}/consents",
        forms,
        WayOut.TO_STAFF,
        Power.KEEP_FORMS,
        "A client's forms, newest first, each with what it lacks.",
        result=PaperOut,
        many=True,
    ),
    Route(
        "GET",
        "/v1/people/{person}/consents/{consent}/document",
        client_document,
        WayOut.TO_STAFF,
        Power.KEEP_FORMS,
        "A client's form as it was signed, or the scan of the paper.",
        produces="application/pdf",
        fresh=True,
    ),
    Route(
        "POST",
        "/v1/people/{person}/consents",
        record_paper,
        WayOut.TO_STAFF,
        Power.KEEP_FORMS,
        "Record a form that a client signed on paper, as it stands.",
        body=PaperIn,
        result=PaperOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
        limit=LARGEST * 3 // 2,
    ),
    Route(
        "POST",
        "/v1/people/{person}/consents/{consent}/revocations",
        told_revoked,
        WayOut.TO_STAFF,
        Power.KEEP_FORMS,
        "Write down that a client took a form back, on paper or by word; it stops at once.",
        body=RevocationIn,
        result=ReceiptOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "GET",
        "/v1/people/{person}/witness-requests",
        waiting,
        WayOut.TO_STAFF,
        Power.ATTEST,
        "Forms of a client that wait for a witness.",
        result=WaitingOut,
        many=True,
    ),
    Route(
        "POST",
        "/v1/people/{person}/consents/{consent}/witnesses",
        attest,
        WayOut.TO_STAFF,
        Power.ATTEST,
        "Attest that this client signed a form, or took it back, before your eyes.",
        body=AttestIn,
        result=ConsentOut,
        ok=HTTPStatus.CREATED,
        fresh=True,
        idempotent=True,
    ),
)
