"""A letter each for many clients in one run: each their own, once, counted truly, and never before a cry for help."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from handrail.cli.rehearsal.evening import wait
from handrail.kernel.ids import PersonId
from handrail.letters.renew_due import RenewDue
from handrail_client.messages import HelpAsk
from tests.journeys.crowd import a_crowd, begin, progress
from tests.journeys.house import Clinic, a_clinic, a_house
from tests.support.patience import PATIENCE

MANY = 24


@pytest_asyncio.fixture(loop_scope="session")
async def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Clinic]:
    monkeypatch.setattr("handrail.jobs.A_MINUTE", 0.05)
    async with a_house(tmp_path / "data") as house, a_clinic(house, participants=1) as clinic:
        yield clinic


class Turns:
    """Lets so many letters be begun, and tells of each that was settled."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
        self.may = asyncio.Semaphore(many)
        self.settled = asyncio.Queue[str]()
        self.held = False
        settle = RenewDue.settle

        async def in_turn(renew: RenewDue, batch: str, renewal: str) -> None:
            await self.may.acquire()
            if self.held:
                return
            await settle(renew, batch, renewal)
            self.settled.put_nowait(renewal)

        monkeypatch.setattr(RenewDue, "settle", in_turn)

    def hold(self) -> None:
        """Begin none of those whose turn it would be next."""
        self.held = True
        self.go_on(MANY)

    def go_on(self, many: int) -> None:
        for _ in range(many):
            self.may.release()

    async def after(self, many: int) -> None:
        async with asyncio.timeout(PATIENCE):
            for _ in range(many):
                await self.settled.get()


async def letters(clinic: Clinic, people: dict[PersonId, str]) -> list[tuple[PersonId, str]]:
    """Whom each letter is for, and what it says."""
    async with clinic.house.served.node.units.read() as unit:
        made = [letter for person in people for letter in await unit.letters.of(person)]
        return [(letter.person, await unit.letters.text(letter.id)) for letter in made]


async def test_a_server_that_stops_in_the_middle_goes_on_and_each_has_one_letter_of_their_own(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
):
    turns = Turns(monkeypatch, 9)
    people = await a_crowd(clinic, MANY)
    assert await begin(clinic) == MANY
    await turns.after(9)
    shown = await progress(clinic)
    assert (shown["total"], shown["made"], shown["left"]) == (MANY, 9, MANY - 9)
    turns.hold()
    await clinic.house.stop()
    turns.held = False
    await clinic.house.start()
    turns.go_on(MANY)
    await turns.after(MANY - 9)
    shown = await progress(clinic)
    assert (shown["total"], shown["made"], shown["left"]) == (MANY, MANY, 0)
    made = await letters(clinic, people)
    assert sorted(person for person, _ in made) == sorted(people)
    for person, said in made:
        assert [name for name in people.values() if name in said] == [people[person]]


async def test_a_cry_for_help_is_kept_and_told_while_letters_are_still_to_be_made(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
):
    """It never waits behind a letter (design 9.1)."""
    turns = Turns(monkeypatch, 2)
    sol, (ana,) = await clinic.together()
    _ = await a_crowd(clinic, MANY)
    assert await begin(clinic) == MANY
    await turns.after(1)
    turns.go_on(MANY)  # they are being made as fast as this machine can
    await ana.do(HelpAsk())
    assert (await progress(clinic))["left"] > 0
    await wait(sol, lambda state: len(state.room.alerts) == 1)
    await turns.after(MANY - 1)
    assert (await progress(clinic))["left"] == 0
