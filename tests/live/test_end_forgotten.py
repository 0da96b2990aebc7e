"""Who only closes their laptop ends the evening all the same, once nobody can come any more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time, timedelta

import pytest
import pytest_asyncio

from handrail.db.engine import Database
from handrail.db.vault import Vault
from handrail.live.end_forgotten import EndForgotten
from handrail.programs.session import SessionState
from handrail.rooms.commands import AdmitAll, Leave
from handrail.rooms.room import Phase
from tests.fakes import FakeClock
from tests.live.lines import HeldLine, enter
from tests.live.test_hub import an_id, give
from tests.live.world import ANA, RUTH, SESSION, Books, LiveNode, a_node

AFTER_IT_ALL = timedelta(hours=2, minutes=5)


@pytest_asyncio.fixture(loop_scope="session")
async def node(sqlite_database: Database, sqlite_vault: Vault, clock: FakeClock) -> AsyncIterator[LiveNode]:
    books = Books(clock)
    books.meetings[SESSION] = replace(
        books.meetings[SESSION], starts=time(15), ends=time(17, 55), state=SessionState.OPEN
    )
    async with a_node(sqlite_database, sqlite_vault, clock, books) as node:
        yield node


async def an_evening(node: LiveNode) -> tuple[HeldLine, HeldLine]:
    ana, ruth = await enter(node, ANA), await enter(node, RUTH)
    await give(ruth, AdmitAll(), an_id())
    return ana, ruth


async def look(node: LiveNode) -> Phase:
    await EndForgotten(node.hub, node.units, node.clock)()
    room = await node.hub.open(SESSION)
    await room.look()
    return room.state.room.phase


async def test_an_evening_that_everybody_left_is_over(node: LiveNode, clock: FakeClock) -> None:
    for line in await an_evening(node):
        await give(line, Leave(), an_id())
    clock.advance(AFTER_IT_ALL.total_seconds())
    assert await look(node) is Phase.ENDED
    assert await look(node) is Phase.ENDED


async def test_it_is_not_over_while_somebody_could_come_back(node: LiveNode, clock: FakeClock) -> None:
    for line in await an_evening(node):
        await give(line, Leave(), an_id())
    clock.advance(timedelta(hours=1, minutes=55).total_seconds())
    assert await look(node) is Phase.OPEN


@pytest.mark.parametrize("who", [0, 1], ids=["a participant", "the facilitator"])
async def test_it_is_not_over_while_somebody_is_there(node: LiveNode, clock: FakeClock, who: int) -> None:
    """However late it has become: nobody is put out of a room by a clock (K6)."""
    await give((await an_evening(node))[who], Leave(), an_id())
    clock.advance(timedelta(days=1).total_seconds())
    assert await look(node) is Phase.OPEN
