"""A whole evening over real sockets: lobby, check-in, handout, end."""

from __future__ import annotations

from contextlib import AsyncExitStack

from handrail.db.engine import Database
from handrail.db.vault import Vault
from tests.fakes import FakeClock
from tests.live.conversation import PASS
from tests.live.people import at, serving
from tests.live.world import ANA, BEN, FINE, RUTH, Books, a_node


async def test_an_evening_from_the_lobby_to_the_end(
    sqlite_database: Database, sqlite_vault: Vault, clock: FakeClock
) -> None:
    """People wait, are let in, answer, share one answer, take a handout, and go home."""
    books = Books(clock)
    async with AsyncExitStack() as stack:
        node = await stack.enter_async_context(a_node(sqlite_database, sqlite_vault, clock, books))
        url = await stack.enter_async_context(serving(node))
        ana = await stack.enter_async_context(at(url, node, ANA))
        ruth = await stack.enter_async_context(at(url, node, RUTH))
        ben = await stack.enter_async_context(at(url, node, BEN))
        assert ana.welcome["you"]["standing"] == "lobby"
        assert [one["name"] for one in ruth.welcome["snapshot"]["waiting"]] == ["Ana"]
        await ruth.until("member.waiting", name="Ben")

        assert (await ruth.say("room.admit_all"))["ok"]
        follow = await ana.until("follow")
        assert {one["name"] for one in follow["snapshot"]["members"]} == {"Ana", "Ben", "Ruth"}

        opened = await ruth.say("round.open", template="evening")
        round_id = opened["result"]["made"]
        await ana.until("round.opened", round=round_id)
        answered = await ana.say("round.answer", round=round_id, answers={**FINE, "safety": True})
        assert answered["ok"]
        assert (await ben.say("round.answer", round=round_id, **PASS))["ok"]
        await ruth.until("alert.raised", seat=ana.seat)
        await ruth.until("answer.received", seat=ben.seat, passed=True)
        await ana.until("answer.kept", alerted=True)
        assert (await ana.say("answer.share", round=round_id, item="mood"))["ok"]
        await ben.until("answer.shared", item="mood", answer=6)
        await ruth.say("round.close", round=round_id)
        await ben.until("round.closed")
        await ruth.until("round.summary", answered=1, passed=1)

        await ruth.say("handout.share", handout="grounding")
        await ben.until("handout.shared")
        await ben.say("handout.acknowledge", handout="grounding")
        await ruth.until("handout.acknowledged", seat=ben.seat)

        await ruth.say("room.end")
        assert await ana.until_closed() == 4410
        assert await ben.until_closed() == 4410
        told_ben = {frame["type"] for frame in ben.frames}
        assert not told_ben & {"answer.received", "alert.raised", "round.summary", "note.received"}
