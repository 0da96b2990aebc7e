"""Standing requests and batches in real databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.letters.test_renewal import NOW, made, renewal
from tests.letters.world import JORDAN, PROGRAM, ROSA

from handrail.kernel.errors import NotFound
from handrail.kernel.ids import PersonId, ProgramId
from handrail.letters.batch import Batch, Outcome
from handrail.letters.delivery import DeliveryAsk
from handrail.letters.renewal import Act, Entry, Sends, State
from handrail.unit_of_work import Units

FIRST, DUE = renewal(), date(2026, 10, 14)
OTHERS = replace(FIRST, id="s", person=ROSA, program=ProgramId("another"))


@pytest.fixture
async def kept(units: Units) -> Units:
    async with units.begin() as unit:
        await unit.renewals.add(FIRST)
        await unit.renewals.add(OTHERS)
    return units


async def test_a_request_is_read_back_with_what_happened_to_it(kept: Units):
    async with kept.begin() as unit:
        await unit.renewals.append(FIRST, made(DUE))
        await unit.renewals.append(renewal(made(DUE)), Entry(Act.STOP, DUE, NOW))
    async with kept.read() as unit:
        found = renewal(made(DUE), Entry(Act.STOP, DUE, NOW))
        assert await unit.renewals.get("r") == found
        assert await unit.renewals.of(JORDAN) == (found,)
        with pytest.raises(NotFound):
            await unit.renewals.get("none")


SENDS = Sends(
    DeliveryAsk("form", "hr@acme.example", "hr@acme.example"), "Acme Corp", "ABCD2345", notice=True, neutral=False
)


async def test_where_letters_go_is_kept_sealed_and_a_restore_ends_what_sends(kept: Units):
    sending = replace(FIRST, id="t", sends=SENDS)
    async with kept.begin() as unit:
        await unit.renewals.add(sending)
        await unit.renewals.append(sending, made(DUE))
    async with kept.read() as unit:
        assert (await unit.renewals.get("t")).sends == SENDS
        raw = (await unit.session.exec(text("SELECT content FROM letter_renewal WHERE id = 't'"))).one()[0]  # type: ignore[call-overload]
        assert b"acme" not in bytes(raw)
        assert b"ABCD2345" not in bytes(raw)
    async with kept.begin() as unit:
        assert [await unit.renewals.end_sending(NOW) for _ in range(2)] == [1, 0]
    async with kept.read() as unit:
        assert [(await unit.renewals.get(one)).state for one in "tr"] == [State.LAPSED, State.STANDING]


@pytest.mark.parametrize("act", [Act.STOP, Act.REFUSE, Act.REVOKE, Act.LAPSE])
async def test_one_that_is_over_keeps_no_passcode(kept: Units, act: Act):
    sending = replace(FIRST, id="t", sends=SENDS)
    async with kept.begin() as unit:
        await unit.renewals.add(sending)
        await unit.renewals.append(sending, made(DUE))
        await unit.renewals.append(replace(sending, entries=(made(DUE),)), Entry(act, DUE, NOW))
    async with kept.read() as unit:
        found = await unit.renewals.get("t")
    assert found.sends == replace(SENDS, passcode="")
    assert [one.act for one in found.entries] == [Act.MAKE, act]


async def test_what_is_due_is_known_without_opening_anything(kept: Units):
    async with kept.read() as unit:
        assert await unit.renewals.due(date(2026, 10, 13)) == ()
        assert await unit.renewals.due(DUE) == ((PROGRAM, "r"), (ProgramId("another"), "s"))
    async with kept.begin() as unit:
        await unit.renewals.append(FIRST, made(DUE))
        await unit.renewals.append(OTHERS, Entry(Act.REFUSE, DUE, NOW))
    async with kept.read() as unit:
        assert await unit.renewals.due(date(2026, 11, 13)) == ()
        assert await unit.renewals.due(date(2026, 11, 14)) == ((PROGRAM, "r"),)


async def test_of_two_who_answer_at_once_one_is_kept(kept: Units):
    async with kept.begin() as unit:
        await unit.renewals.append(FIRST, made(DUE))
    with pytest.raises(IntegrityError):
        async with kept.begin() as unit:
            await unit.renewals.append(FIRST, made(DUE))


async def test_a_batch_counts_what_became_of_each(kept: Units):
    batch = Batch("b", PROGRAM, PersonId("coordinator"), datetime(2026, 10, 14, tzinfo=UTC), 2, {})
    async with kept.begin() as unit:
        await unit.renewals.open(batch, ["r", "s"])
        await unit.renewals.open(replace(batch, id="a"), [])
    async with kept.read() as unit:
        assert await unit.renewals.batches(PROGRAM, most=1) == (batch,)
        assert await unit.renewals.left() == (("b", "r"), ("b", "s"))
    async with kept.begin() as unit:
        await unit.renewals.settle("b", "r", Outcome.MADE)
    async with kept.read() as unit:
        (seen, empty) = await unit.renewals.batches(PROGRAM, most=9)
        assert (seen.total, seen.left, dict(seen.outcomes)) == (2, 1, {Outcome.MADE: 1})
        assert (empty.total, empty.left) == (0, 0)
        assert (await unit.renewals.is_left("b", "r"), await unit.renewals.is_left("b", "s")) == (False, True)


async def test_what_is_asked_for_is_not_on_the_disk_in_plain(kept: Units):
    async with kept.read() as unit:
        raw = (await unit.session.exec(text("SELECT content FROM letter_renewal"))).all()  # type: ignore[call-overload]
    assert all(b"work" not in bytes(one.content) for one in raw)
