"""A code asked for after issue: authorised by itself, on a page of its own, for one reader, off at will."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.letters.world import ASK, CALLER, FORM, NOBODY, READER, World, a_form

from handrail.audit.entry import Tag
from handrail.disclosure.vocabulary import LegalAuthority
from handrail.kernel.errors import Conflict, Invalid, NotFound
from handrail.letters.choices import Language
from handrail.letters.issue_slip import EndChecks, FetchSlip, IssueSlip
from handrail.letters.issued import Letter
from handrail.letters.see import SeeLetters
from handrail.letters.slip import SlipAsk
from handrail.letters.withdraw import WithdrawLetter
from handrail.programs.program import Part2Status

A_DAY = 24 * 3600
WANTED = SlipAsk(FORM)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def slips(world: World) -> IssueSlip:
    return IssueSlip(world, world.gate, world.press, world.clock, world.ids, "https://letters.example.org")  # type: ignore[arg-type]


@pytest.fixture
async def letter(world: World) -> Letter:
    return await world.issue(CALLER, ASK)


async def test_a_letter_without_a_code_gets_one_on_a_page_of_its_own(world: World, slips: IssueSlip, letter: Letter):
    before = world.letters.documents[letter.id]
    slip = await slips(CALLER, letter.id, WANTED)
    (code,) = world.letters.slip_codes
    page = world.letters.pages[slip.id].decode()
    assert f"#{code}" in page
    assert "Jordan" not in page
    assert world.letters.documents[letter.id] == before
    assert await world.verify(code, None, "203.0.113.9")
    assert slip.reader.recipient == READER
    assert Tag.SLIP_ISSUED in [tag for tag, *_ in world.written]
    assert [record.released for record in world.records] == [True, True, True]


async def test_the_file_that_is_checked_with_it_is_the_letter(world: World, slips: IssueSlip, letter: Letter):
    await slips(CALLER, letter.id, WANTED)
    (code,) = world.letters.slip_codes
    assert await world.verify(code, letter.digest, "203.0.113.9")
    assert not await world.verify(code, "0" * 64, "203.0.113.9")


async def test_the_client_sees_it_and_each_confirmation(world: World, slips: IssueSlip, letter: Letter):
    slip = await slips(CALLER, letter.id, WANTED)
    (code,) = world.letters.slip_codes
    await world.verify(code, None, "203.0.113.9")
    (seen,) = await SeeLetters(world, world.clock)(CALLER)  # type: ignore[arg-type]
    assert (seen.can_be_checked, seen.slips, len(seen.checks)) == (True, (slip,), 1)
    _, page = await FetchSlip(world)(CALLER, letter.id, slip.id)  # type: ignore[arg-type]
    assert page == world.letters.pages[slip.id]


async def test_it_ends_when_the_client_chose_and_with_the_form_at_the_latest(
    world: World, slips: IssueSlip, letter: Letter
):
    slip = await slips(CALLER, letter.id, replace(WANTED, until=date(2026, 9, 15)))
    assert slip.reader.until == date(2026, 9, 15)
    (code,) = world.letters.slip_codes
    world.clock.advance(A_DAY)
    assert await world.verify(code, None, "203.0.113.9")
    world.clock.advance(A_DAY)
    assert not await world.verify(code, None, "203.0.113.9")
    later = await slips(CALLER, letter.id, replace(WANTED, until=date(2027, 9, 15)))
    assert later.reader.until == date(2026, 12, 31)


async def test_the_client_switches_every_code_off(world: World, slips: IssueSlip):
    letter = await world.issue(CALLER, replace(ASK, reader_form=FORM))
    await slips(CALLER, letter.id, WANTED)
    codes = [*world.letters.codes, *world.letters.slip_codes]
    assert [await world.verify(code, None, "203.0.113.9") for code in codes] == [True, True]
    await EndChecks(world, world.clock)(CALLER, letter.id)  # type: ignore[arg-type]
    assert [await world.verify(code, None, "203.0.113.9") for code in codes] == [False, False]
    (seen,) = await SeeLetters(world, world.clock)(CALLER)  # type: ignore[arg-type]
    assert (seen.can_be_checked, seen.letter.standing(seen.today)) == (False, "issued")


async def test_without_a_form_for_it_there_is_no_slip(world: World, slips: IssueSlip, letter: Letter):
    for wanted in (SlipAsk(""), SlipAsk("another")):
        with pytest.raises(Invalid):
            await slips(CALLER, letter.id, wanted)
    world.forms = (a_form(revoked_at=world.clock.now()),)
    with pytest.raises(Invalid):
        await slips(CALLER, letter.id, WANTED)
    assert world.letters.kept_slips == {}


async def test_a_part_2_program_has_no_check_unless_counsel_signed_the_neutral_issuer_off(
    world: World, slips: IssueSlip, letter: Letter
):
    world.program = replace(world.program, part2=Part2Status.YES)
    with pytest.raises(Conflict):
        await slips(CALLER, letter.id, WANTED)
    world.route_c = True
    world.forms = (a_form(), a_form(code=LegalAuthority.PART2_CONSENT, id="form-2"))
    assert await slips(CALLER, letter.id, WANTED)


async def test_another_persons_letter_is_not_there(world: World, slips: IssueSlip, letter: Letter):
    slip = await slips(CALLER, letter.id, WANTED)
    with pytest.raises(NotFound):
        await slips(NOBODY, letter.id, WANTED)
    with pytest.raises(NotFound):
        await FetchSlip(world)(NOBODY, letter.id, slip.id)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        await EndChecks(world, world.clock)(NOBODY, letter.id)  # type: ignore[arg-type]


async def test_a_letter_that_no_longer_stands_gets_no_code(world: World, slips: IssueSlip, letter: Letter):
    await WithdrawLetter(world, world.clock)(CALLER, letter.id)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        await slips(CALLER, letter.id, WANTED)


async def test_the_page_is_written_in_the_language_chosen(world: World, slips: IssueSlip, letter: Letter):
    slip = await slips(CALLER, letter.id, replace(WANTED, language=Language.SPANISH))
    assert "Esta página pertenece a la carta" in world.letters.pages[slip.id].decode()
