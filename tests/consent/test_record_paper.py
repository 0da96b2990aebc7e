"""Forms on paper: recorded as they stand, judged like any other, and never completed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import pytest

from handrail.consent.authorization import Choices, Form
from handrail.consent.codes import DataElement, ExpiryEvent, LegalAuthority, RecipientClass, Signer
from handrail.consent.paper import Origin, Paper, Statement
from handrail.consent.paper_rules import Missing, missing
from handrail.consent.record_paper import FetchScan, RecordPaper
from handrail.consent.recorded import Recorded
from handrail.consent.represent import ChangeRepresentative
from handrail.consent.representative import Step
from handrail.consent.revoke import RevokeConsent
from handrail.disclosure.bundled import rulebook
from handrail.disclosure.decision import Decision
from handrail.disclosure.judge import JudgeForm
from handrail.kernel.errors import Invalid, NotFound, TooLarge
from handrail.kernel.ids import PersonId, ProgramId, SystemIds
from handrail.kernel.uploads import Clean
from handrail.programs.program import Part2Status
from handrail.unit_of_work import Units
from handrail.web.uploads import LARGEST, Cleaned, cleaned
from tests.consent.people import ANA, CORA, HE, OFFICER, SHE, SOL, TODAY, choices, settle
from tests.consent.test_attest import AT
from tests.consent.test_keep_facts import records, represents
from tests.disclosure.test_gate import a_gate, sends
from tests.fakes import FakeClock
from tests.web.test_uploads import SECRET, a_form, a_script, words

SCAN = b"%PDF-1.7 a paper"
HIPAA = frozenset({LegalAuthority.HIPAA_AUTHORIZATION})
BOTH = HIPAA | {LegalAuthority.PART2_CONSENT}
WHOLE = Paper(
    Origin.RECIPIENTS,
    "ab" * 32,
    TODAY,
    CORA.person,
    AT,
    signed_on=date(2026, 9, 1),
    statements=frozenset(Statement),
)


async def as_it_is(raw: bytes) -> Cleaned:
    """Pages with nothing beside them."""
    return Cleaned(raw, 1)


async def record(
    units: Units,
    clock: FakeClock,
    chosen: Choices | None = None,
    kinds: frozenset[LegalAuthority] = HIPAA,
    scan: bytes = SCAN,
    person: PersonId = ANA,
    clean: Clean = as_it_is,
    **over: Any,
) -> tuple[Form, tuple[Missing, ...]]:
    def paper(digest: str, now: datetime) -> Paper:
        return replace(WHOLE, scan=digest, recorded_at=now, **over)

    recorded = Recorded(chosen or choices(), kinds, scan, paper)
    return await RecordPaper(units, clean, clock, SystemIds())(CORA, person, recorded)


async def judged(units: Units, clock: FakeClock, form: Form) -> Decision:
    [judgement] = await JudgeForm(units, rulebook(), clock)(CORA, ANA, form.id)
    return judgement.decision


async def test_an_employers_own_form_holds_if_it_is_complete(units: Units, clock: FakeClock):
    """Trap 23."""
    await settle(units, clock)
    form, lacking = await record(units, clock)
    assert lacking == ()
    assert form.digest == sha256(SCAN).hexdigest()
    decision = await judged(units, clock, form)
    assert decision.outcome.permits
    assert set(decision.permitted) == {DataElement.PERSON_NAME, DataElement.DATE_RANGE}
    assert await sends(units, a_gate(units, clock))


@pytest.mark.parametrize(
    ("chosen", "over", "rule"),
    [
        ({"elements": None}, {}, "H-508-c1i"),
        ({"expires_on": None}, {}, "H-508-c1v"),
        ({"purposes": frozenset()}, {}, "H-508-c1iv"),
        ({"recipient": RecipientClass.UNKNOWN, "recipient_name": ""}, {}, "H-508-c1iii"),
        ({}, {"signed_on": None}, "H-508-c1vi"),
        ({}, {"conditioned": True}, "H-508-b4"),
        ({"expires_on": date(2026, 9, 1)}, {}, "H-508-b2i"),
    ],
)
async def test_what_is_blank_stays_blank_and_permits_nothing(
    units: Units, clock: FakeClock, chosen: dict[str, Any], over: dict[str, Any], rule: str
):
    """ "Any and all records" and "to be filled in later" are no forms."""
    await settle(units, clock)
    form, _ = await record(units, clock, choices(**chosen), **over)
    decision = await judged(units, clock, form)
    assert not decision.outcome.permits
    assert rule.rpartition("-")[0] in " ".join(fired.id for fired in decision.rules)


@pytest.mark.parametrize(
    ("without", "rule"),
    [
        (Statement.DISCLOSER, "H-508-c1ii"),
        (Statement.REVOCATION, "H-508-c2"),
        (Statement.CONDITIONS, "H-508-c2"),
        (Statement.REDISCLOSURE, "H-508-c2"),
        (Statement.PLAIN, "H-508-c34"),
    ],
)
async def test_a_paper_that_lacks_a_statement_is_told_so_and_permits_nothing(
    units: Units, clock: FakeClock, without: Statement, rule: str
):
    await settle(units, clock)
    form, lacking = await record(units, clock, statements=frozenset(Statement) - {without})
    assert [one.rule for one in lacking] == [rule]
    assert not (await judged(units, clock, form)).outcome.permits


def test_each_law_asks_for_its_own_parts():
    bare = replace(WHOLE, statements=frozenset(), origin=Origin.OURS)
    both = {one.rule for one in missing(bare, BOTH, {"IL", "CA", "OR"})}
    assert both == {"P-31a1", "P-31a2", "P-31a6", "H-508-c1ii", "H-508-c2", "H-508-c34", "X-IL-1", "X-CA-1"}
    assert {one.rule for one in missing(bare, frozenset({LegalAuthority.PART2_CONSENT}), ())} == {
        "P-31a1",
        "P-31a2",
        "P-31a6",
        "H-508-c34",
    }
    assert missing(WHOLE, BOTH, {"IL", "CA"}) == ()


def test_the_program_gives_a_copy_of_its_own_form():
    """164.508(c)(4): asked for where the program asked for the form; an employer's form is the client's to copy."""
    assert [one.rule for one in missing(replace(WHOLE, origin=Origin.OURS), HIPAA, ())] == ["H-508-c34"]
    assert missing(replace(WHOLE, origin=Origin.OURS, copy_given=True), HIPAA, ()) == ()


async def test_in_california_small_print_is_no_form(units: Units, clock: FakeClock):
    """X-CA-1, from the day the client lives there; a term of more than a year is none either."""
    await settle(units, clock)
    small, _ = await record(units, clock, statements=frozenset(Statement) - {Statement.LARGE_OR_BY_HAND})
    long, _ = await record(units, clock, choices(expires_on=date(2028, 1, 1)))
    assert (await judged(units, clock, small)).outcome.permits
    assert (await judged(units, clock, long)).outcome.permits
    await records(units, clock, state="CA")
    for form in (small, long):
        assert not (await judged(units, clock, form)).outcome.permits


async def test_in_illinois_a_paper_needs_its_witness_and_a_calendar_date(units: Units, clock: FakeClock):
    await settle(units, clock)
    await records(units, clock, state="IL")
    bare, _ = await record(units, clock)
    seen, _ = await record(units, clock, witness_name="R. Amari")
    by_event, _ = await record(
        units, clock, choices(expires_on=None), witness_name="R. Amari", expiry_event=ExpiryEvent.END_OF_LEAVE
    )
    assert not (await judged(units, clock, bare)).outcome.permits
    assert (await judged(units, clock, seen)).outcome.permits
    assert (await judged(units, clock, by_event)).outcome.permits  # on the day it is received
    clock.advance(24 * 3600)
    assert not (await judged(units, clock, by_event)).outcome.permits
    assert (await judged(units, clock, seen)).outcome.permits


async def test_an_event_ends_a_paper_once_it_is_recorded(units: Units, clock: FakeClock):
    """Trap 8: an event must be a stored fact; where nobody keeps the facts it counts as come."""
    await settle(units, clock)
    form, _ = await record(units, clock, choices(expires_on=None), expiry_event=ExpiryEvent.END_OF_LEAVE)
    assert not (await judged(units, clock, form)).outcome.permits
    await records(units, clock, state="OR")
    assert (await judged(units, clock, form)).outcome.permits
    await records(units, clock, state="OR", ended=((ExpiryEvent.END_OF_LEAVE, TODAY),))
    assert not (await judged(units, clock, form)).outcome.permits


async def test_a_representative_signs_within_their_power_and_not_while_suspended(units: Units, clock: FakeClock):
    """Traps 15 and H-502-g5: judged at each use, from the day they are questioned on."""
    await settle(units, clock)
    money = await represents(units, clock, relation=Signer.PERSONAL_REPRESENTATIVE, in_scope=False)
    health = await represents(units, clock, relation=Signer.PERSONAL_REPRESENTATIVE)
    by = {"signer": Signer.PERSONAL_REPRESENTATIVE}
    outside, _ = await record(units, clock, representative=money.id, **by)
    inside, _ = await record(units, clock, representative=health.id, **by)
    assert not (await judged(units, clock, outside)).outcome.permits
    assert (await judged(units, clock, inside)).outcome.permits
    change = ChangeRepresentative(units, clock, SystemIds())
    await change(SOL, health.id, Step.QUESTION, "Something was seen.")
    assert not (await judged(units, clock, inside)).outcome.permits
    await change(OFFICER, health.id, Step.CONFIRM, "It was so.")
    assert not (await judged(units, clock, inside)).outcome.permits


async def test_a_suspended_representative_stops_nobody_elses_word(units: Units, clock: FakeClock):
    """164.502(g)(5): a finding about one person, not about the client."""
    await settle(units, clock)
    by = {"signer": Signer.PERSONAL_REPRESENTATIVE}
    luis = await represents(units, clock, relation=Signer.PERSONAL_REPRESENTATIVE)
    eva = await represents(units, clock, relation=Signer.PERSONAL_REPRESENTATIVE, name="Eva Ruiz")
    hers, _ = await record(units, clock, representative=eva.id, **by)
    his, _ = await record(units, clock, representative=luis.id, **by)
    own, _ = await record(units, clock)
    to_eva = choices(recipient=RecipientClass.PERSONAL_REPRESENTATIVE, recipient_name="Eva Ruiz")
    told, _ = await record(units, clock, to_eva)
    change = ChangeRepresentative(units, clock, SystemIds())
    for who, step in ((SOL, Step.QUESTION), (OFFICER, Step.CONFIRM)):
        await change(who, luis.id, step, "Something was seen.")
        refused = await judged(units, clock, his)
        assert not refused.outcome.permits
        assert "H-502-g5" in {rule.id for rule in refused.rules}
        for form in (hers, own, told):
            assert (await judged(units, clock, form)).outcome.permits
    await change(CORA, luis.id, Step.END, "The paper ran out.")
    again = await represents(units, clock, relation=Signer.PERSONAL_REPRESENTATIVE)
    anew, _ = await record(units, clock, representative=again.id, **by)
    assert not (await judged(units, clock, anew)).outcome.permits


async def test_a_suspended_parent_signs_for_no_minor_beside_them(units: Units, clock: FakeClock):
    """P-14b: two signatures; where it is not known which parent signed, it could be the suspended one."""
    await settle(units, clock, Part2Status.YES)
    await records(units, clock, state="OR", born_on=date(2010, 9, 3), consented_alone=False, emancipated=False)
    luis, eva = await represents(units, clock), await represents(units, clock, name="Eva Ruiz")
    both = {"kinds": BOTH, "cosigner": Signer.PARENT_GUARDIAN}
    with_eva, _ = await record(units, clock, representative=eva.id, **both)
    with_luis, _ = await record(units, clock, representative=luis.id, **both)
    with_somebody, _ = await record(units, clock, **both)
    assert (await judged(units, clock, with_somebody)).outcome.permits
    await ChangeRepresentative(units, clock, SystemIds())(SOL, luis.id, Step.QUESTION, "Something was seen.")
    assert (await judged(units, clock, with_eva)).outcome.permits
    for form in (with_luis, with_somebody):
        assert not (await judged(units, clock, form)).outcome.permits


async def test_a_parents_signature_ends_with_the_eighteenth_birthday(units: Units, clock: FakeClock):
    """Trap 14: judged each day, at the client's place."""
    await settle(units, clock)
    await records(units, clock, state="OR", born_on=date(2008, 9, 3), consented_alone=False, emancipated=False)
    parent = await represents(units, clock)
    form, _ = await record(units, clock, signer=Signer.PARENT_GUARDIAN, representative=parent.id)
    assert (await judged(units, clock, form)).outcome.permits
    clock.advance(24 * 3600)
    assert not (await judged(units, clock, form)).outcome.permits


