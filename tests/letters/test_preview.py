"""A preview is the page that would be, and nothing that could pass for a letter."""

from dataclasses import replace

import pytest
from tests.letters.world import ASK, CALLER, FORM, PROGRAM, World

from handrail.kernel.errors import Conflict, LeakFound, NotFound
from handrail.kernel.principal import Role
from handrail.letters.pdf_reading import read_lexicon
from handrail.letters.preview import CheckIssuerProfile

COORDINATOR = replace(CALLER, roles=frozenset({Role.COORDINATOR}))


@pytest.fixture
def world() -> World:
    return World()


async def test_the_preview_says_word_for_word_what_the_letter_will(world: World):
    ask = replace(ASK, reader_form=FORM)
    preview = await world.preview(CALLER, ask)
    await world.issue(CALLER, ask)
    shown, issued = world.press.made
    assert (shown.sentences, shown.head) == (issued.sentences, issued.head)
    assert preview.learned.says == issued.sentences
    assert preview.blocking == ()


async def test_what_is_seen_is_drawn_from_that_very_page(world: World):
    preview = await world.preview(CALLER, ASK)
    assert preview.pictures == (b"seen: " + preview.page,)
    assert preview.text.startswith("\n".join(preview.learned.says))


async def test_a_preview_has_no_number_or_code_of_its_own_and_leaves_nothing_behind(world: World):
    await world.preview(CALLER, replace(ASK, reader_form=FORM))
    (shown,) = world.press.made
    assert set(shown.number) == {"0"}
    assert set(shown.check_code) == {"0", "-"}
    assert (world.letters.kept, world.records, world.written) == ({}, [], [])


async def test_a_telling_letterhead_is_shown_in_the_preview_and_blocks_the_letter(world: World):
    assert world.profile is not None
    world.profile = replace(world.profile, name="Bright Mood Clinic")
    preview = await world.preview(CALLER, ASK)
    assert [one.word for one in preview.blocking] == ["mood"]
    with pytest.raises(LeakFound) as refused:
        await world.issue(CALLER, ASK)
    assert refused.value.faults[0].at == "/issuer_profile/name"
    assert world.letters.kept == {}


async def test_a_coordinator_checks_the_letterhead_before_the_first_letter(world: World):
    check = CheckIssuerProfile(world, read_lexicon())  # type: ignore[arg-type]
    assert await check(COORDINATOR, PROGRAM) == ()
    assert world.profile is not None
    world.profile = replace(world.profile, phone="1-800-SOBER-NOW 12345")
    (found,) = await check(COORDINATOR, PROGRAM)
    assert found.at == "/phone"
    world.profile = None
    with pytest.raises(Conflict):
        await check(COORDINATOR, PROGRAM)


async def test_nobody_else_checks_it(world: World):
    with pytest.raises(NotFound):
        await CheckIssuerProfile(world, read_lexicon())(CALLER, PROGRAM)  # type: ignore[arg-type]
