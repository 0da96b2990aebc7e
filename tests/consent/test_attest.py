"""Witnesses in Illinois: a form holds once a second person attests, and taking it back is a hold until then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handrail.consent.attest import AttestForm
from handrail.consent.authorization import Form, attested, kinds
from handrail.consent.codes import RevocationManner
from handrail.consent.draft import DraftConsent
from handrail.consent.revoke import ReadReceipt, RevokeConsent
from handrail.consent.witness import How, Of, Witness, needed
from handrail.disclosure.gate import Refused
from handrail.kernel.errors import Conflict, NotAllowed, NotFound
from handrail.kernel.ids import ConsentId, PersonId, ProgramId
from handrail.kernel.principal import Role
from handrail.unit_of_work import Units
from tests.consent.people import ANA, CEDAR, OFFICER, PIA, SHE, SOL, TODAY, UMA, choices, settle, signs
from tests.consent.test_keep_facts import records
from tests.disclosure.test_gate import SEND, a_gate, sends
from tests.fakes import FakeClock

AT = datetime(2026, 9, 2, 18, tzinfo=UTC)


def a_form() -> Form:
    return Form(ConsentId("c1"), ANA, CEDAR, kinds(part2=False), choices(), AT, TODAY, AT, 2, "d", "t")


def saw(of: Of, by: PersonId = PIA) -> Witness:
    return Witness(of, by, AT, TODAY, How.KNOWN)


def test_nobody_witnesses_their_own_signature():
    with pytest.raises(NotAllowed):
        attested(a_form(), saw(Of.SIGNATURE, ANA))


def test_what_is_not_there_is_not_witnessed():
    once = attested(a_form(), saw(Of.SIGNATURE))
    assert once.witnessed
    for form, of in ((once, Of.SIGNATURE), (a_form(), Of.REVOCATION), (replace(a_form(), revoked_at=AT), Of.SIGNATURE)):
        with pytest.raises(Conflict):
            attested(form, saw(of))


def test_illinois_alone_asks_for_a_witness():
    assert needed({"OR", "IL"})
    assert not needed({"OR", "CA"})
    assert not needed(())


async def test_in_illinois_a_form_opens_nothing_until_it_is_witnessed(units: Units, clock: FakeClock):
    """X-IL-1. The client lives there; the program is in Oregon: the stricter of both holds."""
    await settle(units, clock)
    await records(units, clock, state="IL")
    draft = await DraftConsent(units, clock)(SHE, choices())
    assert draft.needs_witness
    form = await signs(units, clock, choices())
    gate, attest = a_gate(units, clock), AttestForm(units, clock)
    with pytest.raises(Refused) as refused:
        await gate.consider(SEND)
    assert "X-IL-1" in refused.value.rules
    assert "witness_attestation" in refused.value.decision.obligations
    assert await attest.waiting(SOL, ANA) == ((form, Of.SIGNATURE),)
    with pytest.raises(NotAllowed):
        await attest(replace(SHE, roles=frozenset({Role.COORDINATOR})), ANA, form.id, Of.SIGNATURE, How.KNOWN)
    held = await attest(SOL, ANA, form.id, Of.SIGNATURE, How.DOCUMENT)
    assert held.witness == Witness(Of.SIGNATURE, SOL.person, clock.now(), TODAY, How.DOCUMENT)
    assert await attest.waiting(SOL, ANA) == ()
    assert await sends(units, gate)


async def test_in_illinois_taking_back_stops_at_once_and_is_a_hold_until_witnessed(units: Units, clock: FakeClock):
    """Trap 7: an unwitnessed revocation is a hold, not nothing."""
    await settle(units, clock)
    await records(units, clock, state="IL")
    form = await signs(units, clock, choices())
    attest = AttestForm(units, clock)
    await attest(SOL, ANA, form.id, Of.SIGNATURE, How.KNOWN)
    receipt = await RevokeConsent(units, clock)(SHE, form.id)
    assert receipt.form.held
    assert "on hold" in receipt.sentences[0]
    with pytest.raises(Refused):
        await a_gate(units, clock).consider(SEND)
    assert [of for _, of in await attest.waiting(OFFICER, ANA)] == [Of.REVOCATION]
    assert not (await attest(OFFICER, ANA, form.id, Of.REVOCATION, How.KNOWN)).held
    assert not (await ReadReceipt(units)(SHE, form.id)).form.held
    with pytest.raises(Refused):
        await a_gate(units, clock).consider(SEND)


async def test_elsewhere_nothing_waits_for_a_witness(units: Units, clock: FakeClock):
    await settle(units, clock)
    form = await signs(units, clock, choices())
    assert await AttestForm(units, clock).waiting(SOL, ANA) == ()
    assert not (await RevokeConsent(units, clock)(SHE, form.id)).form.held


async def test_a_client_may_tell_staff(units: Units, clock: FakeClock):
    """By word is enough to stop it."""
    await settle(units, clock)
    form = await signs(units, clock, choices())
    receipt = await RevokeConsent(units, clock).told(OFFICER, ANA, form.id, RevocationManner.ORAL)
    assert receipt.form.revocation_manner is RevocationManner.ORAL
    with pytest.raises(Refused):
        await a_gate(units, clock).consider(SEND)
    elsewhere = replace(OFFICER, program=ProgramId("program-other"))
    with pytest.raises(NotFound):
        await RevokeConsent(units, clock).told(elsewhere, ANA, form.id, RevocationManner.ORAL)


async def test_a_stranger_to_the_program_witnesses_nothing(units: Units, clock: FakeClock):
    await settle(units, clock)
    form = await signs(units, clock, choices())
    attest = AttestForm(units, clock)
    with pytest.raises(NotFound):
        await attest(replace(SOL, program=ProgramId("program-other")), ANA, form.id, Of.SIGNATURE, How.KNOWN)
    with pytest.raises(NotFound):  # she leads another cohort
        await attest(UMA, ANA, form.id, Of.SIGNATURE, How.KNOWN)
    with pytest.raises(NotFound):
        await attest(SOL, ANA, ConsentId("nothing"), Of.SIGNATURE, How.KNOWN)
