"""Change how one is shown to others, and one's time zone. The legal name stays with the program."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handrail.audit.entry import Tag
from handrail.identity.account import Account
from handrail.identity.name import NameRefused, checked
from handrail.identity.ports import Units
from handrail.identity.zone import known_zone
from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class ChangeAccount:
    units: Units

    async def __call__(self, principal: Principal, display_name: str | None, zone: str | None) -> Account:
        """The account as it is now; None leaves a thing as it was.

        Raises:
            Invalid: the name or the zone has to be changed.
        """
        wrong: list[Fault] = []
        async with self.units.begin() as unit:
            account = await unit.accounts.hold(principal.person)
            try:
                account = replace(account, display_name=checked(display_name)) if display_name is not None else account
            except NameRefused as refused:
                wrong.append(Fault("/display_name", str(refused)))
            try:
                account = replace(account, zone=known_zone(zone)) if zone is not None else account
            except ValueError as refused:
                wrong.append(Fault("/zone", str(refused)))
            if wrong:
                raise Invalid(faults=tuple(wrong))
            await unit.accounts.keep(account)
            await unit.audit.record(
                Tag.ACCOUNT_CHANGED, actor=principal.person, subject=principal.person, program=principal.program
            )
            return account
