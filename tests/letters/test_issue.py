"""How a letter comes to be: decided twice, written once, and nothing without its records."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.letters.world import ASK, CALLER, EVENINGS, FORM, JORDAN, READER, Stores, World, a_form, entry

from handrail.attendance.policy import Status
from handrail.audit.entry import Tag
from handrail.disclosure.vocabulary import Purpose, RecipientClass
from handrail.kernel.errors import Conflict, Invalid, LeakFound
from handrail.letters.choices import Level, Use
from handrail.letters.scan import Finding
from handrail.programs.program import Part2Status


@pytest.fixture
def world() -> World:
    return World()


async def test_a_client_gets_a_letter_and_everything_is_written_with_it(world: World):
    letter = await world.issue(CALLER, ASK)

    assert world.letters.kept == {letter.id: letter}
    (record,) = world.records
    assert record.released
    assert (record.recipient, record.purpose) == (RecipientClass.INDIVIDUAL, Purpose.ATTENDANCE_PROOF_WORK)
    assert record.artefact == letter.digest
    assert letter.decision == record.id
    assert [tag for tag, *_ in world.written] == [Tag.DISCLOSURE_DECIDED, Tag.LETTER_ISSUED]
    assert world.locked


async def test_it_states_the_days_of_the_ledger_and_no_absence(world: World):
    letter = await world.issue(CALLER, ASK)
    text = world.letters.documents[letter.id].decode()
    assert "September 2, 2026 to September 9, 2026" in text
    assert "September 4" not in text
    assert letter.sessions == {"session-0", "session-2"}


async def test_a_missed_day_alone_gives_no_letter(world: World):
    with pytest.raises(Invalid):
        await world.issue(CALLER, replace(ASK, first_day=EVENINGS[1], last_day=EVENINGS[1]))
    assert world.letters.kept == {}


async def test_without_a_form_the_letter_has_no_code(world: World):
    letter = await world.issue(CALLER, ASK)
    assert letter.reader is None
    assert world.letters.codes == {}
    assert "https" not in world.letters.documents[letter.id].decode()


async def test_with_a_form_the_letter_has_a_code_for_the_reader_it_names(world: World):
    letter = await world.issue(CALLER, replace(ASK, reader_form=FORM))
    (code,) = world.letters.codes
    assert letter.reader is not None
    assert letter.reader.recipient == READER
    assert f"https://letters.example.org/check#{code}" in world.letters.documents[letter.id].decode()


@pytest.mark.parametrize(
    "change",
    [
        {"id": "another"},
        {"purposes": frozenset({Purpose.ATTENDANCE_PROOF_WORK})},
        {"data": frozenset()},
        {"recipients": ()},
        {"expires_on": date(2026, 9, 13)},
        {"revoked_at": a_form().signed_at},
    ],
)
async def test_a_form_that_does_not_let_the_reader_check_is_refused(world: World, change: Any):
    world.forms = (a_form(**change),)
    with pytest.raises(Invalid) as refused:
        await world.issue(CALLER, replace(ASK, reader_form=FORM))
    assert refused.value.faults[0].at == "/reader_form"


@pytest.mark.parametrize("status", [Part2Status.YES, Part2Status.UNKNOWN])
async def test_a_part_2_program_has_letters_but_no_checks(world: World, status: Part2Status):
    world.program = replace(world.program, part2=status)
    with pytest.raises(Conflict):
        await world.issue(CALLER, replace(ASK, reader_form=FORM))
    assert (await world.issue(CALLER, ASK)).reader is None


async def test_a_correction_while_the_letter_is_drawn_makes_it_start_over(world: World):
    def correct() -> None:
        if len(world.press.made) == 1:
            world.entries[2] = entry(2, Status.ABSENT)

    world.before_writing.append(correct)
    letter = await world.issue(CALLER, ASK)
    assert len(world.press.made) == 2
    assert "on September 2, 2026" in world.letters.documents[letter.id].decode()
    assert len(world.letters.kept) == len(world.records) == 1


async def test_a_revocation_while_the_letter_is_drawn_stops_it(world: World):
    def revoke() -> None:
        world.forms = (a_form(revoked_at=a_form().signed_at),)

    world.before_writing.append(revoke)
    with pytest.raises(Invalid):
        await world.issue(CALLER, replace(ASK, reader_form=FORM))
    assert world.letters.kept == {}
    assert world.records == []


async def test_facts_that_never_rest_end_in_a_refusal(world: World):
    def rename() -> None:
        person = world.people[CALLER.person]
        world.people[CALLER.person] = replace(person, legal_name=person.legal_name + "x")

    world.before_writing.append(rename)
    with pytest.raises(Conflict):
        await world.issue(CALLER, ASK)
    assert world.letters.kept == {}


async def test_a_leak_releases_nothing_and_is_written_down(world: World):
    world.press.findings = (Finding("page 1, text", "iop", "names the level of care"),)
    with pytest.raises(LeakFound) as refused:
        await world.issue(CALLER, ASK)
    assert refused.value.faults[0].says == "iop: names the level of care"
    assert world.letters.kept == {}
    assert world.records == []
    assert [tag for tag, *_ in world.written] == [Tag.LETTER_REFUSED]


async def test_a_number_that_looks_like_a_word_is_drawn_anew(world: World):
    """Nobody is refused a letter for a digest that spelled something by chance."""
    world.press.by_chance.append(Finding("revision 1, Metadata stream", "iop", "names the level of care"))
    letter = await world.issue(CALLER, ASK)
    assert letter.number == world.press.made[-1].number != world.press.made[0].number
    assert [tag for tag, *_ in world.written].count(Tag.LETTER_REFUSED) == 0


async def test_the_scan_looks_for_program_and_facilitators_but_not_for_a_word_of_every_letter(world: World):
    await world.issue(CALLER, replace(ASK, time_of_day=True))
    assert set(world.press.names) == {"Harbor Recovery IOP", "Rosa Quispe", "Rosa"}
    assert "Jordan Lee" in world.press.spare


async def test_a_program_without_letterhead_issues_nothing(world: World):
    world.profile = None
    with pytest.raises(Conflict):
        await world.issue(CALLER, ASK)


async def test_level_2_says_the_care_and_its_planned_end(world: World):
    ask = replace(ASK, level=Level.UNDER_CARE, first_day=None, last_day=None, expected_end=True, use=Use.SCHOOL)
    letter = await world.issue(CALLER, ask)
    text = world.letters.documents[letter.id].decode()
    assert "until about October 30, 2026" in text
    assert "attended" not in text
    assert letter.sessions == frozenset()


async def test_the_day_of_issue_is_that_of_the_clients_zone(world: World):
    world.clock.advance(13 * 3600 + 1800)  # 06:30 on the 15th in UTC, still the 14th in Los Angeles
    assert (await world.issue(CALLER, ASK)).issued_on == date(2026, 9, 14)


async def test_who_has_no_zone_of_their_own_has_letters_in_the_programs(world: World):
    """Whoever was invited without one."""
    world.people[JORDAN] = replace(world.people[JORDAN], zone=None)
    world.clock.advance(13 * 3600 + 1800)
    assert (await world.issue(CALLER, ASK)).issued_on == date(2026, 9, 14)


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"first_day": None, "last_day": None}, "/first_day"),
        ({"last_day": None}, "/last_day"),
        ({"last_day": date(2026, 8, 1)}, "/last_day"),
        ({"last_day": date(2026, 9, 20)}, "/last_day"),
        ({"first_day": date(2024, 1, 1)}, "/last_day"),
        ({"expected_end": True}, "/expected_end"),
    ],
)
async def test_a_choice_that_makes_no_letter_is_refused_where_it_is_wrong(world: World, change: Any, at: str):
    with pytest.raises(Invalid) as refused:
        await world.issue(CALLER, replace(ASK, **change))
    assert refused.value.faults[0].at == at


@pytest.mark.parametrize("fails", ["the record", "the audit entry", "the letter", "the second audit entry"])
async def test_when_anything_cannot_be_written_nothing_is(world: World, fails: str, monkeypatch: pytest.MonkeyPatch):
    """E6: letter, accounting and audit agree exactly, whichever write the disk refuses."""
    left = {"the audit entry": 1, "the second audit entry": 2}.get(fails, 0)

    async def full(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    async def full_later(_: object, tag: Tag, **__: object) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise OSError("no space left on device")
        world.written.append((tag, "", ""))

    match fails:
        case "the record":
            monkeypatch.setattr(Stores, "add", full)
        case "the letter":
            monkeypatch.setattr(world.letters, "add", full)
        case _:
            monkeypatch.setattr(Stores, "record", full_later)
    with pytest.raises(OSError, match="no space"):
        await world.issue(CALLER, ASK)
    assert (world.letters.kept, world.records, world.written) == ({}, [], [])
