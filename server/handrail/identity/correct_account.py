"""Correct somebody's legal name, or change their roles: what a program knows of a person, and not what they chose."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.identity.account import Account
from handrail.identity.correction import Correction
from handrail.identity.end_sign_in import end, pairs
from handrail.identity.events import RolesChanged
from handrail.identity.ports import Units
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.ids import PersonId
from handrail.kernel.principal import STAFF, Principal


@dataclass(frozen=True, slots=True)
class CorrectAccount:
    units: Units
    clock: Clock

    async def __call__(self, principal: Principal, person: PersonId, correction: Correction) -> Account:
        """The account as it is now.

        Other roles have other limits, so a change of roles ends the open sign-ins. Groups that the person led or was
        in by a role that is gone are theirs no longer.

        Raises:
            NotFound: no such account in the caller's program.
            Invalid: the name or the roles have to be others.
            Conflict: one's own roles, or a role of staff for somebody without a second factor (A1).
        """
        async with self.units.begin() as unit:
            before = await unit.accounts.hold(person)
            if before.program != principal.program:
                raise NotFound
            account = correction.of(before)
            if account.roles != before.roles:
                if person == principal.person:
                    raise Conflict("Ask another coordinator to change your own roles.")
                armed = await unit.accounts.credentials(person)
                if account.roles & STAFF and armed.password and not armed.second:
                    raise Conflict("This person has no second factor. Disable the account and invite them anew.")
                await end(unit, pairs(await unit.sign_ins.open_of(person)), self.clock.now(), by=principal.person)
                unit.state(RolesChanged(person, account.roles))
            await unit.accounts.keep(account)
            await unit.audit.record(
                Tag.ACCOUNT_CHANGED, actor=principal.person, subject=person, program=principal.program
            )
            return account
