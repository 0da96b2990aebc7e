"""Letters in the database, on SQLite and Postgres: sealed, found by code, and ended once."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.letters.builders import CODE

from handrail.disclosure.request import Recipient
from handrail.disclosure.vocabulary import RecipientClass
from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.ids import DecisionId, LetterId, PersonId, ProgramId, SessionId
from handrail.letters.choices import Level, Use
from handrail.letters.issue import hold_place
from handrail.letters.issued import Checked, Letter, Reader
from handrail.letters.slip import Coded, Slip
from handrail.letters.standing import Step
from handrail.letters.store import LetterStore
from handrail.unit_of_work import SqlUnit, Units

NOW = datetime(2026, 9, 14, 17, tzinfo=UTC)
JORDAN = PersonId("jordan")
FIRST = Letter(
    id=LetterId("letter-1"),
    person=JORDAN,
    program=ProgramId("program"),
    number="7K2M4Q9RTV3XW5YZ",
    level=Level.APPOINTMENT,
    use=Use.WORK,
    issued_on=date(2026, 9, 14),
    issued_at=NOW,
    zone="America/Los_Angeles",
    digest="ab" * 32,
    decision=DecisionId("d"),
    issuer=1,
    sessions=frozenset({SessionId("s1"), SessionId("s2")}),
    reader=Reader("form", Recipient(RecipientClass.EMPLOYER_HR, "Acme Corp"), date(2026, 12, 31)),
)
SECOND = replace(FIRST, id=LetterId("letter-2"), number="0K2M4Q9RTV3XW5YZ", reader=None, sessions=frozenset())
TEXT = "Jordan Lee attended."
PDF = b"%PDF Jordan Lee attended"


def store(unit: SqlUnit) -> LetterStore:
    return LetterStore(unit.session, unit.vault)


@pytest.fixture
async def kept(units: Units) -> Units:
    async with units.begin() as unit:
        await store(unit).add(FIRST, PDF, TEXT, CODE)
        await store(unit).add(SECOND, PDF, TEXT, "")
    return units


async def test_a_letter_is_read_back_as_it_was_written(kept: Units):
    async with kept.read() as unit:
        assert await store(unit).get(FIRST.id) == FIRST
        assert await store(unit).of(JORDAN) == (SECOND, FIRST)
        assert await store(unit).document(FIRST.id) == PDF
        assert await store(unit).text(FIRST.id) == TEXT
        with pytest.raises(NotFound):
            await store(unit).get(LetterId("none"))
        with pytest.raises(NotFound):
            await store(unit).document(LetterId("none"))


async def test_a_letter_is_found_by_its_code_and_by_nothing_else(kept: Units):
    async with kept.read() as unit:
        assert await store(unit).coded(CODE) == Coded(FIRST, FIRST.reader)
        assert await store(unit).coded(CODE[::-1]) is None
        assert await store(unit).coded("") is None


async def test_the_database_holds_no_code_name_or_reader_in_plain(kept: Units):
    async with kept.read() as unit:
        connection = await unit.session.connection()
        rows = [
            tuple(row)
            for table in ("letter", "letter_session")
            for row in await connection.execute(text(f"SELECT * FROM {table}"))
        ]
    raw = repr([bytes(cell) if isinstance(cell, memoryview) else cell for row in rows for cell in row])
    for word in (CODE, "Jordan Lee", "Acme", "employer_hr", "work"):
        assert word not in raw


async def test_letters_that_state_a_session_are_found(kept: Units):
    async with kept.read() as unit:
        assert await store(unit).stating(SessionId("s2"), JORDAN) == (FIRST,)
        assert await store(unit).stating(SessionId("s2"), PersonId("ana")) == ()
        assert await store(unit).stating(SessionId("s3"), JORDAN) == ()


async def test_a_letter_ends_once(kept: Units):
    async with kept.begin() as unit:
        await store(unit).take_step(FIRST.id, Step.WITHDRAW, by=JORDAN, at=NOW)
    async with kept.read() as unit:
        assert (await store(unit).get(FIRST.id)).steps == (Step.WITHDRAW,)
    with pytest.raises(IntegrityError):
        async with kept.begin() as unit:
            await store(unit).take_step(FIRST.id, Step.REPLACE, by="rosa", at=NOW)


async def test_a_number_is_never_used_twice(kept: Units):
    with pytest.raises(IntegrityError):
        async with kept.begin() as unit:
            await store(unit).add(replace(SECOND, id=LetterId("letter-3")), PDF, TEXT, "")


async def test_of_two_requests_at_once_one_takes_the_place_and_the_other_is_told_which(kept: Units):
    async def take(name: str, number: str) -> str:
        made = replace(SECOND, id=LetterId(name), number=number, replaces=FIRST.id)
        async with kept.begin() as unit:
            await hold_place(unit, FIRST.id)
            await unit.letters.add(made, PDF, TEXT, "")
        return name

    here, there = await asyncio.gather(
        take("here", "1K2M4Q9RTV3XW5YZ"), take("there", "2K2M4Q9RTV3XW5YZ"), return_exceptions=True
    )
    (first,) = (one for one in (here, there) if isinstance(one, str))
    (refused,) = (one for one in (here, there) if isinstance(one, Conflict))
    assert first in refused.detail
    async with kept.read() as unit:
        assert {one.id for one in await unit.letters.of(JORDAN)} == {FIRST.id, SECOND.id, first}


async def test_every_try_is_kept_known_or_not(kept: Units):
    tries = [
        Checked(f"c{n}", letter, NOW, letter != "", "203.0.0.0/16") for n, letter in enumerate([FIRST.id, "", FIRST.id])
    ]
    async with kept.begin() as unit:
        for one in tries:
            await store(unit).note(one)
    async with kept.read() as unit:
        assert await store(unit).checks([FIRST.id]) == (tries[0], tries[2])
        assert await store(unit).checks([]) == ()


SLIP = Slip("slip-1", SECOND.id, JORDAN, date(2026, 9, 20), Reader("form-2", Recipient(RecipientClass.EAP), None), "d")
SLIP_CODE = "6H7J2K9MNPQRSTVWXYZ0123456"


async def test_a_slips_code_finds_the_letter_and_the_slips_own_reader(kept: Units):
    async with kept.begin() as unit:
        await store(unit).add_slip(SLIP, b"%PDF slip", SLIP_CODE)
    async with kept.read() as unit:
        assert await store(unit).coded(SLIP_CODE) == Coded(SECOND, SLIP.reader)
        assert await store(unit).slips([SECOND.id]) == (SLIP,)
        assert await store(unit).slips([FIRST.id]) == ()
        assert await store(unit).slip_document(SECOND.id, SLIP.id) == b"%PDF slip"
        with pytest.raises(NotFound):
            await store(unit).slip_document(FIRST.id, SLIP.id)


async def test_codes_that_are_switched_off_stay_off(kept: Units):
    async with kept.begin() as unit:
        await store(unit).add_slip(replace(SLIP, letter=FIRST.id), b"%PDF slip", SLIP_CODE)
        await store(unit).end_checks(FIRST.id, at=NOW)
        await store(unit).end_checks(FIRST.id, at=NOW)
    async with kept.read() as unit:
        assert await store(unit).coded(CODE) == Coded(FIRST, None)
        assert await store(unit).coded(SLIP_CODE) == Coded(FIRST, None)
        assert await store(unit).ended([FIRST.id, SECOND.id]) == {FIRST.id}
        (slip,) = await store(unit).slips([FIRST.id])
        assert slip.ended
