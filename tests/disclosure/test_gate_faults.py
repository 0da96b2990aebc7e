"""Whatever cannot be written, nothing leaves: every statement of a release fails once, on each database."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import event, text

from handrail.audit.entry import Tag
from handrail.disclosure.gate import Permit, Refused, Release
from handrail.unit_of_work import SqlUnit, Units
from tests.consent.people import SHE, choices, settle, signs
from tests.disclosure.test_gate import CHECK, CHECKABLE, DONE, OWN, SEND, a_gate
from tests.fakes import FakeClock

KEPT = ("disclosure_record", "audit_entry", "consent_form", "letter", "letter_check")


class DiskFull(Exception):
    """A write that did not happen."""


@dataclass
class Post:
    """Sends what the gate released, and only once the unit that wrote it down is committed."""

    sent: list[Release] = field(default_factory=list)


@contextlib.contextmanager
def failing_at(units: Units, place: int) -> Iterator[list[str]]:
    """The statement at `place` (from 0) of each transaction that writes fails; gives the statements so far."""
    seen: list[str] = []

    def fail(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.split(" ", 1)[0].upper() in {"SELECT", "INSERT", "UPDATE", "DELETE"}:
            seen.append(statement)
            if len(seen) == place + 1:
                raise DiskFull

    engine = units.database.writer.sync_engine
    event.listen(engine, "before_cursor_execute", fail)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", fail)


@contextlib.contextmanager
def failing_commit(units: Units) -> Iterator[None]:
    """The commit fails."""

    def fail(_connection: Any) -> None:
        raise DiskFull

    engine = units.database.writer.sync_engine
    event.listen(engine, "commit", fail)
    try:
        yield
    finally:
        event.remove(engine, "commit", fail)


async def rows(units: Units) -> dict[str, int]:
    async with units.read() as unit:
        connection = await unit.session.connection()
        return {name: (await connection.execute(text(f"SELECT count(*) FROM {name}"))).scalar_one() for name in KEPT}


async def a_send(units: Units, clock: FakeClock, permit: Permit, post: Post) -> None:
    """What every sender does: release in its own unit, beside its own rows; send after the commit."""
    gate = a_gate(units, clock)
    async with gate.watching(units.begin()) as unit:
        release = await gate.release(unit, permit, DONE)
        await unit.audit.record(Tag.LETTER_ISSUED, actor=SHE.person, subject=release.id, program=SHE.program)
    post.sent.append(release)


async def prepared(units: Units, clock: FakeClock) -> Permit:
    await settle(units, clock)
    await signs(units, clock, choices())
    return await a_gate(units, clock).consider(SEND)


async def test_whichever_statement_of_a_release_fails_nothing_left_and_nothing_is_written(
    units: Units, clock: FakeClock
):
    """Reads under lock, the record, the audit entry, the sender's own rows, in turn until none is left to fail."""
    permit = await prepared(units, clock)
    before = await rows(units)
    place, failed, post = 0, 0, Post()
    while True:
        with failing_at(units, place) as seen:
            try:
                await a_send(units, clock, permit, post)
            except DiskFull:
                failed += 1
        if len(seen) <= place:
            break
        assert post.sent == []
        assert await rows(units) == before
        place += 1
    assert failed == place >= 10
    assert len(post.sent) == 1
    after = await rows(units)
    assert after["disclosure_record"] == before["disclosure_record"] + 1
    assert after["audit_entry"] == before["audit_entry"] + 2


async def test_a_commit_that_fails_lets_nothing_out(units: Units, clock: FakeClock):
    permit, post = await prepared(units, clock), Post()
    before = await rows(units)
    with pytest.raises(DiskFull), failing_commit(units):
        await a_send(units, clock, permit, post)
    assert post.sent == []
    assert await rows(units) == before
    await a_send(units, clock, permit, post)
    assert len(post.sent) == 1


async def test_a_failure_after_the_release_takes_the_release_back(units: Units, clock: FakeClock):
    """The caller's own rows are in the same commit: if they fail, it was never released."""
    permit = await prepared(units, clock)
    before = await rows(units)
    gate = a_gate(units, clock)
    async with rolled_back(units) as unit:
        assert await gate.release(unit, permit, DONE)
    assert await rows(units) == before


async def test_whichever_statement_of_an_answer_fails_nobody_is_answered(units: Units, clock: FakeClock):
    """The reader's check: one record whatever the answer, or no answer at all."""
    await settle(units, clock)
    await signs(units, clock, choices(**CHECKABLE))
    before, place, answered = await rows(units), 0, False
    while not answered:
        with failing_at(units, place) as seen, contextlib.suppress(DiskFull):
            async with units.begin() as unit:
                release = await a_gate(units, clock).answer(unit, CHECK)
            answered = release is not None
        if not answered:
            assert len(seen) == place + 1
            assert await rows(units) == before
        place += 1
    assert (await rows(units))["disclosure_record"] == before["disclosure_record"] + 1


async def test_a_refusal_that_cannot_be_written_is_no_permit(units: Units, clock: FakeClock):
    await settle(units, clock)
    before, place = await rows(units), 0
    while True:
        with failing_at(units, place) as seen, pytest.raises((DiskFull, Refused)):
            await a_gate(units, clock).consider(SEND)
        if len(seen) <= place:
            break
        assert await rows(units) == before
        place += 1
    assert place >= 2
    assert (await rows(units))["disclosure_record"] == before["disclosure_record"] + 1


@contextlib.asynccontextmanager
async def rolled_back(units: Units) -> AsyncIterator[SqlUnit]:
    with contextlib.suppress(DiskFull):
        async with units.begin() as unit:
            yield unit
            raise DiskFull


async def test_a_release_whose_unit_was_rolled_back_is_known_by_its_record(units: Units, clock: FakeClock):
    """A sender that kept the value all the same finds no record under its id."""
    await settle(units, clock)
    gate = a_gate(units, clock)
    permit = await gate.consider(OWN)
    async with rolled_back(units) as unit:
        release = await gate.release(unit, permit, DONE)
    async with units.read() as reading:
        assert release.id not in [one.id for one in await reading.disclosures.of(SHE.person)]
