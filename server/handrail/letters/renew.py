"""A client signs a standing request for letters, looks at it, and takes it back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handrail.audit.entry import Tag
from handrail.disclosure.gate import Gate
from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import Ids
from handrail.kernel.principal import Principal
from handrail.letters.ports import Units
from handrail.letters.prepare import to_the_client
from handrail.letters.renewal import Act, Entry, Renewal, RenewalAsk, checked, move, nth
from handrail.programs.calendar import today


@dataclass(frozen=True)
class SignRenewal:
    """Signs one. It permits nothing by itself: each letter is decided when it is made."""

    units: Units
    gate: Gate
    clock: Clock
    ids: Ids

    async def __call__(self, caller: Principal, ask: RenewalAsk) -> Renewal:
        """The standing request.

        Raises:
            Invalid: a level or an end that cannot stand.
            DisclosureRefused: the rules would not permit such a letter today; recorded.
        """
        async with self.units.read() as unit:
            zone = (await unit.accounts.get(caller.person)).zone
        now = self.clock.now()
        day = today(now, zone)
        renewal = Renewal(self.ids.new(), caller.person, caller.program, checked(ask, day), day, now)
        await self.gate.consider(to_the_client(renewal.letter(nth(day, 1)), caller.person, caller.program))
        async with self.units.begin() as unit:
            await unit.renewals.add(renewal)
            await unit.audit.record(Tag.RENEWAL_SIGNED, actor=caller.person, subject=renewal.id, program=caller.program)
        return renewal


@dataclass(frozen=True)
class StopRenewal:
    """Takes one back. Letters that were made stay."""

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
