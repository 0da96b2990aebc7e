"""Two servers, one room: hints, no hints, and a server that dies (design §6, security K1)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import nats
import pytest
import pytest_asyncio

from handrail.db.engine import Database
from handrail.db.vault import Vault
from handrail.kernel.errors import TooMany
from handrail.kernel.ids import CommandId, GroupId
from handrail.live.hub_bus import Bus, Nats, OneProcess, RightsEnded, RoomMoved, read, write
from handrail.live.hub_patience import Pace
from handrail.live.wire import Close
from handrail.live.ws_door import Door
from handrail.rooms.commands import AdmitAll, GiveUp, Lose, LowerHand, RaiseHand, SendMessage
from handrail.rooms.events import Presence
from handrail.rooms.group_commands import ArrangeGroups, StartGroups, VisitGroup
from tests.fakes import FakeClock
from tests.live.lines import HeldLine, enter
from tests.live.world import ANA, BEN, RUTH, SESSION, Books, LiveNode, a_node
from tests.support.nats import nats_server
from tests.support.patience import PATIENCE
from tests.support.ports import free_port


@pytest_asyncio.fixture(loop_scope="session")
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@dataclass
class Pair:
    left: LiveNode
    right: LiveNode
    ana: HeldLine
    ruth: HeldLine

    async def raises_hand(self) -> None:
        assert await self.left.hub.give(self.ana, RaiseHand(), CommandId(self.left.ids.new()), b"")


async def a_pair(
    stack: AsyncExitStack,
    database: Database,
    vault: Vault,
    clock: FakeClock,
    buses: tuple[Bus, Bus],
    pace: Pace | None = None,
) -> Pair:
    """Ana is on one node, Ruth leads from the other."""
    books = Books(clock)
    left = await stack.enter_async_context(a_node(database, vault, clock, books, bus=buses[0], pace=pace))
    right = await stack.enter_async_context(
        a_node(database, vault, clock, books, name="node-2", bus=buses[1], pace=pace)
    )
    ana = await enter(left, ANA)
    ruth = await enter(right, RUTH)
    await right.hub.give(ruth, AdmitAll(), CommandId(right.ids.new()), b"")
    return Pair(left, right, ana, ruth)


async def hears(line: HeldLine, kind: str, **members: Any) -> None:
    def told(frame: dict[str, Any]) -> bool:
        return frame["type"] == kind and all(frame.get(name) == value for name, value in members.items())

    await line.until(lambda line: any(told(frame) for frame in line.frames), PATIENCE)


QUIET = Pace(ask=60, grace=0.2)
"""So seldom that only a hint can have brought it."""


async def test_a_hint_brings_what_happened_on_the_other_node(
    database: Database, vault: Vault, clock: FakeClock, stack: AsyncExitStack
) -> None:
    """The hint names the room and its version; the content comes from the journal."""
    bus = OneProcess()
    pair = await a_pair(stack, database, vault, clock, (bus, bus), QUIET)
    await hears(pair.ana, "follow")
    await pair.raises_hand()
    await hears(pair.ruth, "hand.raised")


async def test_without_any_bus_it_comes_by_asking(
    database: Database, vault: Vault, clock: FakeClock, stack: AsyncExitStack
) -> None:
    """Every 2 s in production; here a little faster."""
    pair = await a_pair(stack, database, vault, clock, (OneProcess(), OneProcess()))
    await hears(pair.ana, "follow")
    await pair.raises_hand()
    await hears(pair.ruth, "hand.raised")


async def test_small_groups_reach_who_is_on_another_node(
    sqlite_database: Database, sqlite_vault: Vault, clock: FakeClock, stack: AsyncExitStack
) -> None:
    """What a connection may see changes by the journal, whichever node wrote it."""
    pair = await a_pair(stack, sqlite_database, sqlite_vault, clock, (OneProcess(), OneProcess()))
    await hears(pair.ana, "follow")
    for command in (ArrangeGroups("b", ("Quiet", "Lively"), evenly=True), StartGroups()):
        await pair.right.hub.give(pair.ruth, command, CommandId(pair.right.ids.new()), b"")
    await pair.ana.until(lambda line: any("group:b-1" in frame.get("streams", ()) for frame in line.frames), PATIENCE)
    said = SendMessage("m", "Is anybody here?", GroupId("b-1"))
    assert await pair.left.hub.give(pair.ana, said, CommandId(pair.left.ids.new()), b"")
    visit = VisitGroup(GroupId("b-1"))
    await pair.right.hub.give(pair.ruth, visit, CommandId(pair.right.ids.new()), b"")
    await pair.ruth.until(lambda line: "Is anybody here?" in str(line.frames), PATIENCE)
    await hears(pair.ana, "group.joined", seat=pair.ruth.frames[0]["you"]["seat"])


async def test_a_rate_holds_whatever_node_somebody_goes_to(
    sqlite_database: Database, sqlite_vault: Vault, clock: FakeClock, stack: AsyncExitStack
) -> None:
    """What was done through one node counts on the other (B9); after ten seconds it is forgotten."""
    pair = await a_pair(stack, sqlite_database, sqlite_vault, clock, (OneProcess(), OneProcess()))
    door = Door(pair.right.hub, clock)
    await hears(pair.ana, "follow")
    for _ in range(5):
        for command in (RaiseHand(), LowerHand()):
            assert await pair.left.hub.give(pair.ana, command, CommandId(pair.left.ids.new()), b"")
    await pair.ruth.until(lambda line: line.kinds.count("hand.lowered") == 5, PATIENCE)
    with pytest.raises(TooMany):
        door.messages.take(ANA)
    door.messages.take(RUTH)
    clock.advance(1)
    door.messages.take(ANA)


async def test_the_same_person_on_another_node_takes_the_seat(
    database: Database, vault: Vault, clock: FakeClock, stack: AsyncExitStack
) -> None:
    """The older connection is told that it has moved, on whatever server it is."""
    pair = await a_pair(stack, database, vault, clock, (OneProcess(), OneProcess()))
    again = await enter(pair.right, ANA)
    await pair.ana.until(lambda line: line.closed is not None, PATIENCE)
    assert pair.ana.closed is Close.MOVED
    assert again.frames[0]["you"]["standing"] == "member"


async def test_presence_ends_at_the_last_beat_of_a_node_that_died(
    database: Database, vault: Vault, clock: FakeClock, stack: AsyncExitStack
) -> None:
    """Another node writes it down: first lost since then, later left."""
    books = Books(clock)
    right = await stack.enter_async_context(a_node(database, vault, clock, books, name="node-2"))
    ruth = await enter(right, RUTH)
    async with a_node(database, vault, clock, books) as left:
        ana = await enter(left, ANA)
        await right.hub.give(ruth, AdmitAll(), CommandId(right.ids.new()), b"")
        await left.hub.upkeep.beat()
        last_beat = clock.now()
    await right.hub.upkeep.bury()  # sees the last beat
    clock.jump(86_400)
    await right.hub.upkeep.bury()
    assert "reconnecting" not in str(ruth.frames)  # the wall clock decides nothing (K6)
    clock.jump(-86_400)
    clock.advance(11)
    seat = ana.frames[0]["you"]["seat"]
    await hears(ruth, "member.presence", seat=seat, presence="reconnecting")
    await hears(ruth, "member.presence", seat=seat, presence="left")
    lost = [one.event for one in books.happened if getattr(one.event, "presence", None) is Presence.RECONNECTING]
    assert [event.since for event in lost] == [last_beat]  # type: ignore[union-attr]


async def test_a_node_that_only_slept_brings_its_people_back(
    sqlite_database: Database, sqlite_vault: Vault, clock: FakeClock, stack: AsyncExitStack
) -> None:
    """Others thought it dead; the people on it were there all the time."""
    pair = await a_pair(stack, sqlite_database, sqlite_vault, clock, (OneProcess(), OneProcess()))
    seat = pair.ana.frames[0]["you"]["seat"]
    await pair.right.hub.tell(SESSION, Lose(pair.ana.id, clock.now()))
    await pair.right.hub.tell(SESSION, GiveUp(pair.ana.id, clock.now()))
    await hears(pair.ruth, "member.presence", seat=seat, presence="left")
    await hears(pair.ruth, "member.presence", seat=seat, presence="connected")


class TestOverNats:
    """A real NATS server; the database stays the only truth."""

    async def test_a_hint_travels(
        self, database: Database, vault: Vault, clock: FakeClock, stack: AsyncExitStack
    ) -> None:
        with nats_server() as url:
            buses = Nats(nats.connect, url), Nats(nats.connect, url)
            pair = await a_pair(stack, database, vault, clock, buses, QUIET)
            async with asyncio.timeout(PATIENCE):
                await asyncio.gather(*(bus._connecting for bus in buses))
            assert all(bus.is_up for bus in buses)
            pair.left.hub.rights_ended()
            await pair.raises_hand()
            await hears(pair.ruth, "hand.raised")
            for bus in buses:
                await bus.close()

    async def test_a_bus_that_dies_costs_seconds_and_nothing_else(
        self, database: Database, vault: Vault, clock: FakeClock, stack: AsyncExitStack
    ) -> None:
        buses: tuple[Nats, Nats]
        with nats_server() as url:
            buses = Nats(nats.connect, url), Nats(nats.connect, url)
            pair = await a_pair(stack, database, vault, clock, buses)
            await hears(pair.ana, "follow")
        await pair.raises_hand()
        await hears(pair.ruth, "hand.raised")
        assert not buses[0].is_up
        for bus in buses:
            await bus.close()

    async def test_a_bus_that_is_not_there_at_the_start_stops_nobody(
        self, sqlite_database: Database, sqlite_vault: Vault, clock: FakeClock, stack: AsyncExitStack
    ) -> None:
        away = f"nats://127.0.0.1:{free_port()}"
        buses = Nats(nats.connect, away), Nats(nats.connect, away)
        pair = await a_pair(stack, sqlite_database, sqlite_vault, clock, buses)
        await pair.raises_hand()
        await hears(pair.ruth, "hand.raised")
        for bus in buses:
            await bus.close()


def test_a_hint_holds_a_room_and_a_version_or_a_sign_in_and_nothing_else() -> None:
    """Never content (K1); what is no hint is no reason to fail."""
    for hint in (RoomMoved(SESSION, 7), RightsEnded(Books(FakeClock()).sign_in(BEN).id)):
        assert read(write(hint)) == hint
    assert set(eval(write(RoomMoved(SESSION, 7)))) == {"session", "version"}
    for raw in (b"", b"[]", b"{}", b'{"session":"x"}', b'{"session":"x","version":"y"}', b"7"):
        assert read(raw) is None