async def test_death_changes_whose_word_counts(units: Units, clock: FakeClock):
    """Trap 16: protection goes on; what the client signed is looked at by a person, or does not go."""
    await settle(units, clock)
    form, _ = await record(units, clock)
    await records(units, clock, died_on=TODAY)
    stands_in = await represents(units, clock, relation=Signer.PERSONAL_REPRESENTATIVE)
    theirs, _ = await record(units, clock, signer=Signer.PERSONAL_REPRESENTATIVE, representative=stands_in.id)
    assert not (await judged(units, clock, form)).outcome.permits
    assert (await judged(units, clock, theirs)).outcome.permits


async def test_one_paper_for_both_rules_passes_both(units: Units, clock: FakeClock):
    """Trap 12: a perfect authorization that lacks the client's name fails 42 CFR 2.31."""
    await settle(units, clock, Part2Status.YES)
    whole, _ = await record(units, clock, kinds=BOTH)
    nameless, lacking = await record(units, clock, kinds=BOTH, statements=frozenset(Statement) - {Statement.PATIENT})
    only_hipaa, _ = await record(units, clock)
    assert [one.rule for one in lacking] == ["P-31a1"]
    assert (await judged(units, clock, whole)).outcome.permits
    assert not (await judged(units, clock, nameless)).outcome.permits
    assert not (await judged(units, clock, only_hipaa)).outcome.permits


