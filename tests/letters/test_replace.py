"""A correction replaces the letters whose words it makes untrue, and only those."""

from dataclasses import replace

import pytest
from tests.letters.world import ASK, CALLER, FORM, JORDAN, NOBODY, PROGRAM, World, entry

from handrail.attendance.events import AttendanceCorrected
from handrail.attendance.policy import Status
from handrail.audit.entry import Tag
from handrail.kernel.errors import Conflict, Invalid, NotFound
from handrail.kernel.ids import EntryId, LetterId, SessionId
from handrail.letters.events import LetterReplaced
from handrail.letters.make_anew import MakeAnew
from handrail.letters.replace import ReplaceLetters
from handrail.letters.see import SeeLetters
from handrail.letters.standing import Step


@pytest.fixture
def world() -> World:
    return World()


async def correct(world: World, place: int, status: Status) -> None:
    made = entry(place, status, id=EntryId(f"correction-{place}"), corrects=f"entry-{place}", by="rosa")
    world.entries.append(made)
    event = AttendanceCorrected(JORDAN, PROGRAM, SessionId(f"session-{place}"), made.id, EntryId(f"entry-{place}"))
    await ReplaceLetters(world.clock)(world, event)  # type: ignore[arg-type]


def anew(world: World) -> MakeAnew:
    return MakeAnew(world, world.issue, world.preview, world.clock)  # type: ignore[arg-type]


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


async def test_a_second_session_of_the_same_day_keeps_the_letter_true(world: World):
    """It says the day, not how often: one of two taken back takes nothing from it. With the hour told it might."""
    world.entries.append(entry(2, id=EntryId("entry-twice"), session=SessionId("session-02")))
    letter = await world.issue(CALLER, ASK)
    timed = await world.issue(CALLER, replace(ASK, time_of_day=True))
    await correct(world, 2, Status.ABSENT)
    assert world.letters.kept[letter.id].steps == ()
    assert world.letters.kept[timed.id].steps == (Step.REPLACE,)


async def test_the_new_letter_is_made_in_one_step_and_takes_the_place(world: World):
    old = await world.issue(CALLER, ASK)
    await correct(world, 2, Status.ABSENT)
    assert "September 9" in world.letters.documents[old.id].decode()

    shown = await anew(world).shown(CALLER, old.id)
    new = await anew(world)(CALLER, old.id)
    assert (new.replaces, new.asked, new.level) == (old.id, old.asked, old.level)
    assert "September 9" not in world.letters.documents[new.id].decode()
    assert shown.learned.says == world.press.made[-1].sentences
    assert await anew(world)(CALLER, old.id) == new


async def test_a_letter_made_meanwhile_has_the_place_and_is_named(world: World):
    """Between the look and the unit of the letter, another tab of the client's was quicker."""
    old = await world.issue(CALLER, ASK)
    await correct(world, 2, Status.ABSENT)
    quicker = replace(old, id=LetterId("quicker"), replaces=old.id, steps=())
    world.before_writing.append(lambda: world.letters.kept.update({quicker.id: quicker}))
    told = len(world.records)
    with pytest.raises(Conflict, match="quicker"):
        await anew(world)(CALLER, old.id)
    assert (set(world.letters.kept), len(world.records)) == ({old.id, quicker.id}, told)
    assert await anew(world)(CALLER, old.id) == quicker


async def test_the_client_is_offered_it_until_it_is_made(world: World):
    old = await world.issue(CALLER, ASK)
    see = SeeLetters(world, world.clock)  # type: ignore[arg-type]
    assert (await see(CALLER, old.id))[0].again is None
    await correct(world, 2, Status.ABSENT)
    assert (await see(CALLER, old.id))[0].again == ASK
    new = await anew(world)(CALLER, old.id)
    assert ((await see(CALLER, old.id))[0].again, (await see(CALLER, old.id))[0].replaced_by) == (None, new.id)


async def test_only_a_replaced_letter_of_ones_own_is_made_anew(world: World):
    letter = await world.issue(CALLER, ASK)
    with pytest.raises(Conflict):
        await anew(world)(CALLER, letter.id)
    await correct(world, 2, Status.ABSENT)
    with pytest.raises(NotFound):
        await anew(world)(NOBODY, letter.id)


async def test_where_nothing_true_is_left_there_is_no_new_letter(world: World):
    letter = await world.issue(CALLER, ASK)
    for place in (0, 2):
        await correct(world, place, Status.ABSENT)
    with pytest.raises(Invalid):
        await anew(world)(CALLER, letter.id)


async def test_a_reader_whose_form_ended_is_left_out_of_the_new_one(world: World):
    letter = await world.issue(CALLER, replace(ASK, reader_form=FORM))
    await correct(world, 2, Status.ABSENT)
    world.forms = ()
    assert (await anew(world)(CALLER, letter.id)).reader is None
