"""Letters of a standing request that go to the recipient of a form: judged each time, queued once, ended with it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from tests.letters.post import A_DAY, ADDRESS, SEND, TEN_MINUTES, Post, to_acme
from tests.letters.world import CALLER, COORDINATOR, PROGRAM

from handrail.audit.entry import Tag
from handrail.consent.events import ConsentRevoked
from handrail.consent.receipt import Kind, Stopped
from handrail.disclosure.vocabulary import DataElement, LegalAuthority
from handrail.jobs import MakeLetters
from handrail.kernel.errors import Conflict, Invalid
from handrail.kernel.ids import ConsentId
from handrail.letters.batch import Outcome
from handrail.letters.choices import Level, Use
from handrail.letters.delivery import Manner, State
from handrail.letters.renew import SeeRenewals, SignRenewal, StopRenewal
from handrail.letters.renew_due import RenewDue, SeeBatches
from handrail.letters.renewal import Act, Renewal, RenewalAsk
from handrail.letters.renewal import State as Stands
from handrail.letters.stop import StopChecks
from handrail.programs.program import Part2Status

ASKED = RenewalAsk(Use.WORK, Level.UNDER_CARE, date(2027, 3, 31))
ACCEPTED = replace(SEND, notice_accepted=True, notice_accepted_again=True)
TOLD = frozenset(
    {
        DataElement.PERSON_NAME,
        DataElement.FACILITY_NEUTRAL_NAME,
        DataElement.UNDER_CARE_STATEMENT,
        DataElement.LETTER_EXISTENCE,
    }
)
MONTH = 30 * A_DAY


def monthly(**change: Any):
    """A form that lets Acme be sent such letters as long as the request stands."""
    return to_acme(**({"data": TOLD, "expires_on": ASKED.until} | change))


@dataclass
class Office:
    """Standing requests around route B and a real mail server."""

    post: Post

    def __post_init__(self) -> None:
        world: Any = self.post.world
        self.world = world
        world.forms = (monthly(),)
        self.sign = SignRenewal(world, world.gate, world.clock, world.ids, self.post.queue)
        self.stop, self.see = StopRenewal(world, world.clock), SeeRenewals(world)
        self.batches = SeeBatches(world)
        self.due = MakeLetters(RenewDue(world, world.issue, world.clock, world.ids, self.post.queue))

    async def signed_and_due(self) -> Renewal:
        renewal = await self.sign(CALLER, ASKED, ACCEPTED)
        self.world.clock.advance(MONTH)
        return renewal

    async def own(self) -> Renewal:
        (one,) = await self.see(CALLER)
        return one

    async def acts(self) -> list[Act]:
        return [one.act for one in (await self.own()).entries]

    @property
    def queued(self) -> list[State]:
        return [one.state for one in self.world.deliveries.kept.values()]


@pytest.fixture
def office(post: Post) -> Office:
    return Office(post)


async def test_each_months_letter_goes_by_link_and_opens_with_the_passcode_shown_at_signing(office: Office):
    renewal = await office.signed_and_due()
    assert renewal.sends
    for _ in range(2):
        await office.due()
        office.world.clock.advance(TEN_MINUTES)
        assert await office.post.send() == 1
        assert office.post.taken.envelopes[-1].rcpt_tos == [ADDRESS]
        token = office.post.link.partition("#")[2]
        assert await office.post.fetch(token, renewal.sends.passcode) is not None
        office.world.clock.advance(MONTH + A_DAY)
    assert await office.acts() == [Act.MAKE, Act.QUEUE] * 2


async def test_another_round_on_the_same_day_queues_nothing_more(office: Office):
    await office.signed_and_due()
    for _ in range(3):
        await office.due()
    assert office.queued == [State.QUEUED]


async def test_it_can_be_undone_before_it_leaves(office: Office):
    await office.signed_and_due()
    await office.due()
    (waiting,) = office.world.deliveries.kept
    await office.post.cancel(CALLER, waiting)
    office.world.clock.advance(TEN_MINUTES)
    assert await office.post.send() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"data": TOLD - {DataElement.UNDER_CARE_STATEMENT}},
        {"data": TOLD - {DataElement.LETTER_EXISTENCE}},
        {"expires_on": date(2026, 10, 1)},
    ],
    ids=["covers less", "allows no link", "ended"],
)
async def test_a_form_that_no_longer_carries_it_ends_the_request_and_the_letter_stays(
    office: Office, change: dict[str, Any]
):
    await office.signed_and_due()
    office.world.forms = (monthly(**change),)
    await office.due()
    assert (await office.acts(), (await office.own()).state) == ([Act.MAKE, Act.LAPSE], Stands.LAPSED)
    assert (len(office.world.letters.kept), office.queued) == (1, [])
    office.world.clock.advance(MONTH)
    await office.due()
    assert len(office.world.letters.kept) == 1


async def test_a_notice_that_its_client_did_not_accept_for_it_ends_the_request(office: Office):
    """The warning accepted then was another one (42 CFR 2.32, E4)."""
    await office.signed_and_due()
    office.world.program = replace(office.world.program, part2=Part2Status.YES)
    office.world.forms = (monthly(code=LegalAuthority.PART2_CONSENT), monthly())
    await office.due()
    assert ((await office.own()).state, office.queued) == (Stands.LAPSED, [])


async def test_what_a_part_2_program_sends_each_month_is_warned_of_twice_and_goes_with_the_notice(office: Office):
    world = office.world
    world.program = replace(world.program, part2=Part2Status.YES)
    world.forms = (monthly(code=LegalAuthority.PART2_CONSENT), monthly())
    with pytest.raises(Invalid):
        await office.sign(CALLER, ASKED, SEND)
    renewal = await office.signed_and_due()
    assert renewal.sends
    assert renewal.sends.notice
    await office.due()
    assert [one.notice for one in world.deliveries.kept.values()] == [True]


async def test_a_form_that_ends_between_queue_and_mail_sends_nothing(office: Office):
    await office.signed_and_due()
    await office.due()
    office.world.forms = ()
    office.world.clock.advance(TEN_MINUTES)
    await office.post.send()
    assert (office.queued, office.post.taken.envelopes) == ([State.FAILED], [])


async def test_taking_the_form_back_ends_the_request_and_what_it_queued_and_the_receipt_names_both(office: Office):
    renewal = await office.signed_and_due()
    await office.due()
    (waiting,) = office.world.deliveries.kept
    gone = ConsentRevoked(ConsentId("send"), CALLER.person, CALLER.program)
    stopped = await StopChecks()(office.world, gone)
    assert stopped == [Stopped(Kind.SENDING, waiting), Stopped(Kind.RENEWAL, renewal.id)]
    assert (office.queued, (await office.own()).state) == ([State.CANCELLED], Stands.LAPSED)
    assert (await office.acts())[-1] is Act.REVOKE
    assert await StopChecks()(office.world, gone) == []


async def test_stopping_the_request_takes_back_what_has_not_left(office: Office):
    renewal = await office.signed_and_due()
    await office.due()
    await office.stop(CALLER, renewal.id)
    assert (office.queued, len(office.world.letters.kept)) == ([State.CANCELLED], 1)


async def test_where_the_server_sends_no_more_the_letter_stays_with_its_client(office: Office):
    await office.signed_and_due()
    world = office.world
    silent = replace(office.post.queue, sends=False)
    await MakeLetters(RenewDue(world, world.issue, world.clock, world.ids, silent))()
    assert (await office.acts(), (await office.own()).state) == ([Act.MAKE, Act.KEEP], Stands.STANDING)


async def test_what_cannot_be_sent_today_cannot_be_signed(office: Office):
    world = office.world
    level_1, other = replace(ASKED, level=Level.APPOINTMENT), replace(ASKED, use=Use.OTHER)
    for ask, send, at in (
        (level_1, ACCEPTED, "/level"),  # days of attendance, to an employer (29 CFR 825.308)
        (other, ACCEPTED, "/use"),
        (ASKED, replace(ACCEPTED, address_again="hr.person@acne.example"), "/send/address_again"),
        (ASKED, replace(ACCEPTED, form="none"), "/send/form"),
        (ASKED, replace(ACCEPTED, manner=Manner.ATTACHED), "/send/manner"),
    ):
        with pytest.raises(Invalid) as wrong:
            await office.sign(CALLER, ask, send)
        assert wrong.value.faults[0].at == at
    world.forms = (monthly(expires_on=date(2027, 3, 30)),)
    with pytest.raises(Invalid) as refused:
        await office.sign(CALLER, ASKED, ACCEPTED)
    assert refused.value.faults[0].at == "/until"
    with pytest.raises(Conflict):
        await replace(office.sign, queue=replace(office.post.queue, sends=False))(CALLER, ASKED, ACCEPTED)
    assert (world.renewals.kept, world.deliveries.kept) == ({}, {})


async def test_neither_address_nor_passcode_is_shown_where_a_request_is_written_out(office: Office):
    renewal = await office.sign(CALLER, ASKED, ACCEPTED)
    assert renewal.sends
    assert ADDRESS not in repr(renewal)
    assert renewal.sends.passcode not in repr(renewal)
    assert (Tag.RENEWAL_SIGNED, CALLER.person, renewal.id) in office.world.written


class CutOff(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("step", range(5))
async def test_wherever_it_is_cut_off_each_letter_is_queued_once(office: Office, step: int):
    for _ in range(2):
        await office.sign(CALLER, ASKED, ACCEPTED)
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
    (batch, *_) = await office.batches(COORDINATOR, PROGRAM)
    assert (batch.left, dict(batch.outcomes)) == (0, {Outcome.MADE: 2})
    assert sorted(one.letter for one in office.world.deliveries.kept.values()) == sorted(office.world.letters.kept)
