"""Responses in the database: sealed, one row a command, passes as private as answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from handrail.checkins.response import KeptResponse, latest
from handrail.checkins.store import ResponseStore, shipped
from handrail.checkins.template import validate
from handrail.db.sealed import KeyGone, care
from handrail.kernel.ids import CommandId, PersonId, ProgramId, ResponseId, RoundId, SessionId
from handrail.unit_of_work import Units
from tests.checkins.test_round import NOW
from tests.checkins.test_template import EVENING, FULL

ANA, BEN = PersonId("ana"), PersonId("ben")
ANSWER = KeptResponse(
    id=ResponseId("a1"),
    command=CommandId("c1"),
    program=ProgramId("p1"),
    session=SessionId("s1"),
    round=RoundId("r1"),
    template="evening",
    version=1,
    person=ANA,
    answers=validate(EVENING, FULL),
    at=NOW,
)
AGAIN = replace(ANSWER, id=ResponseId("a2"), command=CommandId("c2"), answers={"mood": None}, replaces="a1")
PASS = replace(ANSWER, id=ResponseId("b1"), command=CommandId("c1"), person=BEN, answers=None)


@pytest.fixture
async def kept(units: Units) -> Units:
    async with units.begin() as unit:
        for one in (ANSWER, AGAIN, PASS):
            await ResponseStore(unit.session, unit.vault).keep(one)
    return units


async def test_answers_are_read_back_as_they_were_given(kept: Units) -> None:
    async with kept.read() as unit:
        store = ResponseStore(unit.session, unit.vault)

        assert await store.of_session(ANSWER.session) == (ANSWER, AGAIN, PASS)
        assert await store.of_person(BEN) == (PASS,)
        assert await store.of_person(PersonId("nobody")) == ()


async def test_a_command_makes_one_row_however_often_it_comes(kept: Units) -> None:
    with pytest.raises(IntegrityError):
        async with kept.begin() as unit:
            await ResponseStore(unit.session, unit.vault).keep(replace(ANSWER, id=ResponseId("a9")))


async def test_neither_an_answer_nor_a_pass_can_be_told_from_the_rows(kept: Units) -> None:
    async with kept.read() as unit:
        connection = await unit.session.connection()
        rows = (await connection.execute(text("SELECT * FROM checkin_response"))).all()

    shown = " ".join(str(value) for row in rows for value in row)
    assert "brother" not in shown
    assert "null" not in shown
    assert all(None not in row for row in rows)


async def test_with_the_key_gone_nobody_can_read_it_again(kept: Units) -> None:
    await kept.vault.destroy(care(ANA))

    async with kept.read() as unit:
        store = ResponseStore(unit.session, unit.vault)
        assert await store.of_person(BEN) == (PASS,)
        with pytest.raises(KeyGone):
            await store.of_person(ANA)


def test_the_latest_word_counts_and_the_first_stays() -> None:
    assert latest((ANSWER, AGAIN, PASS)) == (AGAIN, PASS)


def test_the_evening_check_in_ships() -> None:
    assert ("evening", 1) in {(one.id, one.version) for one in shipped()}
