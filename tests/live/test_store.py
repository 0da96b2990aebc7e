"""The journal: in order, sealed, and readable as far as there are keys."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from handrail.checkins.commands import AnswerRound, OpenRound
from handrail.db.engine import Database
from handrail.db.sealed import care
from handrail.db.vault import Vault
from handrail.kernel.audience import FACILITATORS, ROOM
from handrail.kernel.ids import CommandId, NodeId, ResponseId, RoundId
from handrail.live.entry import Entry
from handrail.live.resume import Asked
from handrail.live.store import keys, seal
from handrail.rooms.commands import AdmitAll, RaiseHand, SendNote
from tests.fakes import FakeClock
from tests.live.lines import enter
from tests.live.world import ANA, BEN, FINE, PROGRAM, RUTH, SESSION, Books, LiveNode, a_node

ROUND = RoundId("0197f2a0-0000-7000-8000-0000000000d1")


async def an_evening(node: LiveNode) -> None:
    """Ana and Ben answer and write; the words are easy to find."""
    ana, ruth, ben = [await enter(node, one) for one in (ANA, RUTH, BEN)]

    async def give(line: object, command: object, at: int) -> None:
        identity = CommandId(f"0197f2a0-5f00-7000-8000-0000000c{at:04x}")
        await node.hub.give(line, command, identity, b"")  # type: ignore[arg-type]

    await give(ruth, AdmitAll(), 1)
    await give(ruth, OpenRound(ROUND, "evening"), 2)
    await give(ana, AnswerRound(ResponseId("a"), ROUND, {**FINE, "topic": "marmalade of Ana"}), 3)
    await give(ben, AnswerRound(ResponseId("b"), ROUND, {**FINE, "topic": "marmalade of Ben"}), 4)
    await give(ana, SendNote("n", "marmalade, too"), 5)
    await give(ben, RaiseHand(), 6)


async def test_nothing_of_what_was_said_can_be_read_in_the_database(
    database: Database, vault: Vault, clock: FakeClock
) -> None:
    """Not a word, not a name, not a kind of event, not what a command was about (I10)."""
    async with a_node(database, vault, clock, Books(clock)) as node:
        await an_evening(node)
    async with database.read() as session:
        connection = await session.connection()
        rows = (await connection.execute(text("SELECT * FROM journal"))).all()
    raw = b"".join(one if isinstance(one, bytes) else str(one).encode() for row in rows for one in row)
    assert rows
    # A name as it stands in JSON: three letters alone are found in base64 by chance.
    for word in (b"marmalade", b'"Ana"', b"answer", b"note", b"sleep", b"round.opened"):
        assert word not in raw


async def test_destroyed_keys_leave_numbers_and_take_the_words(
    database: Database, vault: Vault, clock: FakeClock
) -> None:
    """A later process still opens the room; what spoke of Ana is `gone`, everybody else is as they were."""
    books = Books(clock)
    async with a_node(database, vault, clock, books) as node:
        await an_evening(node)
        before = node.hub.rooms[SESSION].state
    await vault.destroy(care(ANA))
    books.roster.discard(ANA)
    async with a_node(database, vault, clock, books, name="node-2") as node:
        asked = Asked(before.epoch, {"room": 0, "facilitators": 0, f"member:{before.room.of(RUTH).seat}": 0})  # type: ignore[union-attr]
        ruth = await enter(node, RUTH, asked=asked)
        after = node.hub.rooms[SESSION].state
        replay = ruth.frames[0]["replay"]
        assert "marmalade of Ana" not in str(replay)
        assert "marmalade of Ben" in str(replay)
        for stream in (ROOM, FACILITATORS):
            numbers = [event["n"] for event in replay if event["stream"] == stream]
            assert numbers == list(range(1, len(numbers) + 1))
        assert any(event["type"] == "gone" for event in replay)
        assert after.room.of(ANA) is None
        assert after.room.of(BEN) is not None
        assert after.counters[FACILITATORS] == before.counters[FACILITATORS]


async def test_a_version_is_written_once(database: Database, vault: Vault, clock: FakeClock) -> None:
    """The guard of many nodes: the second one catches up and decides again."""
    async with a_node(database, vault, clock, Books(clock)) as node:

        async def append(version: int, command: str) -> None:
            entry = Entry(SESSION, version, clock.now(), ANA, CommandId(command), b"", "", "node-1", ())
            refs = keys(entry, [], PROGRAM)
            row = seal(entry, refs, await vault.ring(refs))
            async with node.units.begin() as unit:
                await unit.journal.append([row])

        await append(1, "one")
        with pytest.raises(IntegrityError):
            await append(1, "two")
        with pytest.raises(IntegrityError):
            await append(2, "one")
        async with node.units.read() as unit:
            assert await unit.journal.versions([SESSION]) == {SESSION: 1}
            assert await unit.journal.knows(ANA, CommandId("one"))
            assert not await unit.journal.knows(BEN, CommandId("one"))
            assert await unit.journal.touched_by([NodeId("node-1")]) == {SESSION}
            assert await unit.journal.touched_by([NodeId("node-2")]) == frozenset()


async def test_after_a_restore_nobody_continues_old_numbers(
    sqlite_database: Database, sqlite_vault: Vault, clock: FakeClock
) -> None:
    """Another epoch: who comes back is shown the room anew."""
    async with a_node(sqlite_database, sqlite_vault, clock, Books(clock)) as node:
        await an_evening(node)
        ben = await enter(node, BEN)
        welcome = ben.frames[0]
        await node.hub.begin_epochs()
        again = await enter(node, BEN, asked=Asked(welcome["epoch"], welcome["streams"]))
        assert again.frames[0]["recovered"] is False
        assert again.frames[0]["snapshot"] is not None
        assert again.frames[0]["epoch"] != welcome["epoch"]
