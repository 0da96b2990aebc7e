"""Clients sign once for a letter each month; the server is killed in between; each gets it once, counted exactly."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from handrail.audit.entry import Tag
from handrail.kernel.ids import PersonId, ProgramId
from handrail.letters.batch import Batch, Outcome
from handrail.letters.renew_due import RenewDue
from handrail.unit_of_work import Units
from handrail_client.messages import new_id
from tests.journeys.afterwards import an_evening_over
from tests.journeys.house import Clinic, ask, post
from tests.support.patience import PATIENCE

A_MONTH = 31 * 86400.0

VICTIM = """
import asyncio, os, signal, sys
from datetime import timedelta
import handrail.jobs
from handrail.app import serving
from handrail.cli.practice import EveningClock
from handrail.config import Config
from handrail.db import one_trip

handrail.jobs.A_MINUTE = 0.05
done, left = one_trip._done, iter(range(int(sys.argv[2])))

def cut(connection, act, *arguments):
    said = str(arguments[0])
    if said.startswith(("INSERT", "UPDATE")) and ("letter" in said or "disclosure_record" in said):
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
    return done(connection, act, *arguments)

one_trip._done = cut

async def main():
    async with serving(Config.from_env(os.environ), clock=EveningClock(timedelta(seconds=float(sys.argv[1])))):
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def killed_after(clinic: Clinic, writes: int) -> None:
    """A server on the same folder, a month later, that dies before its next write after so many."""
    house = clinic.house
    environ = {name: value for name, value in house._environ.items() if value}
    ahead = str((house.clock.now() - house.clock._system.now()).total_seconds())
    victim = await asyncio.create_subprocess_exec(
        sys.executable, "-c", VICTIM, ahead, str(writes), env={**os.environ, **environ}
    )
    async with asyncio.timeout(PATIENCE):
        assert await victim.wait() == -signal.SIGKILL


def each_settled(monkeypatch: pytest.MonkeyPatch) -> asyncio.Queue[str]:
    """Gets the id of each request that the server has settled."""
    told: asyncio.Queue[str] = asyncio.Queue()
    settle = RenewDue.settle

    async def and_tell(renew: RenewDue, batch: str, renewal: str) -> None:
        try:
            await settle(renew, batch, renewal)
        finally:
            told.put_nowait(renewal)

    monkeypatch.setattr(RenewDue, "settle", and_tell)
    return told


async def settled(units: Units, program: ProgramId) -> tuple[Batch, ...]:
    """The batches, once nothing is left of the latest."""
    async with units.read() as unit:
        batches = await unit.renewals.batches(program, most=9)
    return batches if batches and not batches[0].left else ()


async def test_a_server_killed_at_every_step_makes_each_letter_once_and_the_counts_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Ana and Ben were there, Cleo never came: two letters, and one request with nothing true to say (E6)."""
    monkeypatch.setattr("handrail.jobs.A_MINUTE", 0.05)
    one_more = each_settled(monkeypatch)
    async with an_evening_over(tmp_path / "data") as clinic:
        until = str(clinic.begins.date() + timedelta(days=200))
        for person in clinic.people:
            await post(person, "/v1/letter-renewals", {"use": "work", "level": 1, "until": until}, key=new_id())
        assert (await ask(clinic.people[0], clinic, "GET", "/v1/letters"))["items"] == []
        await clinic.house.stop()
        clinic.house.clock.move_on(A_MONTH)
        for writes in (4, 9):
            await killed_after(clinic, writes)
        await clinic.house.start()

        units, program = clinic.house.served.node.units, ProgramId(clinic.cast.program)
        async with asyncio.timeout(PATIENCE):
            while not (batches := await settled(units, program)):
                await one_more.get()
        assert [dict(one.outcomes) for one in batches] == [{Outcome.MADE: 2, Outcome.NOTHING_TO_SAY: 1}]
        async with units.read() as unit:
            for person, letters in zip(clinic.people, (1, 1, 0), strict=True):
                (renewal,) = await unit.renewals.of(PersonId(person.id))
                made = await unit.letters.of(PersonId(person.id))
                released = [one for one in await unit.disclosures.of(PersonId(person.id)) if one.released]
                assert len(made) == len(released) == letters
                assert [one.letter for one in renewal.entries] == ([made[0].id] if made else [""])
                assert {one.decision for one in made} == {one.id for one in released}
                tags = [one.tag for one in await unit.audit.about([renewal.id, *(one.id for one in made)])]
                assert tags.count(Tag.LETTER_ISSUED) == tags.count(Tag.RENEWAL_MADE) == letters
