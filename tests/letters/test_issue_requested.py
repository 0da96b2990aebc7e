"""From asking to the letter at levels 3 and 4: who has to do what, and that nothing goes round it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.letters.builders import statement
from tests.letters.world import ASK, CALLER, CLINICIAN, COORDINATOR, JORDAN, NOBODY, PROGRAM, ROSA, World

from handrail.audit.entry import Tag
from handrail.disclosure.gate import Refused
from handrail.disclosure.vocabulary import Assurance, DataElement, Obligation, Outcome, Purpose
from handrail.kernel.errors import Conflict, DisclosureRefused, Invalid, NotFound
from handrail.kernel.ids import ProgramId
from handrail.letters.answer_request import AnswerRequest, NameClinician, SeeQueue, SignStatement
from handrail.letters.choices import Credential, Level, Use
from handrail.letters.choices_offered import OTHER_FORMS, PLAINLY, Offer, offers
from handrail.letters.issue_requested import IssueRequested, PreviewRequested
from handrail.letters.prepare_request import PrepareRequest
from handrail.letters.request import ANSWER_WITHIN, Act, Entry, Reason, Request, RequestKind, State
from handrail.letters.request_letter import CancelRequest, RequestLetter, SeeRequests, SignItem

NEEDS = replace(ASK, level=Level.FUNCTION, items=frozenset({DataElement.FUNCTIONAL_LIMITS, DataElement.SCHEDULE_NEED}))
NAMED = replace(ASK, level=Level.NAMED, items=frozenset({DataElement.PROGRAM_NAME, DataElement.DIAGNOSIS_GENERAL}))
A_DAY = 24 * 3600


class Desk:
    """Every use case of requests over one world."""

    def __init__(self) -> None:
        self.world = world = World()
        given: dict[str, Any] = {"units": world, "clock": world.clock}
        self.ask = RequestLetter(world, world.gate, world.clock, world.ids)  # type: ignore[arg-type]
        self.sign_item, self.cancel = SignItem(**given), CancelRequest(**given)
        self.sign, self.answer, self.name = SignStatement(**given), AnswerRequest(**given), NameClinician(**given)
        self.queue, self.see = SeeQueue(world), SeeRequests(world)  # type: ignore[arg-type]
        self.issue = IssueRequested(world, world.issue, world.clock)  # type: ignore[arg-type]
        self.preview = PreviewRequested(world, world.preview)  # type: ignore[arg-type]

    def now(self, request: Request) -> Request:
        return self.world.letter_requests.kept[request.id]


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_a_letter_of_level_3_is_asked_for_signed_and_had(desk: Desk):
    asked = await desk.ask(CALLER, NEEDS)
    (waiting,) = await desk.queue(CLINICIAN)
    assert (waiting.request, waiting.name) == (asked, "Jordan Lee")
    await desk.sign(CLINICIAN, asked.id, statement())
    letter = await desk.issue(CALLER, asked.id, warnings_accepted=True)

    text = desk.world.letters.documents[letter.id].decode()
    assert "working for long stretches" in text
    assert "5:30" in text
    assert "Stated by Rosa Quispe, licensed health professional, on September 14, 2026." in text
    assert "overtime" not in text  # stated, not asked for
    (record,) = desk.world.records
    assert record.purpose is Purpose.ACCOMMODATION_REQUEST
    assert {Obligation.CLINICIAN_APPROVAL, Obligation.REVEAL_WARNING} <= set(record.obligations)
    assert (desk.now(asked).state, desk.now(asked).entries[-1].letter) == (State.ISSUED, letter.id)
    with pytest.raises(Conflict):
        await desk.issue(CALLER, asked.id, warnings_accepted=True)


async def test_a_warning_has_to_be_accepted_first(desk: Desk):
    asked = await desk.ask(CALLER, NEEDS)
    await desk.sign(CLINICIAN, asked.id, statement())
    with pytest.raises(Invalid) as refused:
        await desk.issue(CALLER, asked.id, warnings_accepted=False)
    assert any("timetable is a fingerprint" in fault.says for fault in refused.value.faults)
    assert (await desk.preview(CALLER, asked.id)).warnings
    assert desk.world.letters.kept == {}


async def test_nothing_goes_round_the_clinician(desk: Desk):
    for ask in (NEEDS, NAMED, replace(ASK, level=Level.UNDER_CARE, items=frozenset({DataElement.LEAVE_AMOUNT}))):
        with pytest.raises(Conflict):
            await desk.world.issue(CALLER, ask)
        with pytest.raises(Conflict):
            await desk.world.preview(CALLER, ask)
    assert desk.world.letters.kept == {}


async def test_who_signs_is_who_is_signed_in_with_the_credential_on_file(desk: Desk):
    asked = await desk.ask(CALLER, NEEDS)
    forged = statement(name="Dr. Nobody", credential=Credential.PHYSICIAN, signed_on=date(2020, 1, 1))
    await desk.sign(CLINICIAN, asked.id, forged)
    kept = desk.now(asked).statement
    assert kept is not None
    assert (kept.clinician, kept.name, kept.credential) == (ROSA, "Rosa Quispe", Credential.LICENSED_PROFESSIONAL)
    assert kept.signed_on == date(2026, 9, 14)
    assert (kept.restrictions, kept.diagnosis_code, kept.specialty) == ((), "", None)


async def test_only_a_clinician_signs_and_never_for_themselves(desk: Desk):
    asked = await desk.ask(CALLER, NEEDS)
    for caller in (CALLER, COORDINATOR, NOBODY):
        with pytest.raises(NotFound):
            await desk.sign(caller, asked.id, statement())
    desk.world.clinicians.named[JORDAN] = Credential.PHYSICIAN
    with pytest.raises(NotFound):
        await desk.sign(CALLER, asked.id, statement())
    await desk.name(COORDINATOR, PROGRAM, ROSA, None)
    with pytest.raises(NotFound):
        await desk.sign(CLINICIAN, asked.id, statement())


async def test_a_statement_says_all_that_was_asked_for(desk: Desk):
    asked = await desk.ask(CALLER, NEEDS)
    with pytest.raises(Invalid) as refused:
        await desk.sign(CLINICIAN, asked.id, statement(limits=()))
    assert [fault.at for fault in refused.value.faults] == ["/functional_limits"]


async def test_level_4_takes_each_signature_and_a_day(desk: Desk):
    asked = await desk.ask(CALLER, NAMED)
    await desk.sign(CLINICIAN, asked.id, statement())
    await desk.sign_item(CALLER, asked.id, DataElement.PROGRAM_NAME)
    with pytest.raises(Invalid):
        await desk.sign_item(CALLER, asked.id, DataElement.DIAGNOSIS_SPECIFIC)
    with pytest.raises(Conflict):
        await desk.issue(CALLER, asked.id, warnings_accepted=True)
    await desk.sign_item(CALLER, asked.id, DataElement.DIAGNOSIS_GENERAL)
    desk.world.clock.advance(A_DAY - 1)
    with pytest.raises(Conflict):
        await desk.issue(CALLER, asked.id, warnings_accepted=True)
    desk.world.clock.advance(1)
    letter = await desk.issue(CALLER, asked.id, warnings_accepted=True)
    text = desk.world.letters.documents[letter.id].decode()
    assert "Harbor Recovery IOP" in text
    assert "mental health condition" in text
    assert "F33" not in text


async def test_a_request_cancelled_while_the_letter_is_made_gives_none(desk: Desk):
    asked = await desk.ask(CALLER, NEEDS)
    await desk.sign(CLINICIAN, asked.id, statement())
    gone = Entry(Act.CANCEL, JORDAN, desk.world.clock.now())

    def cancel() -> None:
        now = desk.now(asked)
        if now.state is State.SIGNED:
            desk.world.letter_requests.kept[asked.id] = replace(now, entries=(*now.entries, gone))

    desk.world.before_writing.append(cancel)
    with pytest.raises(Conflict):
        await desk.issue(CALLER, asked.id, warnings_accepted=True)
    assert desk.world.letters.kept == {}


async def test_a_declined_request_gives_the_client_an_answer_of_the_list(desk: Desk):
    asked = await desk.ask(CALLER, NEEDS)
    await desk.answer(CLINICIAN, asked.id, Reason.NEEDS_VISIT)
    (seen,) = await desk.see(CALLER)
    assert (seen.state, "appointment" in seen.answer) == (State.DECLINED, True)
    with pytest.raises(Conflict):
        await desk.sign(CLINICIAN, asked.id, statement())
    assert [tag for tag, *_ in desk.world.written] == [Tag.LETTER_REQUESTED, Tag.LETTER_REQUEST_ANSWERED]


async def test_a_client_cancels_their_own_alone(desk: Desk):
    asked = await desk.ask(CALLER, NEEDS)
    for use in (desk.cancel, desk.preview):
        with pytest.raises(NotFound):
            await use(NOBODY, asked.id)
    assert (await desk.cancel(CALLER, asked.id)).state is State.CANCELLED


class Undecided:
    """A gate that leaves every question to people."""

    def __init__(self, world: World) -> None:
        self._gate, self._world = world.gate, world
        self.watching = world.gate.watching

    async def judge(self, unit: Any, ask: Any) -> None:
        try:
            await self._gate.judge(unit, replace(ask, assurance=Assurance.NONE))
        except Refused as refusal:
            raise Refused(replace(refusal.decision, outcome=Outcome.NEEDS_REVIEW), refusal.record) from None

    async def consider(self, ask: Any) -> None:
        await self.judge(self._world, ask)


async def test_what_the_rules_leave_to_people_goes_to_them_with_a_clock(desk: Desk):
    world = desk.world
    undecided = replace(world.issue, prepare=replace(world.prepare, gate=Undecided(world)))  # type: ignore[arg-type]
    for _ in range(2):
        with pytest.raises(DisclosureRefused):
            await undecided(CALLER, ASK)
    (put,) = await desk.see(CALLER)
    assert (put.kind, put.state, put.due_at) == (
        RequestKind.REVIEW,
        State.WAITING,
        world.clock.now() + ANSWER_WITHIN,
    )
    assert [one.request.id for one in await desk.queue(COORDINATOR)] == [put.id]
    assert await desk.queue(CLINICIAN) == ()
    await desk.answer(COORDINATOR, put.id, None)
    assert "again" in (await desk.see(CALLER))[0].answer


async def test_people_who_answer_nothing_have_no_queue(desk: Desk):
    with pytest.raises(NotFound):
        await desk.queue(CALLER)


async def test_only_staff_of_the_program_can_be_named_clinician(desk: Desk):
    with pytest.raises(NotFound):
        await desk.name(COORDINATOR, PROGRAM, JORDAN, Credential.PHYSICIAN)
    with pytest.raises(NotFound):
        await desk.name(CLINICIAN, PROGRAM, ROSA, Credential.PHYSICIAN)


async def test_a_letter_that_needs_nobody_is_not_asked_for_twice(desk: Desk):
    with pytest.raises(Invalid):
        await desk.ask(CALLER, ASK)


async def test_the_lowest_level_ever_chosen_stands_there_first(desk: Desk):
    first = await desk.world.issue(CALLER, replace(ASK, level=Level.UNDER_CARE))
    assert offers([first])[0] == Offer(Use.WORK, Level.UNDER_CARE)
    lower = await desk.world.issue(CALLER, ASK)
    for earlier in ([first, lower], [lower, first]):
        assert offers(earlier) == (
            Offer(Use.WORK, Level.APPOINTMENT),
            Offer(Use.SCHOOL, Level.APPOINTMENT),
            Offer(Use.OTHER, Level.APPOINTMENT),
        )
    assert set(PLAINLY) == set(Level)
    assert any("WH-380-E" in one for one in OTHER_FORMS)


async def test_a_client_may_put_what_the_rules_leave_open_before_the_staff(desk: Desk):
    """From the preview on, before there is a letter to try for; what is plainly permitted or refused needs nobody."""
    undecided = replace(desk.ask, gate=Undecided(desk.world))  # type: ignore[arg-type]
    put = await undecided(CALLER, ASK)
    assert (put.kind, put.state) == (RequestKind.REVIEW, State.WAITING)
    assert await undecided(CALLER, ASK) == put
    with pytest.raises(Invalid):
        await desk.ask(CALLER, ASK)


async def test_staff_prepare_and_the_client_decides(desk: Desk):
    """What was prepared waits with the client alone; the staff's queue does not hold it, and nothing is made of it."""
    prepare = PrepareRequest(desk.world, desk.world.clock, desk.world.ids)  # type: ignore[arg-type]
    for caller in (COORDINATOR, CLINICIAN):
        prepared = await prepare(caller, JORDAN, replace(ASK, reader_form="form-1"))
        assert (prepared.kind, prepared.ask, prepared.person) == (RequestKind.PREPARED, ASK, JORDAN)
    assert len(await desk.see(CALLER)) == 2
    assert await desk.queue(COORDINATOR) == ()
    with pytest.raises(Conflict):
        await desk.issue(CALLER, prepared.id, warnings_accepted=True)
    assert (await desk.cancel(CALLER, prepared.id)).state is State.CANCELLED
    assert desk.world.letters.kept == {}


async def test_what_names_the_care_is_prepared_by_nobody(desk: Desk):
    prepare = PrepareRequest(desk.world, desk.world.clock, desk.world.ids)  # type: ignore[arg-type]
    with pytest.raises(Invalid):
        await prepare(COORDINATOR, JORDAN, NAMED)


async def test_only_staff_of_the_program_prepare_and_only_for_its_clients(desk: Desk):
    prepare = PrepareRequest(desk.world, desk.world.clock, desk.world.ids)  # type: ignore[arg-type]
    elsewhere = replace(COORDINATOR, program=ProgramId("elsewhere"))
    for caller, person in ((NOBODY, JORDAN), (CALLER, JORDAN), (elsewhere, JORDAN), (COORDINATOR, ROSA)):
        with pytest.raises(NotFound):
            await prepare(caller, person, ASK)