async def test_the_client_reads_and_takes_back_a_paper_like_any_form(units: Units, clock: FakeClock):
    await settle(units, clock)
    form, _ = await record(units, clock)
    assert await FetchScan(units)(SHE, form.id) == (form, SCAN)
    with pytest.raises(NotFound):
        await FetchScan(units)(HE, form.id)
    await RevokeConsent(units, clock)(SHE, form.id)
    assert not (await judged(units, clock, form)).outcome.permits


@pytest.mark.parametrize(
    "wrong",
    [
        {"kinds": frozenset[LegalAuthority]()},
        {"kinds": frozenset({LegalAuthority.COURT_ORDER})},
        {"received_on": date(2026, 9, 3)},
        {"signed_on": date(2026, 9, 3)},
        {"signer": Signer.PARENT_GUARDIAN},
        {"representative": "nobody"},
        {"chosen": choices(elements=frozenset({DataElement.OTHER_MEMBER_IDENTITY}))},
    ],
)
async def test_what_cannot_have_been_so_is_not_recorded(units: Units, clock: FakeClock, wrong: dict[str, Any]):
    await settle(units, clock)
    with pytest.raises(Invalid):
        await record(units, clock, **wrong)


async def test_of_a_scan_its_pages_are_kept_and_nothing_else(units: Units, clock: FakeClock):
    """Security D2: neither who scanned it nor with what. What is kept is what the form's digest is of."""
    await settle(units, clock)
    form, _ = await record(units, clock, scan=a_form(), clean=cleaned)
    _, scan = await FetchScan(units)(SHE, form.id)
    assert scan is not None
    assert SECRET.encode() in a_form()
    assert SECRET.encode() not in scan
    assert (words(scan), form.digest) == (words(a_form()), sha256(scan).hexdigest())


