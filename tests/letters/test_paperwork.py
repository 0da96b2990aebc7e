"""Forms that are not letters: who asks, who attaches, and that the client alone is handed one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from tests.letters.world import CALLER, CLINICIAN, COORDINATOR, NOBODY, World

from handrail.audit.entry import Tag
from handrail.disclosure.request import ContactPolicy
from handrail.disclosure.vocabulary import Channel, DataElement, Purpose, RecipientClass
from handrail.kernel.errors import Conflict, DisclosureRefused, Invalid, NotFound
from handrail.kernel.ids import ProgramId
from handrail.letters.answer_paperwork import AttachPaperwork, DeclinePaperwork, SeePaperworkQueue
from handrail.letters.ask_paperwork import AskPaperwork, CancelPaperwork, SeePaperwork
from handrail.letters.choices import Language
from handrail.letters.fetch_paperwork import FetchPaperwork
from handrail.letters.paperwork import MOVES, USUALLY_TELLS, Act, Kind, Paperwork, Reason, State, move
from handrail.letters.paperwork_said import ALWAYS, ANSWERS, TOLD

DAY = date(2026, 9, 14)
ELSEWHERE = replace(CLINICIAN, program=ProgramId("elsewhere"))


@dataclass
class Pages:
    pdf: bytes
    pages: int = 1


async def plainly(raw: bytes) -> Pages:
    """Takes any bytes for pages; what is refused is tested beside the cleaning."""
    if raw == b"bad":
        raise Invalid
    return Pages(b"clean " + raw)


class Desk:
    """Every use case of forms over one world."""

    def __init__(self) -> None:
        self.world = world = World()
        given: dict[str, Any] = {"units": world, "clock": world.clock}
        self._ask = AskPaperwork(**given, ids=world.ids)
        self.cancel, self.decline = CancelPaperwork(**given), DeclinePaperwork(**given)
        self.attach = AttachPaperwork(**given, clean=plainly, ids=world.ids)
        self.queue, self.see = SeePaperworkQueue(world), SeePaperwork(world)  # type: ignore[arg-type]
        self.fetch = FetchPaperwork(world, world.gate)  # type: ignore[arg-type]

    async def ask(self, kind: Kind = Kind.FMLA, needed_by: date | None = None, caller: Any = CALLER) -> Paperwork:
        return await self._ask(caller, kind, needed_by, understood=True)

    @property
    def tags(self) -> list[Tag]:
        return [tag for tag, _, _ in self.world.written]


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_a_form_is_asked_for_completed_and_had_by_its_client(desk: Desk):
    asked = await desk.ask(needed_by=DAY + timedelta(days=15))
    (waiting,) = await desk.queue(CLINICIAN)
    assert (waiting.asked, waiting.name) == (asked, "Jordan Lee")

    await desk.attach(CLINICIAN, asked.id, b"form")
    (seen,) = await desk.see(CALLER)
    ((form, _),) = seen.forms
    assert (seen.state, await desk.queue(CLINICIAN)) == (State.ATTACHED, ())
    assert await desk.fetch(CALLER, asked.id, form.id) == b"clean form"
    assert {Tag.PAPERWORK_ASKED, Tag.PAPERWORK_ATTACHED, Tag.PAPERWORK_READ} <= set(desk.tags)


async def test_handing_it_over_is_a_disclosure_to_the_client_and_written_down(desk: Desk):
    asked = await desk.ask()
    attached = await desk.attach(CLINICIAN, asked.id, b"form")
    form = attached.forms[0][0]
    await desk.fetch(CALLER, asked.id, form.id)
    record = desk.world.records[-1]
    assert (record.released, record.recipient, record.purpose) == (
        True,
        RecipientClass.INDIVIDUAL,
        Purpose.LEAVE_CERTIFICATION,
    )
    assert (record.artefact, set(record.elements)) == (form.digest, set(USUALLY_TELLS[Kind.FMLA]))


@pytest.mark.parametrize("kind", Kind)
async def test_every_kind_of_form_can_be_handed_to_its_client(desk: Desk, kind: Kind):
    asked = await desk.ask(kind)
    form = (await desk.attach(CLINICIAN, asked.id, b"form")).forms[0][0]
    assert await desk.fetch(CALLER, asked.id, form.id)


async def test_nobody_but_the_client_is_handed_it(desk: Desk):
    asked = await desk.ask()
    form = (await desk.attach(CLINICIAN, asked.id, b"form")).forms[0][0]
    for caller in (NOBODY, CLINICIAN, COORDINATOR):
        with pytest.raises(NotFound):
            await desk.fetch(caller, asked.id, form.id)
    with pytest.raises(NotFound):
        await desk.fetch(CALLER, asked.id, "another")
    assert not [one for one in desk.world.records if one.released]


async def test_what_the_rules_refuse_is_not_handed_over(desk: Desk):
    asked = await desk.ask()
    form = (await desk.attach(CLINICIAN, asked.id, b"form")).forms[0][0]
    desk.world.contact = ContactPolicy(frozenset({Channel.POST}))  # not through the portal
    with pytest.raises(DisclosureRefused):
        await desk.fetch(CALLER, asked.id, form.id)
    assert Tag.PAPERWORK_READ not in desk.tags


async def test_only_a_clinician_of_the_program_answers_and_never_for_themselves(desk: Desk):
    own = await desk.ask(caller=CLINICIAN)
    asked = await desk.ask()
    for caller, which in ((COORDINATOR, asked), (NOBODY, asked), (ELSEWHERE, asked), (CLINICIAN, own)):
        with pytest.raises(NotFound):
            await desk.attach(caller, which.id, b"form")
        with pytest.raises(NotFound):
            await desk.decline(caller, which.id, Reason.NEEDS_VISIT)
    for caller in (COORDINATOR, NOBODY):
        with pytest.raises(NotFound):
            await desk.queue(caller)


async def test_whoever_has_not_read_what_it_reveals_asks_for_nothing(desk: Desk):
    with pytest.raises(Invalid):
        await desk._ask(CALLER, Kind.FMLA, None, understood=False)
    assert desk.world.paperwork.kept == {}


async def test_the_day_to_hand_it_in_lies_ahead(desk: Desk):
    for day in (DAY - timedelta(days=1), DAY + timedelta(days=400)):
        with pytest.raises(Invalid):
            await desk.ask(needed_by=day)
    await desk.ask(needed_by=DAY)


async def test_the_same_form_is_asked_for_once_at_a_time(desk: Desk):
    asked = await desk.ask()
    with pytest.raises(Conflict):
        await desk.ask()
    await desk.ask(Kind.ADA)
    await desk.cancel(CALLER, asked.id)
    await desk.ask()


async def test_what_is_due_first_stands_first(desk: Desk):
    late = await desk.ask(Kind.ADA)
    urgent = await desk.ask(Kind.FMLA, DAY + timedelta(days=1))
    assert [one.asked.id for one in await desk.queue(CLINICIAN)] == [urgent.id, late.id]


async def test_a_form_attached_again_stands_beside_the_earlier_one(desk: Desk):
    asked = await desk.ask()
    await desk.attach(CLINICIAN, asked.id, b"first")
    again = await desk.attach(CLINICIAN, asked.id, b"second")
    assert [await desk.fetch(CALLER, asked.id, form.id) for form, _ in again.forms] == [
        b"clean second",
        b"clean first",
    ]


async def test_of_a_file_that_is_refused_nothing_is_kept(desk: Desk):
    asked = await desk.ask()
    with pytest.raises(Invalid):
        await desk.attach(CLINICIAN, asked.id, b"bad")
    assert (await desk.see(CALLER))[0].state is State.WAITING
    assert desk.world.paperwork.documents == {}


async def test_a_request_that_was_taken_back_gets_no_form(desk: Desk):
    asked = await desk.ask()
    with pytest.raises(NotFound):
        await desk.cancel(NOBODY, asked.id)
    await desk.cancel(CALLER, asked.id)
    with pytest.raises(Conflict):
        await desk.attach(CLINICIAN, asked.id, b"form")


async def test_who_gets_no_form_is_told_why(desk: Desk):
    asked = await desk.ask()
    await desk.decline(CLINICIAN, asked.id, Reason.NEEDS_BLANK)
    (seen,) = await desk.see(CALLER)
    assert (seen.state, seen.reason) == (State.DECLINED, Reason.NEEDS_BLANK)
    with pytest.raises(Conflict):
        await desk.cancel(CALLER, asked.id)


@pytest.mark.parametrize(("state", "act"), [pair for pair in product(State, Act) if pair not in MOVES])
def test_what_the_table_does_not_name_is_refused(state: State, act: Act):
    with pytest.raises(Conflict):
        move(state, act)


@pytest.mark.parametrize(("language", "kind"), list(product(Language, Kind)))
def test_every_kind_says_what_a_letter_is_not_what_a_form_reveals_and_by_which_law(language: Language, kind: Kind):
    told = TOLD[language][kind]
    assert told.is_not
    assert told.reveals
    assert told.cites == TOLD[Language.ENGLISH][kind].cites
    assert all("CFR" in one or "U.S.C." in one for one in told.cites)
    assert "legal advice" in ALWAYS[language] or "asesoría legal" in ALWAYS[language]


def test_the_leave_form_is_told_with_its_law_and_that_the_practice_shows():
    """Trap 22: the type of practice alone reveals behavioral health."""
    told = TOLD[Language.ENGLISH][Kind.FMLA]
    assert "29 CFR 825.306" in told.cites
    assert "type of practice" in told.reveals
    assert "behavioral health" in told.reveals
    assert DataElement.PROVIDER_SPECIALTY in USUALLY_TELLS[Kind.FMLA]


def test_every_refusal_is_answered_in_both_languages():
    assert all(set(ANSWERS[language]) == set(Reason) for language in Language)
