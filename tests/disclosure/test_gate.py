"""The gate over real stores: what it considers, what it releases, and that nothing leaves unwritten."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, text

from handrail.consent.codes import Channel, DataElement, LegalAuthority, Purpose, RecipientClass
from handrail.consent.restrict import AnswerRestriction, AskRestriction
from handrail.consent.revoke import RevokeConsent
from handrail.disclosure.accounting import everything, hipaa_report, part2_report
from handrail.disclosure.bundled import rulebook
from handrail.disclosure.gate import Artefact, Ask, Gate, Permit, Refused, Release
from handrail.disclosure.record import Record
from handrail.disclosure.request import Recipient
from handrail.disclosure.vocabulary import ActorRole, Assurance, Obligation, Outcome, Relation
from handrail.kernel.errors import Conflict
from handrail.kernel.ids import SystemIds
from handrail.programs.program import Part2Status
from handrail.unit_of_work import SqlUnit, Units
from tests.consent.people import ANA, CEDAR, OFFICER, SHE, choices, settle, signs
from tests.fakes import FakeClock

HR = Recipient(RecipientClass.EMPLOYER_HR, "Corvid Mills, staff office")
DONE = Artefact("ab" * 32, frozenset({Obligation.REDISCLOSURE_NOTICE_PART2, Obligation.COPY_OF_CONSENT_OR_SCOPE}))
SEND = Ask(
    person=ANA,
    program=CEDAR,
    actor=ANA,
    actor_role=ActorRole.PARTICIPANT,
    purpose=Purpose.ATTENDANCE_PROOF_WORK,
    recipient=HR,
    data=(DataElement.PERSON_NAME, DataElement.DATE_RANGE, DataElement.LEVEL_OF_CARE),
    channel=Channel.EMAIL_SECURE,
    letter_level=1,
    assurance=Assurance.VERIFIED,
)
OWN = replace(
    SEND,
    recipient=Recipient(RecipientClass.INDIVIDUAL),
    channel=Channel.PORTAL,
    relation=Relation.SELF,
    basis=(LegalAuthority.TO_INDIVIDUAL,),
)
CHECK = replace(
    SEND,
    actor=None,
    actor_role=ActorRole.EXTERNAL_REQUESTER,
    purpose=Purpose.VERIFICATION_CALLBACK,
    data=(DataElement.LETTER_EXISTENCE,),
    channel=Channel.QR,
    letter_level=None,
    relation=Relation.NONE,
)
CHECKABLE: dict[str, Any] = {
    "purposes": frozenset({Purpose.VERIFICATION_CALLBACK}),
    "elements": frozenset({DataElement.LETTER_EXISTENCE}),
}


def a_gate(units: Units, clock: FakeClock) -> Gate:
    return Gate(units, rulebook(), clock, SystemIds())


async def records(units: Units) -> list[Record]:
    async with units.read() as unit:
        return list(await unit.disclosures.of(ANA))


async def audited(units: Units) -> list[str]:
    async with units.read() as unit:
        query = text("SELECT tag FROM audit_entry WHERE tag LIKE 'disclosure:%' ORDER BY id")
        return [row[0] for row in await (await unit.session.connection()).execute(query)]


async def sends(units: Units, gate: Gate, ask: Ask = SEND, artefact: Artefact = DONE) -> Release:
    permit = await gate.consider(ask)
    async with gate.watching(units.begin()) as unit:
        return await gate.release(unit, permit, artefact)


async def test_a_form_lets_out_what_it_covers_and_it_is_written_down(units: Units, clock: FakeClock):
    await settle(units, clock)
    form = await signs(units, clock, choices())
    gate = a_gate(units, clock)
    permit = await gate.consider(SEND)
    assert permit.elements == {DataElement.PERSON_NAME, DataElement.DATE_RANGE}
    assert await records(units) == []
    release = await sends(units, gate)
    [kept] = await records(units)
    assert kept.id == release.id
    assert kept.released
    assert kept.consents == (form.id,)
    assert kept.artefact == DONE.digest
    assert kept.rulebook == rulebook().version
    assert kept.recipient_name == HR.name
    assert "H-508-a1" in kept.rules
    assert await audited(units) == ["disclosure:decided"]


async def test_without_a_form_it_is_refused_and_the_refusal_is_written_down(units: Units, clock: FakeClock):
    await settle(units, clock)
    with pytest.raises(Refused) as refused:
        await a_gate(units, clock).consider(SEND)
    assert "H-502-a" in refused.value.rules
    assert "Corvid" not in str(refused.value)
    [kept] = await records(units)
    assert (kept.released, kept.outcome, kept.elements) == (False, Outcome.DENY, ())
    assert await audited(units) == ["disclosure:refused"]


async def test_the_client_is_handed_an_own_letter_without_any_form(units: Units, clock: FakeClock):
    await settle(units, clock, Part2Status.YES)
    release = await sends(units, a_gate(units, clock), OWN, Artefact("cd" * 32))
    assert Obligation.REDISCLOSURE_NOTICE_PART2 not in release.decision.obligations


async def test_a_form_taken_back_between_permit_and_release_stops_it(units: Units, clock: FakeClock):
    await settle(units, clock)
    form = await signs(units, clock, choices())
    gate = a_gate(units, clock)
    permit = await gate.consider(SEND)
    await RevokeConsent(units, clock)(SHE, form.id)
    with pytest.raises(Refused):
        async with gate.watching(units.begin()) as unit:
            await gate.release(unit, permit, DONE)
    assert [one.released for one in await records(units)] == [False]


async def test_a_restriction_agreed_meanwhile_makes_it_start_over(units: Units, clock: FakeClock):
    await settle(units, clock)
    await signs(units, clock, choices())
    gate = a_gate(units, clock)
    permit = await gate.consider(SEND)
    asked = await AskRestriction(units, clock, SystemIds())(SHE, frozenset({DataElement.DATE_RANGE}), None, None)
    await AnswerRestriction(units, clock)(OFFICER, asked.id, agreed=True)
    with pytest.raises(Conflict):
        async with gate.watching(units.begin()) as unit:
            await gate.release(unit, permit, DONE)
    assert await records(units) == []


async def test_an_expired_form_opens_nothing_from_midnight_where_the_client_is(units: Units, clock: FakeClock):
    await settle(units, clock)
    await signs(units, clock, choices(expires_on=date(2026, 9, 2)))
    gate = a_gate(units, clock)
    clock.advance(12 * 3600)  # 22:55 in Los Angeles, the next day in UTC
    assert await gate.consider(SEND)
    clock.advance(2 * 3600)
    with pytest.raises(Refused):
        await gate.consider(SEND)


async def test_a_part_2_letter_leaves_only_with_its_notice_and_scope_on_it(units: Units, clock: FakeClock):
    await settle(units, clock, Part2Status.YES)
    await signs(units, clock, choices())
    gate = a_gate(units, clock)
    with pytest.raises(Refused) as refused:
        await sends(units, gate, artefact=Artefact("ef" * 32))
    assert "P-32a" in refused.value.rules
    release = await sends(units, gate)
    assert Obligation.ACCOUNTING_ENTRY_PART2 in release.decision.obligations


async def test_a_document_that_tells_too_much_does_not_leave(units: Units, clock: FakeClock):
    await settle(units, clock)
    with pytest.raises(Refused):
        await sends(units, a_gate(units, clock), OWN, Artefact("cd" * 32, leak_scan_passed=False))


@pytest.mark.parametrize("broken", ["record", "audit"])
async def test_when_it_cannot_be_written_down_nothing_leaves(units: Units, clock: FakeClock, broken: str):
    await settle(units, clock)
    await signs(units, clock, choices())
    gate = a_gate(units, clock)
    permit = await gate.consider(SEND)

    async def fails(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        async with breaking(units, broken, fails) as unit:
            await gate.release(unit, permit, DONE)
    assert await records(units) == []
    assert await audited(units) == []


@contextlib.asynccontextmanager
async def breaking(units: Units, broken: str, fails: Any) -> AsyncIterator[SqlUnit]:
    async with units.begin() as unit:
        if broken == "record":
            unit.disclosures.add = fails  # type: ignore[method-assign]
        else:
            unit.audit.record = fails  # type: ignore[method-assign]
        yield unit


async def test_a_check_writes_one_row_whatever_the_answer(units: Units, clock: FakeClock):
    await settle(units, clock)
    gate = a_gate(units, clock)

    async def checks(ask: Ask | None) -> bool:
        async with units.begin() as unit:
            return await gate.answer(unit, ask) is not None

    async def rows() -> int:
        async with units.read() as unit:
            found = await (await unit.session.connection()).execute(text("SELECT count(*) FROM disclosure_record"))
            return int(found.scalar_one())

    assert not await checks(CHECK)
    assert await rows() == 1
    form = await signs(units, clock, choices(**CHECKABLE))
    assert await checks(CHECK)
    assert await rows() == 2
    assert not await checks(replace(CHECK, recipient=Recipient(RecipientClass.EMPLOYER_HR, "Another")))
    assert not await checks(None)
    assert await rows() == 4
    await RevokeConsent(units, clock)(SHE, form.id)
    assert not await checks(CHECK)
    assert await rows() == 5
    assert len(await records(units)) == 4  # nobody's question is in nobody's log


async def test_a_question_about_nobody_reads_the_same_tables(units: Units, clock: FakeClock):
    await settle(units, clock)
    await signs(units, clock, choices(**CHECKABLE))
    gate = a_gate(units, clock)

    async def read_by(ask: Ask | None) -> set[str]:
        seen: set[str] = set()

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            words = statement.replace("\n", " ").replace('"', "").split(" ")
            seen.update(words[place + 1] for place, word in enumerate(words) if word in {"FROM", "INTO"})

        engine = units.database.writer.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        async with units.begin() as unit:
            await gate.answer(unit, ask)
        event.remove(engine, "before_cursor_execute", note)
        return seen - {"wrapped_key"}

    known, nobody = await read_by(CHECK), await read_by(None)
    assert known - nobody <= {"program_part2_answer", "part2_answer"}
    assert nobody <= known


async def test_revoking_and_releasing_at_once_come_one_after_the_other(units: Units, clock: FakeClock):
    await settle(units, clock)
    gate = a_gate(units, clock)
    for _ in range(5):
        form = await signs(units, clock, choices())
        permit = await gate.consider(SEND)

        async def release(permit: Permit = permit) -> Release:
            async with gate.watching(units.begin()) as unit:
                return await gate.release(unit, permit, DONE)

        taken_back, out = await asyncio.gather(
            RevokeConsent(units, clock)(SHE, form.id), release(), return_exceptions=True
        )
        assert not isinstance(taken_back, BaseException)
        assert isinstance(out, Release | Refused)
        with pytest.raises(Refused):
            await gate.consider(SEND)


async def test_what_was_signed_for_one_letter_opens_no_other(units: Units, clock: FakeClock):
    """A check rests on its own form: another live one for the same reader does not bring it back."""
    await settle(units, clock)
    first = await signs(units, clock, choices(**CHECKABLE))
    second = await signs(units, clock, choices(**CHECKABLE))
    gate = a_gate(units, clock)

    async def checks(form: str) -> bool:
        async with units.begin() as unit:
            return await gate.answer(unit, replace(CHECK, form=form)) is not None

    assert await checks(first.id)
    await RevokeConsent(units, clock)(SHE, first.id)
    assert not await checks(first.id)
    assert await checks(second.id)
    assert not await checks("no-such-form")


async def test_a_part_2_program_answers_no_check(units: Units, clock: FakeClock):
    await settle(units, clock, Part2Status.YES)
    await signs(units, clock, choices(**CHECKABLE))
    async with units.begin() as unit:
        assert await a_gate(units, clock).answer(unit, CHECK) is None


async def test_two_reports_come_out_of_one_log(units: Units, clock: FakeClock):
    await settle(units, clock, Part2Status.YES)
    await signs(units, clock, choices())
    gate = a_gate(units, clock)
    await sends(units, gate)
    await sends(units, gate, OWN, Artefact("cd" * 32))
    log = await records(units)
    assert len(everything(log)) == 2
    assert hipaa_report(log, date(2026, 9, 3)) == ()  # what was authorised is not in it
    [entry] = part2_report(log, date(2026, 9, 3))
    assert (entry.recipient, entry.recipient_name, entry.why) == (HR.klass, HR.name, Purpose.ATTENDANCE_PROOF_WORK)
    assert part2_report(log, date(2029, 9, 2)) == (entry,)
    assert part2_report(log, date(2029, 9, 3)) == ()


async def test_nothing_readable_is_stored_of_a_decision(units: Units, clock: FakeClock):
    await settle(units, clock)
    await signs(units, clock, choices())
    await sends(units, a_gate(units, clock))
    async with units.read() as unit:
        rows = (await (await unit.session.connection()).execute(text("SELECT * FROM disclosure_record"))).mappings()
        [row] = rows.all()
    stored = {**row, "body": bytes(row["body"])}
    assert "employer" not in str(stored)
    assert b"employer" not in stored["body"]
