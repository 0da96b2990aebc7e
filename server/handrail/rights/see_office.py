"""What the privacy officer's desk begins with: whom there is, and which wishes wait for an answer."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.identity.account import Account, State
from handrail.kernel.principal import Principal, Role
from handrail.rights.ports import RecordUnits
from handrail.rights.wish import Wish


@dataclass(frozen=True)
class SeeClients:
    """Clients of the caller's program by legal name; former ones too, whose accounting runs for six years."""

    units: RecordUnits

    async def __call__(self, caller: Principal) -> tuple[Account, ...]:
        async with self.units.read() as unit:
            everybody = await unit.accounts.of_program(caller.program)
        clients = (one for one in everybody if Role.PARTICIPANT in one.roles and one.state is not State.INVITED)
        return tuple(sorted(clients, key=lambda one: one.legal_name.casefold()))


@dataclass(frozen=True)
class SeeWishes:
    """Restrictions of the program that wait, the longest first; that they were read is written down."""

    units: RecordUnits

    async def __call__(self, caller: Principal) -> tuple[Wish, ...]:
        async with self.units.begin() as unit:
            asked = await unit.consents.restrictions_in(caller.program)
            names = await unit.accounts.many(sorted({one.person for one in asked}))
            await unit.audit.record(Tag.RESTRICTION_READ, actor=caller.person, program=caller.program)
        open_ = [one for one in asked if one.agreed is None and one.ended_at is None]
        return tuple(Wish(one, names[one.person].legal_name) for one in open_ if one.person in names)
