"""Shows a client what they allowed and forbade."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.consent.authorization import Form
from handrail.consent.contact import ContactPolicy
from handrail.consent.ports import ConsentUnits
from handrail.consent.restriction import Restriction
from handrail.kernel.principal import Principal


@dataclass(frozen=True)
class OwnConsents:
    """The client's forms, newest first, with their texts."""

    units: ConsentUnits

    async def __call__(self, caller: Principal) -> tuple[Form, ...]:
        async with self.units.read() as unit:
            return await unit.consents.of(caller.person)


@dataclass(frozen=True)
class OwnRestrictions:
    """The client's restrictions, oldest first."""

    units: ConsentUnits

    async def __call__(self, caller: Principal) -> tuple[Restriction, ...]:
        async with self.units.read() as unit:
            return await unit.consents.restrictions(caller.person)


@dataclass(frozen=True)
class OwnContactPolicy:
    """How the client wants to be reached; `None`: nothing was chosen."""

    units: ConsentUnits

    async def __call__(self, caller: Principal) -> ContactPolicy | None:
        async with self.units.read() as unit:
            return await unit.consents.contact_policy(caller.person)