@pytest.mark.parametrize(
    ("scan", "do"),
    [(b"GIF89a", "as a PDF"), (b"%PDF-1.7 broken", "scan the paper"), (a_form(a_script), "print it to a new PDF")],
)
async def test_a_scan_that_is_not_taken_is_answered_with_what_to_do(
    units: Units, clock: FakeClock, scan: bytes, do: str
):
    await settle(units, clock)
    with pytest.raises(Invalid) as refused:
        await record(units, clock, scan=scan, clean=cleaned)
    [fault] = refused.value.faults
    assert fault.at == "/scan"
    assert do in fault.says


async def test_a_paper_is_of_somebody_here_and_not_too_large(units: Units, clock: FakeClock):
    await settle(units, clock)
    with pytest.raises(NotFound):
        await record(units, clock, person=PersonId("nobody"))
    with pytest.raises(NotFound):
        await record(units, clock, signer=Signer.PARENT_GUARDIAN, representative="nobody")
    with pytest.raises(TooLarge):
        await record(units, clock, scan=SCAN + b" " * LARGEST, clean=cleaned)
    form, _ = await record(units, clock)
    with pytest.raises(NotFound):
        await JudgeForm(units, rulebook(), clock)(replace(CORA, program=ProgramId("other")), ANA, form.id)
    with pytest.raises(NotFound):
        await JudgeForm(units, rulebook(), clock)(CORA, ANA, "nothing")
