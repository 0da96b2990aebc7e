"""Deliveries in real databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.letters.test_delivery import DELIVERY, NOW
from tests.letters.test_store import FIRST, PDF, TEXT

from handrail.kernel.errors import NotFound
from handrail.kernel.ids import PersonId
from handrail.letters.delivery import UNDO, Act, Happened, State, Why
from handrail.unit_of_work import Units

TOKEN = "5G7J2K9MNPQRSTVWXYZ0123456"
SENT = replace(DELIVERY, letter=FIRST.id)
BEGUN = Happened(Act.SEND, NOW)


@pytest.fixture
async def kept(units: Units) -> Units:
    async with units.begin() as unit:
        await unit.letters.add(FIRST, PDF, TEXT, "")
        await unit.deliveries.add(SENT, TOKEN, "7K2M4Q9R")
    return units


async def test_a_delivery_is_read_back_with_what_happened(kept: Units):
    async with kept.begin() as unit:
        sending = await unit.deliveries.append(SENT, BEGUN)
        await unit.deliveries.append(sending, Happened(Act.SENT, NOW))
    async with kept.read() as unit:
        found = await unit.deliveries.get(SENT.id)
        assert found == replace(SENT, history=(BEGUN, Happened(Act.SENT, NOW)))
        assert found.state is State.SENT
        assert await unit.deliveries.of(SENT.person) == (found,)
        assert await unit.deliveries.of(PersonId("ana")) == ()
        assert await unit.deliveries.token(SENT.id) == TOKEN
        with pytest.raises(NotFound):
            await unit.deliveries.get("none")


async def test_it_is_due_after_the_time_to_undo_and_until_somebody_takes_it(kept: Units):
    async with kept.begin() as unit:
        assert await unit.deliveries.due(NOW + UNDO - timedelta(seconds=1)) == ()
        assert await unit.deliveries.due(NOW + UNDO) == (SENT,)
        await unit.deliveries.append(SENT, BEGUN)
        assert await unit.deliveries.due(NOW + UNDO) == ()


async def test_of_two_nodes_that_start_to_send_one_may(kept: Units):
    async with kept.begin() as unit:
        await unit.deliveries.append(SENT, BEGUN)
    with pytest.raises(IntegrityError):
        async with kept.begin() as unit:
            await unit.deliveries.append(SENT, BEGUN)


async def test_why_nothing_was_sent_is_kept(kept: Units):
    async with kept.begin() as unit:
        await unit.deliveries.append(SENT, Happened(Act.FAIL, NOW, Why.REFUSED))
        assert (await unit.deliveries.get(SENT.id)).why is Why.REFUSED


async def test_a_try_without_an_end_is_found_after_a_while_whatever_was_typed_meanwhile(kept: Units):
    async with kept.begin() as unit:
        sending = await unit.deliveries.append(SENT, BEGUN)
        sending = await unit.deliveries.append(sending, Happened(Act.WRONG, NOW))
        assert await unit.deliveries.abandoned(NOW - timedelta(seconds=1)) == ()
        assert await unit.deliveries.abandoned(NOW) == (sending,)
        await unit.deliveries.append(sending, Happened(Act.SENT, NOW))
        assert await unit.deliveries.abandoned(NOW) == ()


async def test_what_waited_when_a_copy_was_made_is_not_sent_again_from_it(kept: Units):
    """It may have gone since (design §9.9)."""
    async with kept.begin() as unit:
        assert await unit.deliveries.end_all(NOW) == 1
        assert (await unit.deliveries.get(SENT.id)).state is State.CANCELLED
        assert await unit.deliveries.end_all(NOW) == 0
        assert await unit.deliveries.due(NOW + UNDO) == ()


async def test_a_link_opens_with_its_token_and_passcode_however_they_are_typed(kept: Units):
    async with kept.begin() as unit:
        assert await unit.deliveries.opened(TOKEN) == SENT
        assert await unit.deliveries.opened(TOKEN[::-1]) is None
        assert await unit.deliveries.fits(SENT.id, "7k2m-4q9r")
        assert not await unit.deliveries.fits(SENT.id, "7K2M4Q9S")


async def test_the_database_holds_no_token_passcode_or_address_in_plain(kept: Units):
    async with kept.read() as unit:
        connection = await unit.session.connection()
        rows = [tuple(row) for row in await connection.execute(text("SELECT * FROM letter_delivery"))]
    raw = repr([bytes(cell) if isinstance(cell, memoryview) else cell for row in rows for cell in row])
    for word in (TOKEN, "7K2M4Q9R", "acme", "Acme", "form-1"):
        assert word not in raw
