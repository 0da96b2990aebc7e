"""A client signs a standing request for letters, looks at it, and takes it back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from handrail.audit.entry import Tag
from handrail.consent.relation import zone_of
from handrail.disclosure.gate import Gate
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Fault, Invalid, NotFound
from handrail.kernel.ids import Ids
from handrail.kernel.principal import Principal
from handrail.letters.deliver import QueueDelivery, a_passcode, form_for
from handrail.letters.delivery import DeliveryAsk, State
from handrail.letters.end_deliveries import end
from handrail.letters.judge_delivery import ToCome
from handrail.letters.ports import Unit, Units
from handrail.letters.prepare import to_the_client
from handrail.letters.renewal import Act, Entry, Renewal, RenewalAsk, Sends, checked, may_be_sent, move, nth
from handrail.programs.calendar import today


@dataclass(frozen=True)
class SignRenewal:
    """Signs one. It permits nothing by itself: each letter is decided when it is made."""

    units: Units
    gate: Gate
    clock: Clock
    ids: Ids
    queue: QueueDelivery

    async def __call__(self, caller: Principal, ask: RenewalAsk, send: DeliveryAsk | None = None) -> Renewal:
        """The standing request; with `send` its letters go there as well, and it holds the passcode of their links.

        Raises:
            Invalid: a level or an end that cannot stand; a form, an address or warnings that a sending cannot rest on.
            DisclosureRefused: the rules would not permit such a letter, or its sending, today; recorded.
            Conflict: something has to be approved first, or this server sends nothing.
        """
        async with self.units.read() as unit:
            zone = await zone_of(unit, await unit.accounts.get(caller.person))
        now = self.clock.now()
        day = today(now, zone)
        renewal = Renewal(self.ids.new(), caller.person, caller.program, checked(ask, day), day, now)
        await self.gate.consider(to_the_client(renewal.letter(nth(day, 1)), caller.person, caller.program))
        if send:
            renewal = replace(renewal, sends=await self._sends(renewal, send, nth(day, 1)))
        async with self.units.begin() as unit:
            await unit.renewals.add(renewal)
            await unit.audit.record(Tag.RENEWAL_SIGNED, actor=caller.person, subject=renewal.id, program=caller.program)
        return renewal

    async def _sends(self, renewal: Renewal, send: DeliveryAsk, first: date) -> Sends:
        """Where the letters are to go, if the first of them could go there today."""
        may_be_sent(renewal.ask, send)
        letter = ToCome(renewal.person, renewal.program, renewal.letter(first))
        try:
            delivery, on_file = await self.queue.judged(letter, send)
        except Invalid as refused:  # what is wrong with a sending stands a step further in here
            faults = tuple(Fault(f"/send{one.at}", one.says) for one in refused.faults)
            raise Invalid(refused.detail, faults=faults, rules=refused.rules) from None
        ends = form_for(letter, send, on_file).expires_on
        if ends and ends < renewal.ask.until:
            raise Invalid(faults=(Fault("/until", "the form ends before that: choose a day up to its last"),))
        name = delivery.recipient.name or ""
        return Sends(send, name, a_passcode(self.ids), delivery.notice, delivery.neutral)


@dataclass(frozen=True)
class StopRenewal:
    """Takes one back, and what it queued that has not left yet. Letters that were made stay."""

    units: Units
    clock: Clock

    async def __call__(self, caller: Principal, renewal_id: str) -> Renewal:
        """The request, stopped.

        Raises:
            NotFound: no such request of the caller's.
            Conflict: it is over.
        """
        async with self.units.begin() as unit:
            renewal = await unit.renewals.get(renewal_id, lock=True)
            if renewal.person != caller.person:
                raise NotFound
            move(renewal.state, Act.STOP)
            now = self.clock.now()
            entry = Entry(Act.STOP, max(now.date(), renewal.answered), now)
            await unit.renewals.append(renewal, entry)
            await _unqueue(unit, renewal)
            await unit.audit.record(
                Tag.RENEWAL_STOPPED, actor=caller.person, subject=renewal.id, program=caller.program
            )
        return replace(renewal, entries=(*renewal.entries, entry))


@dataclass(frozen=True)
class SeeRenewals:
    """The caller's own standing requests, newest first."""

    units: Units

    async def __call__(self, caller: Principal) -> tuple[Renewal, ...]:
        async with self.units.read() as unit:
            return await unit.renewals.of(caller.person)


async def _unqueue(unit: Unit, renewal: Renewal) -> None:
    """Take back what it queued and what has not left yet."""
    if renewal.sends:
        made = {one.letter for one in renewal.entries if one.act is Act.QUEUE}
        form = renewal.sends.ask.form
        await end(
            unit,
            renewal.person,
            lambda one: one.letter in made and one.form == form and one.state is State.QUEUED,
            by=renewal.person,
        )
