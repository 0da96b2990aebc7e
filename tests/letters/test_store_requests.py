"""Requests, statements and clinicians in real databases."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.letters.builders import statement
from tests.letters.test_request import NAMED, NEEDS, NOW, item, request, signed
from tests.letters.world import JORDAN, PROGRAM, ROSA

from handrail.disclosure.vocabulary import DataElement
from handrail.kernel.errors import NotFound
from handrail.letters.choices import Credential
from handrail.letters.request import State
from handrail.unit_of_work import Units

ASKED = request(NAMED)


async def test_a_request_is_read_back_with_everything_that_happened(units: Units):
    entries = (signed(), item(DataElement.PROVIDER_SPECIALTY))
    async with units.begin() as unit:
        await unit.letter_requests.add(ASKED)
        for n, entry in enumerate(entries):
            await unit.letter_requests.append(request(NAMED, *entries[:n]), entry)
    async with units.read() as unit:
        found = await unit.letter_requests.get("r")
        assert found == request(NAMED, *entries)
        assert found.statement == statement()
        assert await unit.letter_requests.of(JORDAN) == (found,)
        assert await unit.letter_requests.of(ROSA) == ()
        with pytest.raises(NotFound):
            await unit.letter_requests.get("none")


async def test_only_what_nobody_answered_waits(units: Units):
    async with units.begin() as unit:
        await unit.letter_requests.add(ASKED)
    async with units.read() as unit:
        (waiting,) = await unit.letter_requests.waiting(PROGRAM)
        assert waiting.state is State.WAITING
    async with units.begin() as unit:
        await unit.letter_requests.append(waiting, signed())
    async with units.read() as unit:
        assert await unit.letter_requests.waiting(PROGRAM) == ()


async def test_of_two_who_answer_at_once_one_is_kept(units: Units):
    async with units.begin() as unit:
        await unit.letter_requests.add(request(NEEDS))
        await unit.letter_requests.append(request(NEEDS), signed())
    with pytest.raises(IntegrityError):
        async with units.begin() as unit:
            await unit.letter_requests.append(request(NEEDS), signed())


async def test_the_database_holds_nothing_of_what_was_asked_or_stated_in_plain(units: Units):
    async with units.begin() as unit:
        await unit.letter_requests.add(ASKED)
        await unit.letter_requests.append(ASKED, signed())
    async with units.read() as unit:
        connection = await unit.session.connection()
        rows = [
            tuple(row)
            for table in ("letter_request", "letter_request_entry")
            for row in await connection.execute(text(f"SELECT * FROM {table}"))
        ]
    raw = repr([bytes(cell) if isinstance(cell, memoryview) else cell for row in rows for cell in row])
    for word in ("F33", "Rosa Quispe", "diagnosis", "mental"):
        assert word not in raw


async def test_the_last_word_on_a_clinician_counts(units: Units):
    async with units.begin() as unit:
        assert await unit.clinicians.credential(ROSA, PROGRAM) is None
        await unit.clinicians.name(ROSA, PROGRAM, Credential.PHYSICIAN, by=JORDAN, at=NOW)
        assert await unit.clinicians.credential(ROSA, PROGRAM) is Credential.PHYSICIAN
        await unit.clinicians.name(ROSA, PROGRAM, None, by=JORDAN, at=NOW)
        assert await unit.clinicians.credential(ROSA, PROGRAM) is None
