"""Many small writes leave in one commit, and a bad one takes no other with it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from tests.support.patience import PATIENCE

from handrail.db.group_commit import MOST, GroupCommit, running


class Paper:
    """A unit that is kept or thrown away whole."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.commits = 0
        self.hold = asyncio.Event()
        self.hold.set()

    @contextlib.asynccontextmanager
    async def begin(self) -> AsyncIterator[list[str]]:
        page: list[str] = []
        yield page
        await self.hold.wait()
        if "torn" in page:
            raise OSError
        self.kept += page
        self.commits += 1


def write(word: str):
    async def work(page: list[str]) -> str:
        if word == "bad":
            raise ValueError
        page.append(word)
        return word.upper()

    return work


async def test_what_waits_while_a_commit_runs_leaves_together_and_in_order():
    paper = Paper()
    paper.hold.clear()
    async with running(GroupCommit(paper.begin)) as group:
        first = asyncio.ensure_future(group.submit(write("0")))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        others = [asyncio.ensure_future(group.submit(write(str(number)))) for number in range(1, 50)]
        await asyncio.sleep(0)
        paper.hold.set()
        assert await asyncio.gather(first, *others) == [str(number) for number in range(50)]
    assert paper.kept == [str(number) for number in range(50)]
    assert paper.commits == 2


async def test_where_nothing_can_begin_all_are_told_at_once():
    """A database that is away is asked once for all who wait, not once for each (K4)."""
    asked = 0

    @contextlib.asynccontextmanager
    async def away() -> AsyncIterator[list[str]]:
        nonlocal asked
        asked += 1
        raise OSError
        yield []

    async with running(GroupCommit(away)) as group:
        told = await asyncio.gather(*(group.submit(write(str(one))) for one in range(50)), return_exceptions=True)
    assert [type(one) for one in told] == [OSError] * 50
    assert asked == 1


async def test_an_answer_comes_after_the_commit():
    """What was acknowledged is kept (I5)."""
    paper = Paper()
    paper.hold.clear()
    async with running(GroupCommit(paper.begin)) as group:
        answer = asyncio.ensure_future(group.submit(write("a")))
        for _ in range(10):
            await asyncio.sleep(0)
        assert not answer.done()
        paper.hold.set()
        assert await answer == "A"


@pytest.mark.parametrize(("wrong", "failure"), [("bad", ValueError), ("torn", OSError)])
async def test_a_bad_write_takes_no_other_with_it(wrong: str, failure: type[Exception]):
    """Whether it fails by itself or spoils the commit (design §9.1)."""
    paper = Paper()
    async with running(GroupCommit(paper.begin)) as group:
        told = await asyncio.gather(*(group.submit(write(word)) for word in ("a", wrong, "b")), return_exceptions=True)
    assert [told[0], type(told[1]), told[2]] == ["A", failure, "B"]
    assert paper.kept == ["a", "b"]


async def test_one_commit_takes_a_bounded_number():
    """So that the first does not wait for a long queue."""
    paper = Paper()
    async with running(GroupCommit(paper.begin)) as group:
        await asyncio.gather(*(group.submit(write(str(number))) for number in range(MOST * 2 + 1)))
    assert paper.commits == 3


async def test_who_stops_waiting_spoils_nothing():
    """The write may be kept all the same; others get their answers."""
    paper = Paper()
    paper.hold.clear()
    async with running(GroupCommit(paper.begin)) as group:
        gone, stays = (asyncio.ensure_future(group.submit(write(word))) for word in ("a", "b"))
        await asyncio.sleep(0)
        gone.cancel()
        paper.hold.set()
        assert await stays == "B"


async def test_when_it_ends_nobody_waits_for_ever():
    paper = Paper()
    paper.hold.clear()
    group = GroupCommit(paper.begin)
    async with running(group):
        waiting = [asyncio.ensure_future(group.submit(write(word))) for word in ("a", "b")]
        for _ in range(5):
            await asyncio.sleep(0)
        late = asyncio.ensure_future(group.submit(write("c")))
        await asyncio.sleep(0)
    told = await asyncio.wait_for(asyncio.gather(*waiting, late, return_exceptions=True), PATIENCE)
    assert {type(one) for one in told} == {asyncio.CancelledError}
    assert paper.kept == []
