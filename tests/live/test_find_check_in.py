"""Before they come in, a participant is told whether a check-in waits for them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from handrail.checkins.commands import AnswerRound, CloseRound, OpenRound
from handrail.db.engine import Database
from handrail.db.vault import Vault
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import PersonId, ResponseId, RoundId
from handrail.live.entry import Command
from handrail.live.find_check_in import FindCheckIn
from handrail.programs.session import SessionState
from handrail.rooms.commands import Join
from tests.fakes import FakeClock
from tests.live.stage import seat_of
from tests.live.world import ANA, BEN, RUTH, SESSION, Books, LiveNode, a_node, principal

ROUND = RoundId("round-1")


@pytest_asyncio.fixture(loop_scope="session")
async def node(database: Database, vault: Vault, clock: FakeClock) -> AsyncIterator[LiveNode]:
    """Ruth leads, Ana waits in the lobby, and a check-in is open; Ben has not come."""
    async with a_node(database, vault, clock, Books(clock)) as node:
        for person in (RUTH, ANA):
            came = Join(person, seat_of(person), person.title(), person == RUTH, f"line-{person}", "node-1")
            await node.hub.tell(SESSION, came, person=person)
        await give(node, RUTH, OpenRound(ROUND, "evening"))
        node.books.meetings[SESSION] = replace(node.books.meetings[SESSION], state=SessionState.OPEN)
        yield node


async def give(node: LiveNode, person: PersonId, command: Command) -> None:
    await node.hub.tell(SESSION, command, person=person)


async def waiting(node: LiveNode, person: PersonId) -> str:
    return await FindCheckIn(node.units, node.hub)(principal(person, node.books), SESSION)


async def test_it_waits_for_who_has_not_come_and_for_who_has_not_answered(node: LiveNode) -> None:
    assert await waiting(node, ANA) == await waiting(node, BEN) == "Evening check-in"


async def test_it_waits_no_longer_for_who_passed(node: LiveNode) -> None:
    await give(node, ANA, AnswerRound(ResponseId("r1"), ROUND, None))
    assert await waiting(node, ANA) == ""
    assert await waiting(node, BEN) != ""


async def test_a_closed_one_waits_for_nobody(node: LiveNode) -> None:
    await give(node, RUTH, CloseRound(ROUND))
    assert await waiting(node, BEN) == ""


async def test_a_session_that_is_not_on_has_none(node: LiveNode) -> None:
    node.books.meetings[SESSION] = replace(node.books.meetings[SESSION], state=SessionState.ENDED)
    assert await waiting(node, BEN) == ""


async def test_a_stranger_learns_nothing_of_the_session(node: LiveNode) -> None:
    with pytest.raises(NotFound):
        await waiting(node, PersonId("stranger"))
