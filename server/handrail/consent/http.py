"""Consent over HTTP: forms shown, signed and taken back; restrictions; how a client wants to be reached."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from handrail.consent import http_facts, http_paper
from handrail.consent.draft import DraftConsent
from handrail.consent.http_paper import REVOKE_CONSENT
from handrail.consent.ports import ConsentUnits
from handrail.consent.read import OwnConsents, OwnContactPolicy, OwnRestrictions
from handrail.consent.restrict import AnswerRestriction, AskRestriction, EndRestriction
from handrail.consent.revoke import ReadReceipt, RevokeConsent
from handrail.consent.set_contact import SetContactPolicy
from handrail.consent.sign import SignConsent
from handrail.consent.wire import (
    AnswerIn,
    ChoicesIn,
    ConsentOut,
    ContactIn,
    ContactOut,
    DraftOut,
    ReceiptOut,
    RestrictionIn,
    RestrictionOut,
    SignatureIn,
    consent_out,
    contact_out,
    draft_out,
    receipt_out,
    restriction_out,
)
from handrail.kernel.clock import Clock
from handrail.kernel.ids import ConsentId, Ids
from handrail.kernel.principal import Power
from handrail.web.routes import Call, Route, WayOut

DRAFT_CONSENT = web.AppKey("draft_consent", DraftConsent)
SIGN_CONSENT = web.AppKey("sign_consent", SignConsent)
READ_RECEIPT = web.AppKey("read_receipt", ReadReceipt)
OWN_CONSENTS = web.AppKey("own_consents", OwnConsents)
OWN_RESTRICTIONS = web.AppKey("own_restrictions", OwnRestrictions)
OWN_CONTACT_POLICY = web.AppKey("own_contact_policy", OwnContactPolicy)
ASK_RESTRICTION = web.AppKey("ask_restriction", AskRestriction)
END_RESTRICTION = web.AppKey("end_restriction", EndRestriction)
ANSWER_RESTRICTION = web.AppKey("answer_restriction", AnswerRestriction)
SET_CONTACT_POLICY = web.AppKey("set_contact_policy", SetContactPolicy)


def provide(app: web.Application, *, units: ConsentUnits, clock: Clock, ids: Ids) -> None:
    """Give `app` every use case that these routes call."""
    app[DRAFT_CONSENT] = DraftConsent(units, clock)
    app[SIGN_CONSENT] = SignConsent(units, clock, ids)
    app[READ_RECEIPT] = ReadReceipt(units)
    app[REVOKE_CONSENT] = RevokeConsent(units, clock)
    app[OWN_CONSENTS] = OwnConsents(units)
    app[OWN_RESTRICTIONS] = OwnRestrictions(units)
    app[OWN_CONTACT_POLICY] = OwnContactPolicy(units)
    app[ASK_RESTRICTION] = AskRestriction(units, clock, ids)
    app[END_RESTRICTION] = EndRestriction(units, clock)
    app[ANSWER_RESTRICTION] = AnswerRestriction(units, clock)
    app[SET_CONTACT_POLICY] = SetContactPolicy(units, clock, ids)
    http_facts.provide(app, units=units, clock=clock, ids=ids)
    http_paper.provide(app, units=units, clock=clock, ids=ids)


async def draft(call: Call[ChoicesIn]) -> DraftOut:
    return draft_out(*await call.app[DRAFT_CONSENT].shown(call.caller, call.body.to_choices()))


async def sign(call: Call[SignatureIn]) -> ConsentOut:
    body = call.body
    signed = await call.app[SIGN_CONSENT](call.caller, body.choices.to_choices(), body.digest, frozenset(body.seen))
    return consent_out(signed)


async def own_consents(call: Call[None]) -> list[ConsentOut]:
    return [consent_out(one) for one in await call.app[OWN_CONSENTS](call.caller)]


async def revoke(call: Call[None]) -> ReceiptOut:
    return receipt_out(await call.app[REVOKE_CONSENT](call.caller, ConsentId(call.path["consent"])))


async def receipt(call: Call[None]) -> ReceiptOut:
    return receipt_out(await call.app[READ_RECEIPT](call.caller, ConsentId(call.path["consent"])))


async def own_restrictions(call: Call[None]) -> list[RestrictionOut]:
    return [restriction_out(one) for one in await call.app[OWN_RESTRICTIONS](call.caller)]


async def ask_restriction(call: Call[RestrictionIn]) -> RestrictionOut:
    body = call.body
    asked = await call.app[ASK_RESTRICTION](
        call.caller,
        None if body.elements is None else frozenset(body.elements),
        None if body.recipients is None else frozenset(body.recipients),
        None if body.purposes is None else frozenset(body.purposes),
        self_paid=body.self_paid,
    )
    return restriction_out(asked)


async def end_restriction(call: Call[None]) -> RestrictionOut:
    return restriction_out(await call.app[END_RESTRICTION](call.caller, call.path["restriction"]))


async def answer_restriction(call: Call[AnswerIn]) -> RestrictionOut:
    answer = call.app[ANSWER_RESTRICTION]
    return restriction_out(await answer(call.caller, call.path["restriction"], agreed=call.body.agreed))


async def own_contact_policy(call: Call[None]) -> ContactOut:
    return contact_out(await call.app[OWN_CONTACT_POLICY](call.caller))


async def set_contact_policy(call: Call[ContactIn]) -> ContactOut:
    body = call.body
    policy = await call.app[SET_CONTACT_POLICY](
        call.caller, frozenset(body.channels), plain_email_accepted=body.plain_email_accepted
    )
    return contact_out(policy)


ROUTES = (
    Route(
        "POST",
        "/v1/consent-drafts",
        draft,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "A form as it will read, before it is signed.",
        body=ChoicesIn,
        result=DraftOut,
    ),
    Route(
        "POST",
        "/v1/consents",
        sign,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Sign a form exactly as it was shown.",
        body=SignatureIn,
        result=ConsentOut,
        ok=HTTPStatus.CREATED,
        fresh=True,
        idempotent=True,
    ),
    Route(
        "GET",
        "/v1/consents",
        own_consents,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Your forms, newest first.",
        result=ConsentOut,
        many=True,
    ),
    Route(
        "POST",
        "/v1/consents/{consent}/revocations",
        revoke,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Take a form back; it stops at once. The answer is a receipt.",
        result=ReceiptOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "GET",
        "/v1/consents/{consent}/receipt",
        receipt,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "The receipt of a form that was taken back.",
        result=ReceiptOut,
    ),
    Route(
        "GET",
        "/v1/restrictions",
        own_restrictions,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "What you asked not to be told, and the program's answers.",
        result=RestrictionOut,
        many=True,
    ),
    Route(
        "POST",
        "/v1/restrictions",
        ask_restriction,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Ask that something is not told to somebody.",
        body=RestrictionIn,
        result=RestrictionOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "POST",
        "/v1/restrictions/{restriction}/ends",
        end_restriction,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "End a restriction of yours.",
        result=RestrictionOut,
        ok=HTTPStatus.CREATED,
        fresh=True,
        idempotent=True,
    ),
    Route(
        "POST",
        "/v1/restrictions/{restriction}/answers",
        answer_restriction,
        WayOut.TO_STAFF,
        Power.SIGN_OFF,
        "Agree to a restriction, or not.",
        body=AnswerIn,
        result=RestrictionOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "GET",
        "/v1/contact-policy",
        own_contact_policy,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "How you may be reached.",
        result=ContactOut,
    ),
    Route(
        "PUT",
        "/v1/contact-policy",
        set_contact_policy,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Choose how you may be reached.",
        body=ContactIn,
        result=ContactOut,
    ),
    *http_facts.ROUTES,
    *http_paper.ROUTES,
)
