"""Acknowledged means kept, once: on any node, after any crash, in any order (I5)."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import uuid_utils
from sqlalchemy.exc import OperationalError

from handrail.checkins.commands import AnswerRound, OpenRound
from handrail.db.engine import Database
from handrail.db.vault import Vault
from handrail.kernel.errors import CommandReused, Conflict, NotAllowed, Refusal, SignedOut, Unavailable
from handrail.kernel.ids import CommandId, ResponseId, RoundId
from handrail.live.entry import Command, Entry
from handrail.live.wire import Close
from handrail.rooms.commands import AdmitAll, RaiseHand, SendNote, Withdraw
from tests.fakes import FakeClock
from tests.live.lines import HeldLine, enter
from tests.live.world import ANA, BEN, FINE, RUTH, SESSION, Books, LiveNode, a_node


@pytest.fixture
def books(clock: FakeClock) -> Books:
    return Books(clock)


def an_id() -> CommandId:
    return CommandId(str(uuid_utils.uuid7()))


async def give(line: HeldLine, command: Command, identity: CommandId, content: bytes = b"") -> Entry | None:
    return await line.node.hub.give(line, command, identity, content)


async def journal(node: LiveNode) -> tuple[Entry, ...]:
    async with node.units.read() as unit:
        entries: tuple[Entry, ...] = await unit.journal.after(SESSION, 0)
    return entries


async def an_open_room(node: LiveNode) -> tuple[HeldLine, HeldLine]:
    ana, ruth = await enter(node, ANA), await enter(node, RUTH)
    await give(ruth, AdmitAll(), an_id())
    return ana, ruth


async def test_the_same_command_again_gives_the_same_reply_and_one_effect(
    database: Database, vault: Vault, clock: FakeClock, books: Books
) -> None:
    """Also while the first is still on its way, and with other people's commands in between."""
    async with a_node(database, vault, clock, books) as node:
        ana, _ = await an_open_room(node)
        identity = an_id()
        first, second = await asyncio.gather(give(ana, RaiseHand(), identity), give(ana, RaiseHand(), identity))
        third = await give(ana, RaiseHand(), identity)
        assert first == second == third
        assert [entry.command for entry in await journal(node)].count(identity) == 1


async def test_a_used_id_with_other_content_is_refused(
    database: Database, vault: Vault, clock: FakeClock, books: Books
) -> None:
    """An id names one thing."""
    async with a_node(database, vault, clock, books) as node:
        ana, _ = await an_open_room(node)
        identity = an_id()
        await give(ana, SendNote(identity, "one"), identity, b"one")
        with pytest.raises(CommandReused):
            await give(ana, SendNote(identity, "two"), identity, b"two")


async def test_a_refused_command_may_be_tried_again(
    database: Database, vault: Vault, clock: FakeClock, books: Books
) -> None:
    """A refusal that changed nothing is not kept."""
    async with a_node(database, vault, clock, books) as node:
        ana, ruth = await an_open_room(node)
        identity, round_id = an_id(), RoundId(an_id())
        answer = AnswerRound(ResponseId(identity), round_id, FINE)
        with pytest.raises(Refusal):
            await give(ana, answer, identity)
        await give(ruth, OpenRound(round_id, "evening"), CommandId(round_id))
        entry = await give(ana, answer, identity)
        assert entry is not None
        assert entry.made == identity


async def test_two_people_may_use_the_same_id(database: Database, vault: Vault, clock: FakeClock, books: Books) -> None:
    """The id of a command is its sender's own."""
    async with a_node(database, vault, clock, books) as node:
        ana, ruth = await an_open_room(node)
        identity = an_id()
        assert await give(ana, RaiseHand(), identity)
        assert await give(ruth, RaiseHand(), identity)


async def test_a_restart_remembers_what_was_acknowledged(
    database: Database, vault: Vault, clock: FakeClock, books: Books
) -> None:
    """The next process gives the same reply, and changes nothing."""
    identity = an_id()
    async with a_node(database, vault, clock, books) as node:
        ana, _ = await an_open_room(node)
        first = await give(ana, RaiseHand(), identity)
    async with a_node(database, vault, clock, books, name="node-2") as node:
        ana = await enter(node, ANA)
        assert await give(ana, RaiseHand(), identity) == first
        with pytest.raises(CommandReused):
            await give(ana, RaiseHand(), identity, b"other")


