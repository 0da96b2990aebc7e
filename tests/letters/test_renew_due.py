"""Standing requests are renewed once each, judged anew each time, and counted exactly, whatever is cut off."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from tests.letters.world import CALLER, COORDINATOR, JORDAN, NOBODY, PROGRAM, World, entry

from handrail.audit.entry import Tag
from handrail.disclosure.gate import Refused
from handrail.disclosure.vocabulary import Assurance
from handrail.jobs import MakeLetters
from handrail.kernel.errors import Conflict, DisclosureRefused, Invalid, NotFound
from handrail.kernel.ids import ProgramId
from handrail.letters.batch import Outcome
from handrail.letters.choices import Level, Use
from handrail.letters.deliver import QueueDelivery
from handrail.letters.renew import SeeRenewals, SignRenewal, StopRenewal
from handrail.letters.renew_due import RenewDue, SeeBatches, StartBatch
from handrail.letters.renewal import Act, Renewal, RenewalAsk, State
from handrail.letters.scan import Finding

ASKED = RenewalAsk(Use.WORK, Level.APPOINTMENT, date(2027, 3, 31))
MONTH = 30 * 86400


@dataclass
class Office:
    """The use cases around one world."""

    world: World

    def __post_init__(self) -> None:
        world: Any = self.world
        self.queue = QueueDelivery(world, world.gate, world.clock, world.ids)
        self.sign = SignRenewal(world, world.gate, world.clock, world.ids, self.queue)
        self.stop = StopRenewal(world, world.clock)
        self.see = SeeRenewals(world)
        self.start = StartBatch(world, world.clock, world.ids)
        self.batches = SeeBatches(world)
        self.due = MakeLetters(RenewDue(world, world.issue, world.clock, world.ids, self.queue))

    async def outcomes(self) -> dict[Outcome, int]:
        (batch, *_) = await self.batches(COORDINATOR, PROGRAM)
        assert batch.left == 0
        return dict(batch.outcomes)

    async def own(self) -> Renewal:
        (one,) = await self.see(CALLER)
        return one


@pytest.fixture
def office() -> Office:
    world = World()
    world.entries.append(entry(0, id="entry-later", session="session-1", day=date(2026, 9, 30)))
    return Office(world)


async def signed_and_due(office: Office) -> Renewal:
    renewal = await office.sign(CALLER, ASKED)
    office.world.clock.advance(MONTH)
    return renewal


async def test_a_month_after_signing_there_is_a_letter_about_that_month(office: Office):
    renewal = await signed_and_due(office)
    await office.due()
    (letter,) = office.world.letters.kept.values()
    assert (letter.level, letter.days) == (Level.APPOINTMENT, (date(2026, 9, 14), date(2026, 10, 13)))
    assert await office.outcomes() == {Outcome.MADE: 1}
    (done,) = (await office.own()).entries
    assert (done.act, done.due_on, done.letter) == (Act.MAKE, date(2026, 10, 14), letter.id)
    assert (Tag.RENEWAL_MADE, "", renewal.id) in office.world.written


async def test_another_round_on_the_same_day_makes_no_second_letter(office: Office):
    await signed_and_due(office)
    for _ in range(3):
        await office.due()
    assert len(office.world.letters.kept) == len(office.world.renewals.opened) == 1


async def test_before_it_is_due_there_is_neither_letter_nor_batch(office: Office):
    await office.sign(CALLER, ASKED)
    await office.due()
    assert (office.world.letters.kept, await office.batches(COORDINATOR, PROGRAM)) == ({}, ())


async def test_a_month_without_anything_true_to_say_is_skipped_and_the_request_stands(office: Office):
    await signed_and_due(office)
    office.world.entries.clear()
    await office.due()
    own = await office.own()
    assert (own.state, [one.act for one in own.entries]) == (State.STANDING, [Act.SKIP])
    assert (await office.outcomes(), office.world.letters.kept) == ({Outcome.NOTHING_TO_SAY: 1}, {})


class NoLonger:
    """A gate whose rules permit it no more."""

    def __init__(self, world: World) -> None:
        self._gate = world.gate
        self.watching = world.gate.watching

    async def judge(self, unit: Any, ask: Any) -> Any:
        return await self._gate.judge(unit, replace(ask, assurance=Assurance.NONE))


async def test_when_the_rules_permit_it_no_more_the_request_ends_and_its_client_sees_so(office: Office):
    await signed_and_due(office)
    world: Any = office.world
    issue = replace(world.issue, prepare=replace(world.prepare, gate=NoLonger(world)))
    await MakeLetters(RenewDue(world, issue, world.clock, world.ids, office.queue))()
    own = await office.own()
    assert (own.state, [one.act for one in own.entries]) == (State.REFUSED, [Act.REFUSE])
    assert (await office.outcomes(), world.letters.kept) == ({Outcome.REFUSED: 1}, {})
    assert not world.records[-1].released  # the refusal is recorded like any other
    world.clock.advance(MONTH)
    await office.due()
    assert world.letters.kept == {}


async def test_a_letterhead_that_tells_holds_letters_back_until_it_is_changed(office: Office):
    await signed_and_due(office)
    office.world.press.findings = (Finding("page 1, text", "therap*", "names the kind of care"),)
    await office.due()
    assert await office.outcomes() == {Outcome.BLOCKED: 1}
    office.world.press.findings = ()
    await office.start(COORDINATOR, PROGRAM)
    await office.due()
    assert (await office.outcomes(), len(office.world.letters.kept)) == ({Outcome.MADE: 1}, 1)


async def test_who_stops_in_the_last_moment_gets_no_letter(office: Office):
    renewal = await signed_and_due(office)
    await office.start(COORDINATOR, PROGRAM)

    async def stopped_meanwhile(content: Any, *rest: Any) -> Any:
        await office.stop(CALLER, renewal.id)
        return await made(content, *rest)

    made, office.world.press.make = office.world.press.make, stopped_meanwhile  # type: ignore[method-assign]
    await office.due()
    assert (await office.outcomes(), office.world.letters.kept) == ({Outcome.GONE: 1}, {})
    assert (await office.own()).state is State.STOPPED


async def test_only_its_client_sees_or_stops_a_request(office: Office):
    renewal = await office.sign(CALLER, ASKED)
    assert await office.see(NOBODY) == ()
    for stranger in (NOBODY, COORDINATOR):
        with pytest.raises(NotFound):
            await office.stop(stranger, renewal.id)
    await office.stop(CALLER, renewal.id)
    with pytest.raises(Conflict):
        await office.stop(CALLER, renewal.id)


async def test_a_level_that_is_signed_for_one_by_one_cannot_be_asked_for(office: Office):
    with pytest.raises(Invalid):
        await office.sign(CALLER, replace(ASKED, level=Level.FUNCTION))


async def test_what_the_rules_would_refuse_today_cannot_be_signed(office: Office):
    world: Any = office.world

    class Refusing:
        async def consider(self, ask: Any) -> Any:
            return await world.gate.consider(replace(ask, assurance=Assurance.NONE))

    with pytest.raises((DisclosureRefused, Refused)):
        await SignRenewal(world, Refusing(), world.clock, world.ids, office.queue)(CALLER, ASKED)  # type: ignore[arg-type]
    assert world.renewals.kept == {}


async def test_staff_start_what_is_due_and_see_numbers_alone(office: Office):
    await signed_and_due(office)
    batch = await office.start(COORDINATOR, PROGRAM)
    assert (batch.total, batch.left, batch.by) == (1, 1, COORDINATOR.person)
    with pytest.raises(Conflict):
        await office.start(COORDINATOR, PROGRAM)
    for who, program in ((CALLER, PROGRAM), (COORDINATOR, ProgramId("another"))):
        with pytest.raises(NotFound):
            await office.start(who, program)
        with pytest.raises(NotFound):
            await office.batches(who, program)
    await office.due()
    assert str(JORDAN) not in repr(await office.batches(COORDINATOR, PROGRAM))


async def test_one_that_fails_holds_up_no_other_and_is_tried_again_another_day(office: Office):
    for _ in range(2):
        await office.sign(CALLER, ASKED)
    office.world.clock.advance(MONTH)
    failures = iter([RuntimeError])

    async def fails_once(content: Any, *rest: Any) -> Any:
        for failure in failures:
            raise failure
        return await made(content, *rest)

    made, office.world.press.make = office.world.press.make, fails_once  # type: ignore[method-assign]
    await office.due()
    assert await office.outcomes() == {Outcome.LATER: 1, Outcome.MADE: 1}
    office.world.clock.advance(86400)
    await office.due()
    assert (await office.outcomes(), len(office.world.letters.kept)) == ({Outcome.MADE: 1}, 2)


class CutOff(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("step", range(12))
async def test_wherever_it_is_cut_off_each_letter_is_made_once_and_the_counts_agree(office: Office, step: int):
    for _ in range(3):
        await office.sign(CALLER, ASKED)
    office.world.clock.advance(MONTH)
    steps = iter(range(step))

    def cut() -> None:
        if next(steps, None) is None:
            raise CutOff

    office.world.before_writing.append(cut)
    with suppress(BaseExceptionGroup, CutOff):
        await office.due()
    office.world.before_writing.clear()
    await office.due()
    assert await office.outcomes() == {Outcome.MADE: 3}
    made = [one.entries[0].letter for one in office.world.renewals.kept.values()]
    assert sorted(made) == sorted(office.world.letters.kept)
