"""Records who may act for a client, and takes the steps that suspend them: two people for each suspension."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from handrail.audit.entry import Tag
from handrail.consent.ports import ConsentUnits
from handrail.consent.relation import client_of
from handrail.consent.representative import Representative, Step, checked, taken
from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids, PersonId
from handrail.kernel.principal import Principal


@dataclass(frozen=True)
class RecordRepresentative:
    """Staff record a representative and the paper that they saw."""

    units: ConsentUnits
    clock: Clock
    ids: Ids

    async def __call__(
        self, caller: Principal, person: PersonId, make: Callable[[str, datetime], Representative]
    ) -> Representative:
        """The representative, kept.

        Args:
            caller: of staff.
            person: the client.
            make: makes the representative, given an id and the instant.

        Raises:
            NotFound: no such client in the caller's program.
            Invalid: too little is known.
        """
        one = checked(make(self.ids.new(), self.clock.now()))
        async with self.units.begin() as unit:
            await unit.consents.of(person, lock=True)
            await client_of(unit, caller, person)
            await unit.client_facts.add_representative(one)
            await unit.audit.record(
                Tag.REPRESENTATIVE_RECORDED, actor=caller.person, subject=one.id, program=caller.program
            )
        return one


@dataclass(frozen=True)
class ChangeRepresentative:
    """Takes one step: question, confirm, dismiss, lift, end."""

    units: ConsentUnits
    clock: Clock
    ids: Ids

    async def __call__(self, caller: Principal, representative: str, step: Step, reason: str) -> Representative:
        """The representative after the step.

        Raises:
            NotFound: there is none in this program.
            NotAllowed: it is for somebody else.
            Conflict: it leads nowhere from here.
            Invalid: no reason was given.
        """
        async with self.units.begin() as unit:
            found = await unit.client_facts.representative(representative)
            await client_of(unit, caller, found.person)
            await unit.consents.of(found.person, lock=True)
            found = await unit.client_facts.representative(representative)
            act = taken(found, step, caller.person, caller.roles, self.clock.now(), reason)
            await unit.client_facts.add_step(found, act, self.ids.new())
            await unit.audit.record(
                Tag.REPRESENTATIVE_CHANGED, actor=caller.person, subject=found.id, program=caller.program
            )
        return replace(found, steps=(*found.steps, act))


@dataclass(frozen=True)
class ReadRepresentatives:
    """Who may act for a client, oldest first."""

    units: ConsentUnits

    async def __call__(self, caller: Principal, person: PersonId) -> tuple[Representative, ...]:
        """A client's representatives, for staff.

        Raises:
            NotFound: no such client in the caller's program.
        """
        async with self.units.read() as unit:
            await client_of(unit, caller, person)
            return await unit.client_facts.representatives(person)

    async def own(self, caller: Principal) -> tuple[Representative, ...]:
        """The caller's own."""
        async with self.units.read() as unit:
            return await unit.client_facts.representatives(caller.person)
