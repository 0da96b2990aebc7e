"""Forms that are not letters in real databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.letters.world import JORDAN, PROGRAM, ROSA

from handrail.kernel.errors import NotFound
from handrail.letters.paperwork import Act, Attached, Entry, Kind, Paperwork, Reason
from handrail.unit_of_work import Units

NOW = datetime(2026, 9, 14, 17, tzinfo=UTC)
ASKED = Paperwork("p", JORDAN, PROGRAM, Kind.FMLA, date(2026, 9, 29), NOW)
FORM = Attached("f", "ab" * 32, 3)
ATTACHED = Entry(Act.ATTACH, ROSA, NOW, form=FORM)
PDF = b"%PDF-1.7 needs four days a month"


async def test_a_form_is_read_back_with_everything_that_happened(units: Units):
    async with units.begin() as unit:
        await unit.paperwork.add(ASKED)
        await unit.paperwork.append(ASKED, ATTACHED)
        await unit.paperwork.keep(ASKED, "f", PDF)
    async with units.read() as unit:
        found = await unit.paperwork.get("p")
        assert found == replace(ASKED, entries=(ATTACHED,))
        assert await unit.paperwork.document(found, "f") == PDF
        assert await unit.paperwork.of(JORDAN) == (found,)
        assert await unit.paperwork.of(ROSA) == ()


async def test_what_is_not_there_is_not_found(units: Units):
    async with units.read() as unit:
        with pytest.raises(NotFound):
            await unit.paperwork.get("none")
        with pytest.raises(NotFound):
            await unit.paperwork.document(ASKED, "none")


async def test_a_form_belongs_to_its_own_request_alone(units: Units):
    async with units.begin() as unit:
        await unit.paperwork.add(ASKED)
        await unit.paperwork.add(replace(ASKED, id="q"))
        await unit.paperwork.keep(ASKED, "f", PDF)
        with pytest.raises(NotFound):
            await unit.paperwork.document(replace(ASKED, id="q"), "f")


async def test_only_what_nobody_answered_waits(units: Units):
    async with units.begin() as unit:
        await unit.paperwork.add(ASKED)
        assert await unit.paperwork.waiting(PROGRAM) == (ASKED,)
        await unit.paperwork.append(ASKED, Entry(Act.DECLINE, ROSA, NOW, reason=Reason.NEEDS_VISIT))
        assert await unit.paperwork.waiting(PROGRAM) == ()


async def test_of_two_who_answer_at_once_one_is_kept(units: Units):
    async with units.begin() as unit:
        await unit.paperwork.add(ASKED)
        await unit.paperwork.append(ASKED, ATTACHED)
    with pytest.raises(IntegrityError):
        async with units.begin() as unit:
            await unit.paperwork.append(ASKED, ATTACHED)


async def test_the_database_holds_nothing_of_a_form_in_plain(units: Units):
    """Nor of what was asked, when it is needed, or why none came."""
    async with units.begin() as unit:
        await unit.paperwork.add(ASKED)
        await unit.paperwork.append(ASKED, ATTACHED)
        await unit.paperwork.keep(ASKED, "f", PDF)
    async with units.read() as unit:
        connection = await unit.session.connection()
        rows = [
            tuple(row)
            for table in ("paperwork", "paperwork_entry", "paperwork_form")
            for row in await connection.execute(text(f"SELECT * FROM {table}"))
        ]
    raw = repr([bytes(cell) if isinstance(cell, memoryview) else cell for row in rows for cell in row])
    for word in ("fmla", "2026-09-29", "four days", "PDF"):
        assert word not in raw
