"""E6 with a real process and a real disk: whatever fails at whatever step, letter, accounting and log agree."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import sqlite3
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from handrail.audit.entry import Tag
from handrail_client import errors
from handrail_client.messages import new_id
from tests.journeys.afterwards import an_evening_over, wanted
from tests.journeys.house import Clinic
from tests.journeys.issuing import STEPS, run
from tests.support.patience import PATIENCE

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.journeys.issuing"])
"""What is slow to load is loaded once."""
BEFORE_THE_COMMIT = [step for step in STEPS if step != "committed"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def clinic(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Clinic]:
    """Their own server is down: what follows is served by a process of its own on the same folder."""
    async with an_evening_over(tmp_path_factory.mktemp("faults") / "data") as clinic:
        await clinic.people[0].client.letters()  # so that a token is at hand
        await clinic.house.stop()
        yield clinic


def counted(clinic: Clinic) -> tuple[int, int, int]:
    """Letters, records of what was told, and entries of the log about letters, as the database file has them."""
    with contextlib.closing(
        sqlite3.connect(f"file:{clinic.house.folder}/handrail.sqlite?mode=ro", uri=True)
    ) as database:
        logged = f"SELECT count(*) FROM audit_entry WHERE tag = '{Tag.LETTER_ISSUED}'"
        queries = ("SELECT count(*) FROM letter", "SELECT count(*) FROM disclosure_record", logged)
        letters, records, entries = (database.execute(query).fetchone()[0] for query in queries)
    return letters, records, entries


class Server:
    """A process that serves the clinic's folder, and the line to it."""

    def __init__(self, clinic: Clinic, how: str, step: str) -> None:
        house = clinic.house
        ahead = (house.clock.now() - house.clock._system.now()).total_seconds()
        environ = {name: value for name, value in house._environ.items() if value}
        self._line, theirs = FORKS.Pipe()
        self.process = FORKS.Process(target=run, args=(environ, ahead, how, step, theirs), daemon=True)
        self.process.start()
        theirs.close()

    async def says(self, word: str) -> None:
        async with asyncio.timeout(PATIENCE):
            assert await asyncio.to_thread(self._line.recv) == word

    async def has_room_again(self) -> None:
        self._line.send("")
        await self.says("room")

    async def ends(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await asyncio.to_thread(self.process.join)


@contextlib.asynccontextmanager
async def a_server(clinic: Clinic, how: str, step: str) -> AsyncIterator[Server]:
    server = Server(clinic, how, step)
    try:
        await server.says("up")
        yield server
    finally:
        server.process.kill()
        await server.ends()


async def asked(clinic: Clinic, key: str) -> dict[str, Any]:
    answer = await clinic.people[0].client.http.call("POST", "/v1/letters", wanted(clinic), key=key)
    made: dict[str, Any] = answer.content
    return made


@pytest.mark.parametrize("step", BEFORE_THE_COMMIT)
async def test_a_server_killed_before_the_commit_has_told_nobody_anything(clinic: Clinic, step: str):
    before, key = counted(clinic), new_id()
    async with a_server(clinic, "die", step) as server:
        with pytest.raises(errors.Unreachable):
            await asked(clinic, key)
        await server.ends()
    assert counted(clinic) == before


async def test_a_server_killed_after_the_commit_has_written_all_of_it_and_makes_no_second_letter(clinic: Clinic):
    before, key = counted(clinic), new_id()
    async with a_server(clinic, "die", "committed") as server:
        with pytest.raises(errors.Unreachable):
            await asked(clinic, key)
        await server.ends()
    assert counted(clinic) == tuple(one + 1 for one in before)
    async with a_server(clinic, "die", "drawn"):  # it would die if it drew another
        with pytest.raises(errors.Problem, match="done already"):
            await asked(clinic, key)
        assert len(await clinic.people[0].client.letters()) == before[0] + 1


@pytest.mark.parametrize("step", ["decided", "accounted", "logged"])
async def test_on_a_full_disk_nothing_is_written_and_with_room_again_the_same_request_is_one_letter(
    clinic: Clinic, step: str
):
    before, key = counted(clinic), new_id()
    async with a_server(clinic, "full", step) as server:
        with pytest.raises(errors.Problem, match="nothing was changed"):
            await asked(clinic, key)
        assert counted(clinic) == before
        await server.has_room_again()
        made = await asked(clinic, key)
    assert counted(clinic) == tuple(one + 1 for one in before)
    assert made["standing"] == "issued"
