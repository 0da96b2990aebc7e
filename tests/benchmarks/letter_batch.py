"""A batch of letters of as many different clients, made by the server itself, with the progress a coordinator sees.

Standing requests that are all due on one day, on a real database file, with two processes beside the server. At the end
each client is looked up: one letter each, with their own name and nobody else's, and a record of each disclosure. Run
with `python -m tests.benchmarks.letter_batch [LETTERS]`.
"""

# ruff: noqa: T201 - printing is what it is for

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import handrail.jobs
from handrail.kernel.ids import PersonId
from handrail.letters.renew_due import RenewDue
from tests.benchmarks.letters import PROCESSES, held
from tests.journeys.crowd import a_crowd, begin, progress
from tests.journeys.house import Clinic, a_clinic, a_house

LETTERS = 200
STEPS = 10


async def main(letters: int) -> None:
    handrail.jobs.A_MINUTE = 0.1
    settled = asyncio.Queue[str]()
    settle = RenewDue.settle

    async def and_tell(renew: RenewDue, batch: str, renewal: str) -> None:
        await settle(renew, batch, renewal)
        settled.put_nowait(renewal)

    RenewDue.settle = and_tell  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder:
        processes = {"HANDRAIL_LETTER_PROCESSES": str(PROCESSES)}
        async with a_house(Path(folder) / "data", **processes) as house, a_clinic(house, participants=1) as clinic:
            people = await a_crowd(clinic, letters)
            began = time.perf_counter()
            print(f"{await begin(clinic)} letters are due, {PROCESSES} processes beside the server")
            for number in range(1, letters + 1):
                await settled.get()
                if number % max(1, letters // STEPS) == 0:
                    await clinic.cast.coordinator.confirm(house)
                    shown = await progress(clinic)
                    spent = time.perf_counter() - began
                    print(f"  {shown['made']:>6} made, {shown['left']:>6} left, {spent:6.0f} s, {held():.0f} MiB held")
            print(f"{letters / (time.perf_counter() - began):.1f} letters a second")
            await prove(clinic, people)


async def prove(clinic: Clinic, people: dict[PersonId, str]) -> None:
    """Each client has one letter, with their own name alone, and one disclosure of it."""
    wrong = 0
    async with clinic.house.served.node.units.read() as unit:
        for person, name in people.items():
            made = await unit.letters.of(person)
            released = [one for one in await unit.disclosures.of(person) if one.released]
            said = [await unit.letters.text(one.id) for one in made]
            wrong += not (len(made) == len(released) == 1 and said[0].count("Ana Sample") == said[0].count(name) >= 1)
    print(f"{len(people) - wrong} of {len(people)} clients have one letter of their own, recorded once")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS))
