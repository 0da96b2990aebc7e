"""Who gets a ticket for which room, and when (journey 1, B1)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import time, timedelta

import pytest
import pytest_asyncio

from handrail.db.engine import Database
from handrail.db.vault import Vault
from handrail.kernel.errors import Conflict, NotFound, PlaceNeeded, RoomClosed
from handrail.kernel.ids import PersonId
from handrail.kernel.principal import Role
from handrail.live.issue_ticket import PURPOSE, IssueTicket
from handrail.programs.session import SessionState
from tests.fakes import FakeClock
from tests.live.world import ANA, RUTH, SESSION, Books, LiveNode, a_node, principal


@pytest_asyncio.fixture(loop_scope="session")
async def node(database: Database, vault: Vault, clock: FakeClock) -> AsyncIterator[LiveNode]:
    async with a_node(database, vault, clock, Books(clock)) as node:
        yield node


async def test_a_member_who_said_where_they_are_gets_one(node: LiveNode) -> None:
    """Only its keyed digest is kept, and it says what it stands for."""
    secret = await node.ticket(ANA)
    assert len(secret) == 43
    async with node.units.read() as unit:
        kept = await unit.tickets.find(node.vault.digest(PURPOSE, secret))
    assert (kept.person, kept.session, kept.leads) == (ANA, SESSION, False)
    assert kept.expires_at == node.clock.now() + timedelta(seconds=60)
    assert secret.encode() not in kept.digest


async def test_a_facilitator_need_not_say_where_they_are(node: LiveNode) -> None:
    assert await node.ticket(RUTH)


async def test_an_assignment_without_the_role_leads_nothing(node: LiveNode) -> None:
    """Joining is open to participants and facilitators; leading goes with the role alone (G1)."""
    was = principal(RUTH, node.books)
    issue = IssueTicket(node.units, node.vault, node.clock, node.ids)
    with pytest.raises(NotFound):
        await issue(replace(was, roles=frozenset({Role.PARTICIPANT})), SESSION)


async def test_a_participant_says_where_they_are_first(node: LiveNode) -> None:
    node.books.told.discard(ANA)
    with pytest.raises(PlaceNeeded):
        await node.ticket(ANA)


async def test_what_is_not_yours_looks_like_what_is_not_there(node: LiveNode) -> None:
    """One answer for both (B1)."""
    with pytest.raises(NotFound):
        await node.ticket(PersonId("stranger"))


@pytest.mark.parametrize("state", [SessionState.ENDED, SessionState.CANCELLED])
async def test_a_session_that_is_over_takes_nobody(node: LiveNode, state: SessionState) -> None:
    node.books.meetings[SESSION] = replace(node.books.meetings[SESSION], state=state)
    with pytest.raises(RoomClosed):
        await node.ticket(ANA)


@pytest.mark.parametrize(
    ("starts", "ends"), [(time(18, 25), time(21)), (time(12), time(15, 56))], ids=["early", "late"]
)
async def test_people_join_from_half_an_hour_before_to_two_hours_after(
    node: LiveNode, starts: time, ends: time
) -> None:
    """It is five to six: just in time."""
    node.books.meetings[SESSION] = replace(node.books.meetings[SESSION], starts=starts, ends=ends)
    assert await node.ticket(ANA)


@pytest.mark.parametrize(
    ("starts", "ends"), [(time(18, 26), time(21)), (time(12), time(15, 55))], ids=["early", "late"]
)
async def test_and_not_a_minute_before_or_after_that(node: LiveNode, starts: time, ends: time) -> None:
    """It is five to six: a minute too early, a minute too late."""
    node.books.meetings[SESSION] = replace(node.books.meetings[SESSION], starts=starts, ends=ends)
    with pytest.raises(Conflict):
        await node.ticket(ANA)
