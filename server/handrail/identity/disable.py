"""Disable an account: its sign-ins end, its links stop, its address is free again (A8, B4)."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.identity.account import Act
from handrail.identity.end_sign_in import end, pairs
from handrail.identity.events import AccountDisabled
from handrail.identity.ports import Units
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.ids import PersonId
from handrail.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class Disable:
    units: Units
    clock: Clock

    async def __call__(self, principal: Principal, person: PersonId) -> None:
        """Nobody signs in with this account any more; what it did stays in the log.

        Raises:
            NotFound: no such account in the caller's program.
            Conflict: it is the caller's own, or it is disabled already.
        """
        now = self.clock.now()
        if person == principal.person:
            raise Conflict("Ask another coordinator to disable your own account.")
        async with self.units.begin() as unit:
            account = await unit.accounts.hold(person)
            if account.program != principal.program:
                raise NotFound
            await unit.accounts.keep(account.after(Act.DISABLE))
            await unit.invitations.void(person, now)
            await end(unit, pairs(await unit.sign_ins.open_of(person)), now, by=principal.person)
            await unit.audit.record(
                Tag.ACCOUNT_DISABLED, actor=principal.person, subject=person, program=principal.program
            )
            unit.state(AccountDisabled(person))
