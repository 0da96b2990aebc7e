"""A correction replaces the letters whose words it makes untrue, and only those."""

from dataclasses import replace

import pytest
from tests.letters.world import ASK, CALLER, JORDAN, PROGRAM, World, entry

from handrail.attendance.events import AttendanceCorrected
from handrail.attendance.policy import Status
from handrail.audit.entry import Tag
from handrail.kernel.ids import EntryId, SessionId
from handrail.letters.events import LetterReplaced
from handrail.letters.replace import ReplaceLetters
from handrail.letters.standing import Step


@pytest.fixture
def world() -> World:
    return World()


async def correct(world: World, place: int, status: Status) -> None:
    made = entry(place, status, id=EntryId(f"correction-{place}"), corrects=f"entry-{place}", by="rosa")
    world.entries.append(made)
    event = AttendanceCorrected(JORDAN, PROGRAM, SessionId(f"session-{place}"), made.id, EntryId(f"entry-{place}"))
    await ReplaceLetters(world.clock)(world, event)  # type: ignore[arg-type]


async def test_a_letter_whose_day_is_taken_back_is_replaced_and_its_client_told(world: World):
    letter = await world.issue(CALLER, ASK)
    await correct(world, 2, Status.ABSENT)
    assert world.letters.kept[letter.id].steps == (Step.REPLACE,)
    assert world.stated == [LetterReplaced(letter.id, JORDAN)]
    assert world.written[-1] == (Tag.LETTER_REPLACED, "rosa", letter.id)


async def test_a_correction_that_leaves_the_words_true_leaves_the_letter(world: World):
    letter = await world.issue(CALLER, ASK)
    await correct(world, 2, Status.PRESENT)
    await correct(world, 1, Status.EXCUSED)
    assert world.letters.kept[letter.id].steps == ()


async def test_a_letter_about_another_day_stays(world: World):
    letter = await world.issue(CALLER, replace(ASK, last_day=ASK.first_day.replace(day=3)))  # type: ignore[union-attr]
    await correct(world, 2, Status.ABSENT)
    assert world.letters.kept[letter.id].steps == ()


async def test_a_withdrawn_letter_stays_withdrawn(world: World):
    letter = await world.issue(CALLER, ASK)
    await world.letters.take_step(letter.id, Step.WITHDRAW, by=JORDAN, at=world.clock.now())
    await correct(world, 0, Status.ABSENT)
    assert world.letters.kept[letter.id].steps == (Step.WITHDRAW,)
    assert world.stated == []
