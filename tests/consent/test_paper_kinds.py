"""Every kind of paper that a person signs: recorded as it stands, and judged by the validators of its kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from handrail.consent.authorization import Choices
from handrail.consent.codes import DataElement, ExpiryEvent, LegalAuthority, Purpose, RecipientClass
from handrail.consent.paper import KINDS, Statement
from handrail.consent.paper_rules import ASKED, missing
from handrail.disclosure.gate import Ask, Refused
from handrail.disclosure.request import Recipient
from handrail.disclosure.vocabulary import ActorRole, Obligation, RecordSource
from handrail.kernel.errors import Invalid
from handrail.programs.program import Part2Status
from handrail.unit_of_work import Units
from tests.consent.people import choices, settle
from tests.consent.test_keep_facts import file as on_file
from tests.consent.test_record_paper import HIPAA, WHOLE, judged, record
from tests.disclosure.test_gate import SEND, a_gate
from tests.fakes import FakeClock

A, E, P, R = LegalAuthority, DataElement, Purpose, RecipientClass
COURT = choices(
    recipient=R.COURT,
    recipient_name="Lane County Circuit Court",
    purposes=frozenset({P.LEGAL_PROCEEDING}),
    elements=frozenset({E.PERSON_NAME, E.DATES_ATTENDED}),
)
OFFICER_OF_CASE = choices(
    recipient=R.PROBATION_PAROLE,
    recipient_name="Dee Park, Lane County Probation",
    purposes=frozenset({P.CJ_SUPERVISION}),
    elements=frozenset({E.PERSON_NAME, E.DATES_ATTENDED}),
)
PLAN = choices(
    recipient=R.HEALTH_PLAN,
    recipient_name="",
    purposes=frozenset({P.PAYMENT}),
    elements=frozenset({E.PERSON_NAME, E.DATES_ATTENDED}),
    expires_on=None,
)
DOCTOR = choices(recipient=R.TREATING_PROVIDER, recipient_name="Dr. Imai", purposes=frozenset({P.TREATMENT}))
LAWYER = choices(recipient=R.ATTORNEY_FOR_INDIVIDUAL, recipient_name="R. Amari", purposes=frozenset())


def notes(*elements: DataElement) -> Choices:
    return replace(DOCTOR, elements=frozenset(elements))


def asks(chosen: Choices, **over: Any) -> Ask:
    """The question that the paper was signed for."""
    [purpose] = chosen.purposes or {P.INDIVIDUAL_ACCESS}
    ask = replace(
        SEND,
        purpose=purpose,
        recipient=Recipient(chosen.recipient, chosen.recipient_name or "Cascade Health"),
        data=tuple(sorted(chosen.elements or ())),
        letter_level=None,
    )
    return replace(ask, **over)


async def goes(units: Units, clock: FakeClock, ask: Ask) -> frozenset[DataElement]:
    """What may be composed from; nothing where the gate refuses."""
    try:
        return (await a_gate(units, clock).consider(ask)).elements
    except Refused:
        return frozenset()


async def test_notes_of_a_therapist_go_on_a_paper_for_them_alone(units: Units, clock: FakeClock):
    """164.508(a)(2), (b)(3)(ii)."""
    await settle(units, clock)
    only = notes(E.PSYCHOTHERAPY_NOTES)
    general, _ = await record(units, clock, only)
    assert not (await judged(units, clock, general)).outcome.permits
    mixed, lacking = await record(units, clock, notes(E.PSYCHOTHERAPY_NOTES, E.PERSON_NAME), kinds=HIPAA)
    assert [one.rule for one in lacking] == ["H-508-b2iv"]
    assert not (await judged(units, clock, mixed)).outcome.permits
    alone, lacking = await record(units, clock, only, kinds=frozenset({A.HIPAA_NOTES_AUTHORIZATION}))
    assert lacking == ()
    assert (await judged(units, clock, alone)).permitted == (E.PSYCHOTHERAPY_NOTES,)
    both, _ = await record(units, clock, only, kinds=HIPAA | {A.HIPAA_NOTES_AUTHORIZATION})
    decision = await judged(units, clock, both)
    assert not decision.outcome.permits
    assert "H-508-b2iv" in {rule.id for rule in decision.rules}


async def test_a_counselors_notes_need_a_part_2_consent_of_their_own(units: Units, clock: FakeClock):
    """42 CFR 2.31(b): beside it an authorization that names them, each on a paper of its own."""
    await settle(units, clock, Part2Status.YES)
    only = notes(E.SUD_COUNSELING_NOTES)
    await record(units, clock, only)
    _, lacking = await record(
        units, clock, notes(E.SUD_COUNSELING_NOTES, E.PERSON_NAME), kinds=frozenset({A.PART2_CONSENT})
    )
    assert [one.rule for one in lacking] == ["P-31b"]
    assert await goes(units, clock, asks(only)) == frozenset()
    await record(units, clock, only, kinds=frozenset({A.PART2_NOTES_CONSENT}))
    assert await goes(units, clock, asks(only)) == {E.SUD_COUNSELING_NOTES}


async def test_one_consent_covers_treatment_payment_and_operations_and_no_employer(units: Units, clock: FakeClock):
    """42 CFR 2.31(a)(4)(i), (a)(7): classes without a name, and no end, on this kind alone."""
    await settle(units, clock, Part2Status.YES)
    tpo = {"kinds": frozenset({A.PART2_TPO_CONSENT}), "expiry_event": ExpiryEvent.NONE_STATED}
    form, lacking = await record(units, clock, PLAN, **tpo, also=frozenset({R.BUSINESS_ASSOCIATE_QSO, R.EMPLOYER_HR}))
    assert lacking == ()
    assert (await judged(units, clock, form)).outcome.permits
    desk = {"actor_role": ActorRole.FRONT_DESK}
    permit = await a_gate(units, clock).consider(asks(PLAN, **desk))
    assert permit.elements == {E.PERSON_NAME, E.DATES_ATTENDED}
    assert Obligation.REDISCLOSURE_NOTICE_PART2 in permit.decision.obligations
    assert await goes(units, clock, SEND) == frozenset()
    [own] = (await on_file(units)).authorities
    assert {one.klass for one in own.recipients or ()} == {R.HEALTH_PLAN, R.BUSINESS_ASSOCIATE_QSO, R.EMPLOYER_HR}


async def test_further_classes_count_for_nothing_on_any_other_consent(units: Units, clock: FakeClock):
    """P-31a4: "my employer and others" names nobody else."""
    await settle(units, clock)
    await record(units, clock, also=frozenset({R.EMPLOYER_SUPERVISOR}))
    [own] = (await on_file(units)).authorities
    assert [one.klass for one in own.recipients or ()] == [R.EMPLOYER_HR]


async def test_a_proceeding_needs_a_consent_that_stands_alone(units: Units, clock: FakeClock):
    """42 CFR 2.31(d)."""
    await settle(units, clock, Part2Status.YES)
    proceedings = frozenset({A.PART2_PROCEEDINGS_CONSENT})
    await record(units, clock, COURT)
    await record(units, clock, COURT, kinds=frozenset({A.PART2_CONSENT}))
    await record(units, clock, COURT, kinds=HIPAA | proceedings)
    assert await goes(units, clock, asks(COURT)) == frozenset()
    await record(units, clock, COURT, kinds=proceedings)
    assert await goes(units, clock, asks(COURT)) == COURT.elements


async def test_a_court_consent_names_its_case_and_reaches_nobody_else(units: Units, clock: FakeClock):
    """42 CFR 2.35, traps 13."""
    await settle(units, clock, Part2Status.YES)
    kinds = HIPAA | {A.PART2_CJ_CONSENT}
    without, _ = await record(units, clock, OFFICER_OF_CASE, kinds=kinds)
    assert not (await judged(units, clock, without)).outcome.permits
    _, lacking = await record(
        units, clock, OFFICER_OF_CASE, kinds=kinds, statements=frozenset(Statement) - {Statement.REVOCABLE_FROM}
    )
    assert [one.rule for one in lacking] == ["P-35"]
    whole, _ = await record(units, clock, OFFICER_OF_CASE, kinds=kinds, reference="26CR-0417")
    assert "0417" not in repr(whole)
    assert set((await judged(units, clock, whole)).permitted) == OFFICER_OF_CASE.elements
    assert await goes(units, clock, asks(OFFICER_OF_CASE)) == OFFICER_OF_CASE.elements
    to_work = asks(OFFICER_OF_CASE, recipient=SEND.recipient, purpose=P.ATTENDANCE_PROOF_WORK)
    assert await goes(units, clock, to_work) == frozenset()


async def test_a_directive_reaches_the_electronic_record_alone(units: Units, clock: FakeClock):
    """164.524(c)(3)(ii) after Ciox: signed, with the person and the place, and no purpose asked."""
    await settle(units, clock)
    kinds = frozenset({A.ACCESS_THIRD_PARTY_DIRECTIVE})
    nowhere, lacking = await record(units, clock, LAWYER, kinds=kinds, statements=frozenset())
    assert [one.rule for one in lacking] == ["H-524-c3ii"]
    assert not (await judged(units, clock, nowhere)).outcome.permits
    form, lacking = await record(units, clock, LAWYER, kinds=kinds, statements=frozenset({Statement.WHERE}))
    assert lacking == ()
    assert (await judged(units, clock, form)).outcome == "needs_review"  # where the record is held is not said
    assert await goes(units, clock, asks(LAWYER)) == frozenset()
    from_ehr = await a_gate(units, clock).consider(asks(LAWYER, record_source=RecordSource.EHR))
    assert from_ehr.elements == LAWYER.elements
    assert Obligation.DEADLINE_CLOCK in from_ehr.decision.obligations


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_told_each_part_it_lacks(kind: LegalAuthority):
    """Each row alone, and all at once; nothing is asked that the kind does not need."""
    assert missing(WHOLE, {kind}, ()) == ()
    for statement, row in ASKED[kind]:
        without = replace(WHOLE, statements=frozenset(Statement) - {statement})
        assert missing(without, {kind}, ()) == (row,)
    bare = missing(replace(WHOLE, statements=frozenset()), {kind}, ())
    assert bare == tuple(dict.fromkeys(row for _, row in ASKED[kind]))


async def test_no_kind_opens_anything_while_nobody_signed_it(units: Units, clock: FakeClock):
    await settle(units, clock)
    for kind in KINDS:
        form, _ = await record(units, clock, kinds=frozenset({kind}), signed_on=None, reference="26CR-0417")
        assert not (await judged(units, clock, form)).outcome.permits, kind


async def test_what_nobody_signs_is_no_paper_of_a_client(units: Units, clock: FakeClock):
    await settle(units, clock)
    for kind in frozenset(A) - KINDS:
        with pytest.raises(Invalid):
            await record(units, clock, kinds=frozenset({kind}))
