"""What a reader learns: one word; and what it costs: always the same."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.letters.world import ASK, CALLER, FORM, NOBODY, World, a_form

from handrail.audit.entry import Tag
from handrail.kernel.errors import NotFound
from handrail.letters.code import shown
from handrail.letters.issued import Letter, coarse
from handrail.letters.see import FetchDocument, SeeLetters
from handrail.letters.standing import Standing
from handrail.letters.withdraw import WithdrawLetter
from handrail.programs.program import Part2Status

FROM = "203.0.113.77"


@pytest.fixture
def world() -> World:
    return World()


async def issued(world: World) -> tuple[Letter, str]:
    letter = await world.issue(CALLER, replace(ASK, reader_form=FORM))
    (code,) = world.letters.codes
    world.records.clear()
    world.written.clear()
    return letter, code


async def test_a_code_as_printed_is_confirmed_with_and_without_the_file(world: World):
    letter, code = await issued(world)
    assert await world.verify(shown(code).lower(), None, FROM)
    assert await world.verify(code, letter.digest.upper(), FROM)


def withdraw_form(world: World) -> None:
    world.forms = (a_form(revoked_at=a_form().signed_at),)


def expire(world: World) -> None:
    world.clock.advance(timedelta(days=120).total_seconds())


def become_part_2(world: World) -> None:
    world.program = replace(world.program, part2=Part2Status.UNKNOWN)


def nothing(world: World) -> None:
    """The letter stands; the question is wrong."""


CASES = [
    ("the form was revoked", withdraw_form, None, None),
    ("the form has expired", expire, None, None),
    ("the program turned out to be a Part 2 program", become_part_2, None, None),
    ("an unknown code", nothing, "0" * 26, None),
    ("no code at all", nothing, "", None),
    ("a very long code", nothing, "A" * 5000, None),
    ("another file", nothing, None, "ab" * 32),
    ("no hash", nothing, None, "é"),
]


@pytest.mark.parametrize(("change", "typed", "digest"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
async def test_everything_else_is_one_answer_and_one_row(world: World, change: Any, typed: Any, digest: Any):
    _, code = await issued(world)
    change(world)
    assert not await world.verify(code if typed is None else typed, digest, FROM)
    assert len(world.letters.tried) == len(world.records) == len(world.written) == 1
    assert world.written[0][0] is Tag.DISCLOSURE_REFUSED


async def test_a_confirmation_is_one_row_too_and_the_client_sees_it(world: World):
    letter, code = await issued(world)
    assert await world.verify(code, None, FROM)
    assert not await world.verify("0" * 26, None, FROM)
    assert [len(rows) for rows in (world.letters.tried, world.records, world.written)] == [2, 2, 2]
    (seen,) = await SeeLetters(world, world.clock)(CALLER)  # type: ignore[arg-type]
    assert [(check.letter, check.source) for check in seen.checks] == [(letter.id, "203.0.0.0/16")]


async def test_a_withdrawn_letter_is_no_longer_confirmed(world: World):
    letter, code = await issued(world)
    withdraw = WithdrawLetter(world, world.clock)  # type: ignore[arg-type]
    assert (await withdraw(CALLER, letter.id)).standing(letter.issued_on) is Standing.WITHDRAWN
    assert (await withdraw(CALLER, letter.id)).standing(letter.issued_on) is Standing.WITHDRAWN
    assert not await world.verify(code, letter.digest, FROM)
    assert [tag for tag, *_ in world.written].count(Tag.LETTER_WITHDRAWN) == 1


async def test_another_persons_letter_is_not_there(world: World):
    letter, _ = await issued(world)
    for act in (
        WithdrawLetter(world, world.clock)(NOBODY, letter.id),  # type: ignore[arg-type]
        SeeLetters(world, world.clock)(NOBODY, letter.id),  # type: ignore[arg-type]
        FetchDocument(world)(NOBODY, letter.id),  # type: ignore[arg-type]
    ):
        with pytest.raises(NotFound):
            await act
    assert world.written == []


async def test_fetching_the_document_is_recorded(world: World):
    letter, _ = await issued(world)
    _, pdf = await FetchDocument(world)(CALLER, letter.id)  # type: ignore[arg-type]
    assert pdf == world.letters.documents[letter.id]
    assert world.written == [(Tag.LETTER_READ, CALLER.person, letter.id)]


@pytest.mark.parametrize(
    ("address", "kept"), [("203.0.113.77", "203.0.0.0/16"), ("2001:db8:7::1", "2001:db8::/32"), ("unix", "")]
)
def test_a_source_is_kept_coarsely(address: str, kept: str):
    assert coarse(address) == kept
