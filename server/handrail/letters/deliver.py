"""A client has a letter sent by the program: to one address typed twice, on a form, with time to undo (route B or C).

From code that runs without a signed-in client (renewals under a standing authorization):

    queued = await queue_delivery.for_client(person, program, letter.id, DeliveryAsk(form, address, address))

It is judged there as it would be for the client, so `form` has to allow `letter_existence` besides what the letter says
where it goes by link. One call queues one sending; whoever repeats calls writes down in the same unit (`then`) that it
did. The passcode of a link is handed back once; where nobody reads it then, one that the client has is given.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date

from handrail.audit.entry import Tag
from handrail.disclosure.gate import Gate
from handrail.disclosure.on_file import OnFile
from handrail.disclosure.request import Recipient
from handrail.disclosure.vocabulary import Obligation
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, Fault, Invalid
from handrail.kernel.ids import Ids, LetterId, PersonId, ProgramId
from handrail.kernel.principal import Principal
from handrail.letters.code import mint, number
from handrail.letters.delivery import LINK_LASTS, Delivery, DeliveryAsk, Manner, typed_twice
from handrail.letters.judge_delivery import (
    Says,
    Thought,
    allows,
    asked_by_mail,
    conditions_met,
    covers,
    foreseen,
    in_time,
    lacking,
    needed,
    offered,
    whole,
)
from handrail.letters.ports import Unit, Units
from handrail.letters.see import own
from handrail.letters.standing import Standing
from handrail.programs.calendar import today

PASSCODE_LENGTH = 8

Then = Callable[[Unit, Delivery], Awaitable[None]]
"""Done in the unit that queues the sending, or nothing is queued."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A delivery, and for a link the passcode that the client gives to the recipient; it is shown this once."""

    delivery: Delivery
    passcode: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signed:
    """A form as a sending uses it: whom it names and how long it holds."""

    id: str
    recipient: Recipient = field(repr=False)
    expires_on: date | None


@dataclass(frozen=True)
class QueueDelivery:
    """Queues one sending. It is decided again when it is sent and when it is fetched (trap 30)."""

    units: Units
    gate: Gate
    clock: Clock
    ids: Ids
    sends: bool = True
    """Whether a job takes what is queued to a mail server; without one nothing is queued: nobody waits in vain."""

    async def __call__(self, caller: Principal, letter_id: LetterId, ask: DeliveryAsk) -> Queued:
        """The caller's own letter, queued; see `for_client`."""
        return await self.for_client(caller.person, caller.program, letter_id, ask)

    async def for_client(
        self,
        person: PersonId,
        program: ProgramId,
        letter_id: LetterId,
        ask: DeliveryAsk,
        *,
        passcode: str = "",
        then: Then | None = None,
    ) -> Queued:
        """The delivery, which can be taken back until `sends_at`.

        Args:
            person: the client.
            program: theirs.
            letter_id: a letter of theirs.
            ask: what they chose.
            passcode: one that they have already; a new one otherwise.
            then: done in its unit, or nothing is queued.

        Raises:
            NotFound: no such letter of this client's.
            Invalid: the addresses differ or are the client's own, no such form, the form covers less than the letter
                says, or a warning was not accepted twice.
            DisclosureRefused: the rules do not permit it; recorded.
            Conflict: the letter no longer stands, something has to be approved first, or this server sends nothing.
        """
        async with self.units.read() as unit:
            letter = await own(unit, person, letter_id)
        day = today(self.clock.now(), letter.zone)
        if letter.standing(day) is not Standing.ISSUED:
            raise Conflict("This letter no longer stands, so it is not sent.")
        delivery, on_file = await self.judged(letter, ask)
        token, passcode = mint(self.ids), passcode or a_passcode(self.ids)
        async with self.units.begin() as unit:
            held = await unit.disclosure_files.on_file(person, program, lock=True)
            standing = (await unit.letters.get(letter.id, lock=True)).standing(day)
            if held.authorities != on_file.authorities or standing is not Standing.ISSUED:
                raise Conflict("Something that this rests on changed meanwhile. Please look at it again.")
            await unit.deliveries.add(delivery, token, passcode)
            await unit.audit.record(Tag.DELIVERY_QUEUED, actor=person, subject=delivery.id, program=program)
            if then:
                await then(unit, delivery)
        return Queued(delivery, passcode if ask.manner is Manner.LINK else "")

    async def judged(self, letter: Says, ask: DeliveryAsk) -> tuple[Delivery, OnFile]:
        """The delivery as it may go, not written anywhere, and what it was judged on.

        Raises:
            Invalid: as `for_client`.
            DisclosureRefused: as there.
            Conflict: as there.
        """
        address = typed_twice(ask.address, ask.address_again)
        now = self.clock.now()
        async with self.units.read() as unit:
            on_file = await unit.disclosure_files.on_file(letter.person, letter.program, lock=False)
            theirs = (await unit.accounts.get(letter.person)).email
        if not self.sends:
            raise Conflict("This server does not send letters by mail. Download yours and hand it over.")
        if address.casefold() == theirs.casefold():
            raise Invalid(faults=(Fault("/address", "this is your own address: download the letter instead"),))
        form = form_for(letter, ask, on_file)
        thought = Thought(form.id, form.recipient, ask.accepted)
        way, _ = await foreseen(self.gate, letter, thought, on_file)
        permit = await self.gate.consider(whole(letter, way))
        offered(permit)
        covers(permit.decision, letter)
        conditions_met(permit.decision, permit.ask)
        delivery = Delivery(
            id=self.ids.new(),
            letter=letter.id,
            person=letter.person,
            program=letter.program,
            form=form.id,
            recipient=way.recipient,
            address=address,
            language=ask.language,
            notice=Obligation.REDISCLOSURE_NOTICE_PART2 in permit.decision.obligations,
            accepted=ask.accepted,
            queued_at=now,
            until=in_time(today(now, on_file.zone) + LINK_LASTS, form.expires_on),
            manner=ask.manner,
            neutral=way.neutral,
        )
        by_mail = asked_by_mail(letter, delivery)
        if by_mail != permit.ask:
            conditions_met((await self.gate.consider(by_mail)).decision, by_mail)
        return delivery, on_file


@dataclass(frozen=True)
class SeeDeliveries:
    """The caller's own deliveries, newest first, each with its address in full."""

    units: Units

    async def __call__(self, caller: Principal) -> tuple[Delivery, ...]:
        async with self.units.read() as unit:
            return await unit.deliveries.of(caller.person)


def a_passcode(ids: Ids) -> str:
    """A new one."""
    return number(ids)[:PASSCODE_LENGTH]


def form_for(letter: Says, ask: DeliveryAsk, on_file: OnFile) -> Signed:
    """The form that the client named.

    Raises:
        Invalid: there is none, it names nobody, or it does not allow all that this sending tells.
    """
    form = next((one for one in on_file.authorities if one.id == ask.form), None)
    if form is None or not form.recipients:
        raise Invalid(faults=(Fault("/form", "sign a form that names whom the letter goes to first"),))
    told = needed(letter, ask.manner)
    if not allows(told, letter.purpose, form):
        raise Invalid(faults=(lacking(told),))
    return Signed(ask.form, form.recipients[0], form.expires_on)