async def test_a_commit_that_fails_changes_and_shows_nothing(
    sqlite_database: Database, sqlite_vault: Vault, clock: FakeClock, books: Books
) -> None:
    """The one who asked is told to try again; nobody else hears anything; then it works."""
    async with a_node(sqlite_database, sqlite_vault, clock, books) as node:
        ana, ruth = await an_open_room(node)
        identity, before = an_id(), len(ruth.frames)
        node.units.fault = OperationalError("", {}, Exception())
        with pytest.raises(Unavailable):
            await give(ana, RaiseHand(), identity)
        assert len(ruth.frames) == before
        assert await give(ana, RaiseHand(), identity)
        assert [frame["type"] for frame in ruth.frames[before:]] == ["hand.raised"]


async def test_a_database_that_is_away_is_asked_once_for_all_who_wait(
    database: Database, vault: Vault, clock: FakeClock, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody is told at once that nothing was saved, however many they are (K4); later it may be saved."""
    async with a_node(database, vault, clock, books) as node:
        ana, _ = await an_open_room(node)
        asked: list[object] = []
        submit = node.group.submit

        async def counting(work: object) -> object:
            asked.append(work)
            return await submit(work)  # type: ignore[arg-type]

        monkeypatch.setattr(node.group, "submit", counting)
        node.units.away = True
        notes = [SendNote(f"note-{number}", "I am here") for number in range(20)]
        given = [give(ana, note, an_id()) for note in notes]
        told = await asyncio.gather(*given, return_exceptions=True)
        assert [type(one) for one in told] == [Unavailable] * 20
        assert len(asked) == 1
        node.units.away = False
        assert await give(ana, notes[0], an_id())


async def test_one_bad_command_takes_no_other_with_it(
    sqlite_database: Database, sqlite_vault: Vault, clock: FakeClock, books: Books
) -> None:
    """Of commands that were decided together, each stands for itself when writing one fails."""

    async def follow(_: object, happened: object) -> None:
        if getattr(getattr(happened, "event", None), "text", "") == "bad":
            raise Conflict

    async with a_node(sqlite_database, sqlite_vault, clock, books, follow=follow) as node:
        ana, ruth = await an_open_room(node)
        one, two, three = an_id(), an_id(), an_id()
        outcomes = await asyncio.gather(
            give(ana, SendNote(one, "good"), one),
            give(ana, SendNote(two, "bad"), two),
            give(ruth, RaiseHand(), three),
            return_exceptions=True,
        )
        assert isinstance(outcomes[1], Conflict)
        assert isinstance(outcomes[0], Entry)
        assert isinstance(outcomes[2], Entry)
        versions = [entry.version for entry in await journal(node)]
        assert versions == list(range(1, len(versions) + 1))


async def test_commands_to_two_nodes_at_once_all_happen_once_in_one_order(
    database: Database, vault: Vault, clock: FakeClock, books: Books
) -> None:
    """Every command is sent to both nodes, several times; both end in the same room."""
    async with AsyncExitStack() as stack:
        left = await stack.enter_async_context(a_node(database, vault, clock, books))
        right = await stack.enter_async_context(a_node(database, vault, clock, books, name="node-2"))
        ana, ruth = await an_open_room(left)
        ben = await enter(right, BEN)
        await give(ruth, AdmitAll(), an_id())
        ids = [an_id() for _ in range(12)]
        givings = [
            node.hub.tell(SESSION, SendNote(one, "n"), person=person, identity=one, content=b"n")
            for at, one in enumerate(ids)
            for person in (ANA if at % 2 else BEN,)
            for node in (left, right, right, left)
        ]
        replies = await asyncio.gather(*givings)
        for at, one in enumerate(ids):
            assert {reply.made for reply in replies[4 * at : 4 * at + 4] if reply} == {one}
        entries = await journal(left)
        assert [entry.version for entry in entries] == list(range(1, len(entries) + 1))
        assert sorted(entry.command for entry in entries if entry.command in ids) == sorted(ids)
        for node in (left, right):
            await node.hub.rooms[SESSION].look()
        assert left.hub.rooms[SESSION].state == right.hub.rooms[SESSION].state
        assert ana.closed is None
        assert ben.closed is None


async def test_a_ticket_lets_in_once_on_whatever_node(
    database: Database, vault: Vault, clock: FakeClock, books: Books
) -> None:
    """Two servers are shown the same ticket at the same moment: one lets in."""
    async with AsyncExitStack() as stack:
        left = await stack.enter_async_context(a_node(database, vault, clock, books))
        right = await stack.enter_async_context(a_node(database, vault, clock, books, name="node-2"))
        secret = await left.ticket(ANA)
        outcomes = await asyncio.gather(
            enter(left, ANA, secret), enter(right, ANA, secret), enter(left, ANA, secret), return_exceptions=True
        )
        assert sum(isinstance(one, HeldLine) for one in outcomes) == 1
        assert sum(isinstance(one, SignedOut) for one in outcomes) == 2


async def test_who_was_taken_out_cannot_come_back(
    sqlite_database: Database, sqlite_vault: Vault, clock: FakeClock, books: Books
) -> None:
    """Not with a ticket they still had, not on another node."""
    async with a_node(sqlite_database, sqlite_vault, clock, books) as node:
        ana, _ = await an_open_room(node)
        kept = await node.ticket(ANA)
        await node.hub.tell(SESSION, Withdraw(ANA))
        await asyncio.sleep(0)
        assert ana.closed is Close.REMOVED
        with pytest.raises(NotAllowed):
            await enter(node, ANA, kept)


VICTIM = Path(__file__).with_name("victim.py")


async def killed(database: Database, vault: Vault, identity: CommandId, moment: str) -> None:
    """A server with Ana and Ruth in it, small groups running, dies by kill -9 at this moment of a note."""
    url = database.url.render_as_string(hide_password=False)
    keys = vault._engine.url.render_as_string(hide_password=False)
    root = Path(__file__).parents[2]
    died = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.live.victim", url, keys, identity, moment],
        cwd=root,
        env={**os.environ, "PYTHONPATH": f"{root}:{root / 'server'}"},
        timeout=60,
        check=False,
        capture_output=True,
    )
    assert died.returncode == -9, died.stderr.decode()[-2000:]


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_kill_between_commit_and_reply_leaves_one_effect(
    database: Database, vault: Vault, clock: FakeClock, books: Books, moment: str
) -> None:
    """The process dies by kill -9 right before or right after the commit; the client asks the next one again."""
    identity = an_id()
    await killed(database, vault, identity, moment)
    async with a_node(database, vault, clock, books, name="node-2") as node:
        kept = [entry.command for entry in await journal(node)].count(identity)
        assert kept == (1 if moment == "after" else 0)
        ana = await enter(node, ANA)
        entry = await give(ana, SendNote(identity, "once"), identity, b"once")
        assert entry is not None
        assert entry.made == identity
        assert [one.command for one in await journal(node)].count(identity) == 1
        notes = node.hub.rooms[SESSION].state.room.notes
        assert [note.text for note in notes] == ["once"]


async def test_a_kill_in_the_middle_of_small_groups_loses_nobody(
    sqlite_database: Database, sqlite_vault: Vault, clock: FakeClock, books: Books
) -> None:
    """Who comes back is in their group; when the facilitator does not, everybody is back in the room."""
    await killed(sqlite_database, sqlite_vault, an_id(), "after")
    async with a_node(sqlite_database, sqlite_vault, clock, books, name="node-2") as node:
        ana = await enter(node, ANA)
        assert ana.frames[0]["snapshot"]["group"]["seats"] == [ana.frames[0]["you"]["seat"]]
        await node.hub.upkeep.bury()  # sees the dead node's last beat
        clock.advance(11)
        await ana.until(lambda line: "groups.ended" in line.kinds)
        await ana.until(lambda line: "unfollow" in line.kinds)
