"""A repeated request has one effect and one answer, however often its unit had to start over (I5)."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from handrail.audit.entry import Tag
from handrail.db.engine import Database
from handrail.db.vault import Vault
from handrail.kept_replies import KeptReplies
from handrail.kernel.errors import CommandReused, Conflict, Invalid
from handrail.kernel.ids import PersonId
from handrail.unit_of_work import Units
from tests.fakes import FakeClock

ANA = PersonId("0199-ana")
KEY = "0199f6f0-0000-7000-8000-000000000001"
SAID = b"POST /v1/letters\n{}"


class Desk:
    """Requests that write one audit entry each, and how many entries there are."""

    def __init__(self, database: Database, vault: Vault, clock: FakeClock, units: Units) -> None:
        self.replies = KeptReplies(database, vault, clock)
        self.units = units
        self.acts = 0

    async def act(self) -> web.Response:
        self.acts += 1
        async with self.units.begin() as unit:
            await unit.audit.record(Tag.LETTER_ISSUED)
        return web.json_response({"letter": self.acts}, status=201)

    async def ask(self, said: bytes = SAID) -> web.StreamResponse:
        return await self.replies.once(ANA, KEY, said, self.act)

    async def effects(self) -> int:
        async with self.units.read() as unit:
            return await unit.audit.unlinked()


@pytest.fixture
def desk(database: Database, vault: Vault, clock: FakeClock, units: Units) -> Desk:
    return Desk(database, vault, clock, units)


def body(answer: web.StreamResponse) -> object:
    assert isinstance(answer, web.Response)
    return (answer.status, answer.content_type, answer.body)


async def test_a_repeat_gets_the_first_answer_and_changes_nothing(desk: Desk):
    first = await desk.ask()
    assert body(await desk.ask()) == body(first)
    assert await desk.effects() == 1


async def test_the_same_key_for_something_else_is_refused(desk: Desk):
    await desk.ask()
    with pytest.raises(CommandReused):
        await desk.ask(b"POST /v1/letters\nsomething else")
    assert await desk.effects() == 1


async def test_a_request_that_had_to_start_over_is_remembered_all_the_same(desk: Desk):
    """A letter whose facts changed on the way is composed anew; asking for it twice still gives one letter."""

    class FactsChanged(Exception):
        pass

    async def starts_over() -> web.StreamResponse:
        with pytest.raises(FactsChanged):
            async with desk.units.begin():
                raise FactsChanged
        return await desk.act()

    first = await desk.replies.once(ANA, KEY, SAID, starts_over)
    assert body(await desk.ask()) == body(first)
    assert await desk.effects() == 1


async def test_a_refusal_is_not_remembered(desk: Desk):
    async def refuses() -> web.StreamResponse:
        async with desk.units.begin() as unit:
            await unit.audit.record(Tag.LETTER_REFUSED, outcome="refused")
        raise Invalid

    with pytest.raises(Invalid):
        await desk.replies.once(ANA, KEY, SAID, refuses)
    await desk.ask()
    assert await desk.effects() == 2


async def test_a_refused_request_does_not_forget_the_key_of_its_repeat(desk: Desk):
    """Two of the same were on their way; the first was refused, the second went through in between."""

    async def refused_while_the_repeat_succeeds() -> web.StreamResponse:
        try:
            async with desk.units.begin():
                raise Invalid
        finally:
            await desk.ask()

    with pytest.raises(Invalid):
        await desk.replies.once(ANA, KEY, SAID, refused_while_the_repeat_succeeds)
    await desk.ask()
    assert await desk.effects() == 1


async def test_of_two_at_once_one_acts(desk: Desk):
    answers = await asyncio.gather(*(desk.ask() for _ in range(5)), return_exceptions=True)
    assert all(isinstance(one, web.Response | Conflict) for one in answers)
    assert await desk.effects() == 1


async def test_an_answer_that_was_lost_after_its_effect_is_said_to_be(desk: Desk):
    """The process was killed between the commit and the answer: nothing is done again."""

    class Killed(Exception):
        pass

    async def dies() -> web.StreamResponse:
        await desk.act()
        raise Killed

    with pytest.raises(Killed):
        await desk.replies.once(ANA, KEY, SAID, dies)
    with pytest.raises(Conflict):
        await desk.ask()
    assert await desk.effects() == 1
