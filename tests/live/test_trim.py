"""The journal is no record: a week after a session nobody can read in it who was there (design §9.13)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from handrail.db.engine import Database
from handrail.db.vault import Vault
from handrail.live.trim import KEPT_FOR, TrimJournals
from handrail.programs.calendar import ends_at
from handrail.programs.session import SessionState
from tests.fakes import FakeClock
from tests.live.lines import enter
from tests.live.world import ANA, SESSION, Books, LiveNode, a_node

A_MINUTE = timedelta(minutes=1)


@pytest_asyncio.fixture(loop_scope="session")
async def node(database: Database, vault: Vault, clock: FakeClock) -> AsyncIterator[LiveNode]:
    """Somebody has waited in the lobby."""
    async with a_node(database, vault, clock, Books(clock)) as node:
        await enter(node, ANA)
        yield node


async def left_after(node: LiveNode, clock: FakeClock, passed: timedelta) -> bool:
    """Whether there is a journal when so much time has passed since the planned end."""
    now = ends_at(node.books.meetings[SESSION]) + passed
    clock.jump((now - clock.now()).total_seconds())
    await TrimJournals(node.units, clock)()
    async with node.units.read() as unit:
        return SESSION in await unit.journal.sessions()


@pytest.mark.parametrize("state", [SessionState.ENDED, SessionState.CANCELLED, SessionState.SCHEDULED])
async def test_it_is_kept_for_a_week_and_no_longer(node: LiveNode, clock: FakeClock, state: SessionState) -> None:
    """Also that of an evening that nobody came to lead."""
    meeting = node.books.meetings[SESSION]
    closed = None if state is SessionState.SCHEDULED else ends_at(meeting)
    node.books.meetings[SESSION] = replace(meeting, state=state, closed_at=closed)
    assert await left_after(node, clock, KEPT_FOR - A_MINUTE)
    assert not await left_after(node, clock, KEPT_FOR + A_MINUTE)


async def test_that_of_a_room_that_is_open_stays(node: LiveNode, clock: FakeClock) -> None:
    """However wrong the clock is."""
    node.books.meetings[SESSION] = replace(node.books.meetings[SESSION], state=SessionState.OPEN)
    assert await left_after(node, clock, 3 * KEPT_FOR)
