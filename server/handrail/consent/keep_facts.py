"""Takes the facts about a client that the rules ask for, and shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handrail.audit.entry import Tag
from handrail.consent.client_facts import ClientFacts, checked
from handrail.consent.ports import ConsentUnits
from handrail.consent.relation import client_of, zone_of
from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids, PersonId
from handrail.kernel.principal import Principal
from handrail.programs.calendar import today


@dataclass(frozen=True)
class RecordClientFacts:
    """Staff record a new version; it holds from the commit on, for everything that is released after it."""

    units: ConsentUnits
    clock: Clock
    ids: Ids

    async def __call__(
        self, caller: Principal, person: PersonId, make: Callable[[datetime], ClientFacts]
    ) -> ClientFacts:
        """The facts, kept.

        Args:
            caller: of staff.
            person: the client.
            make: makes the facts, given the instant.

        Raises:
            NotFound: no such client in the caller's program.
            Invalid: they cannot be true.
        """
        now = self.clock.now()
        async with self.units.begin() as unit:
            await unit.consents.of(person, lock=True)
            account = await client_of(unit, caller, person)
            facts = checked(make(now), today(now, await zone_of(unit, account)))
            await unit.client_facts.record(facts, self.ids.new())
            await unit.audit.record(
                Tag.CLIENT_FACTS_RECORDED, actor=caller.person, subject=person, program=caller.program
            )
        return facts


@dataclass(frozen=True)
class ReadClientFacts:
    """What is recorded about a client; that staff read it is written down. `None`: nothing is."""

    units: ConsentUnits

    async def __call__(self, caller: Principal, person: PersonId) -> ClientFacts | None:
        """The newest version.

        Raises:
            NotFound: no such client in the caller's program.
        """
        async with self.units.begin() as unit:
            await client_of(unit, caller, person)
            await unit.audit.record(Tag.CLIENT_FACTS_READ, actor=caller.person, subject=person, program=caller.program)
            return await unit.client_facts.latest(person)

    async def own(self, caller: Principal) -> ClientFacts | None:
        """The caller's own."""
        async with self.units.read() as unit:
            return await unit.client_facts.latest(caller.person)
