"""Signing, revoking, restricting and choosing how to be reached, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from handrail.consent.codes import Channel, RecipientClass
from handrail.consent.draft import DraftConsent
from handrail.consent.read import OwnConsents, OwnContactPolicy, OwnRestrictions
from handrail.consent.restrict import AnswerRestriction, AskRestriction, EndRestriction
from handrail.consent.revoke import RevokeConsent
from handrail.consent.set_contact import SetContactPolicy
from handrail.consent.sign import SignConsent
from handrail.disclosure.gate import Refused
from handrail.kernel.errors import Conflict, Invalid, NotFound
from handrail.kernel.ids import SystemIds
from handrail.unit_of_work import Units
from tests.consent.people import HE, OFFICER, SHE, choices, settle, signs
from tests.disclosure.test_gate import SEND, a_gate
from tests.fakes import FakeClock


async def test_what_was_shown_is_what_is_kept(units: Units, clock: FakeClock):
    await settle(units, clock)
    draft = await DraftConsent(units, clock)(SHE, choices())
    form = await signs(units, clock, choices())
    kept = await OwnConsents(units)(SHE)
    assert kept == (form,)
    assert kept[0].text == draft.text
    assert kept[0].digest == draft.digest
    assert kept[0].authenticated_at == SHE.authenticated_at
    assert await OwnConsents(units)(HE) == ()


async def test_a_text_that_was_not_shown_is_not_signed(units: Units, clock: FakeClock):
    await settle(units, clock)
    draft = await DraftConsent(units, clock)(SHE, choices())
    sign = SignConsent(units, clock, SystemIds())
    with pytest.raises(Conflict):
        await sign(SHE, choices(recipient_name="Somebody else"), draft.digest)
    with pytest.raises(Conflict):
        await sign(HE, choices(), draft.digest)
    clock.advance(24 * 3600)
    with pytest.raises(Conflict):  # the day on it is another one
        await sign(SHE, choices(), draft.digest)


async def test_a_form_is_taken_back_at_once_and_stays_readable(units: Units, clock: FakeClock):
    await settle(units, clock)
    form = await signs(units, clock, choices())
    clock.advance(60)
    gone = (await RevokeConsent(units, clock)(SHE, form.id)).form
    kept = (await OwnConsents(units)(SHE))[0]
    assert kept == gone
    assert kept.revoked_at == clock.now()
    assert kept.text == form.text
    with pytest.raises(Conflict):
        await RevokeConsent(units, clock)(SHE, form.id)


async def test_another_persons_form_is_not_there(units: Units, clock: FakeClock):
    await settle(units, clock)
    form = await signs(units, clock, choices())
    with pytest.raises(NotFound):
        await RevokeConsent(units, clock)(HE, form.id)


async def test_nothing_readable_is_stored(units: Units, clock: FakeClock):
    await settle(units, clock)
    await signs(units, clock, choices())
    async with units.read() as unit:
        rows = (await (await unit.session.connection()).execute(text("SELECT * FROM consent_form"))).all()
    assert "Corvid" not in str(rows)
    assert b"Corvid" not in bytes(next(value for value in rows[0] if isinstance(value, bytes | memoryview)))


async def test_a_restriction_waits_for_its_answer(units: Units, clock: FakeClock):
    await settle(units, clock)
    asked = await AskRestriction(units, clock, SystemIds())(SHE, None, frozenset({RecipientClass.EMPLOYER_HR}), None)
    assert (await OwnRestrictions(units)(SHE)) == (asked,)
    answer = AnswerRestriction(units, clock)
    await answer(OFFICER, asked.id, agreed=True)
    assert (await OwnRestrictions(units)(SHE))[0].agreed is True
    with pytest.raises(Conflict):
        await answer(OFFICER, asked.id, agreed=False)
    with pytest.raises(NotFound):
        await answer(OFFICER, "nothing", agreed=True)


async def test_a_restriction_is_ended_by_whoever_asked_and_by_nobody_else(units: Units, clock: FakeClock):
    """164.522(a)(2): from then on a form allows again what it says; the request stays readable."""
    await settle(units, clock)
    await signs(units, clock, choices())
    asked = await AskRestriction(units, clock, SystemIds())(SHE, None, frozenset({RecipientClass.EMPLOYER_HR}), None)
    gate, end = a_gate(units, clock), EndRestriction(units, clock)
    with pytest.raises(Refused):
        await gate.consider(SEND)
    with pytest.raises(NotFound):
        await end(HE, asked.id)
    over = await end(SHE, asked.id)
    assert (await OwnRestrictions(units)(SHE)) == (over,)
    assert await gate.consider(SEND)
    with pytest.raises(Conflict):
        await end(SHE, asked.id)
    with pytest.raises(Conflict):
        await AnswerRestriction(units, clock)(OFFICER, asked.id, agreed=True)


@pytest.mark.parametrize(
    "asked",
    [
        {"recipients": None},
        {"recipients": frozenset()},
        {"recipients": frozenset({RecipientClass.COURT}), "self_paid": True},
    ],
)
async def test_a_restriction_says_something(units: Units, clock: FakeClock, asked: dict[str, Any]):
    with pytest.raises(Invalid):
        await AskRestriction(units, clock, SystemIds())(SHE, elements=None, purposes=None, **asked)


async def test_the_newest_wish_on_how_to_be_reached_holds(units: Units, clock: FakeClock):
    await settle(units, clock)
    assert await OwnContactPolicy(units)(SHE) is None
    put = SetContactPolicy(units, clock, SystemIds())
    await put(SHE, frozenset({Channel.POST}), plain_email_accepted=False)
    clock.advance(1)
    newest = await put(SHE, frozenset({Channel.EMAIL_PLAIN}), plain_email_accepted=True)
    assert await OwnContactPolicy(units)(SHE) == newest
    assert Channel.PORTAL in newest.allowed
    for channels in (frozenset({Channel.EMAIL_PLAIN}), frozenset({Channel.QR})):
        with pytest.raises(Invalid):
            await put(SHE, channels, plain_email_accepted=False)
