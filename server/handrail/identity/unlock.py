"""Let somebody try again whose account somebody failed to enter too often (A10). It opens nothing by itself."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.identity.ports import Units
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import PersonId
from handrail.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class Unlock:
    units: Units

    async def __call__(self, principal: Principal, person: PersonId) -> None:
        """The failures in a row are forgotten.

        Raises:
            NotFound: no such account in the caller's program.
        """
        async with self.units.begin() as unit:
            account = await unit.accounts.get(person)
            if account.program != principal.program:
                raise NotFound
            await unit.tries.clear(account.email)
            await unit.audit.record(
                Tag.ACCOUNT_CHANGED, actor=principal.person, subject=person, program=principal.program
            )
