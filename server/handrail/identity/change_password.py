"""Choose another password: every other device is signed out (A8, A12)."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace

from handrail.audit.entry import Tag
from handrail.identity.end_sign_in import end, pairs
from handrail.identity.password import faults, prepared
from handrail.identity.ports import Hasher, Units
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """The route asks for fresh authentication, so the old password was given within five minutes."""

    units: Units
    hasher: Hasher
    clock: Clock
    common: Container[str]

    async def __call__(self, principal: Principal, password: str) -> None:
        """The new password holds from now on, and this sign-in alone stays.

        Raises:
            Invalid: the password has to be another one.
        """
        async with self.units.read() as unit:
            account = await unit.accounts.get(principal.person)
            credentials = await unit.accounts.credentials(principal.person)
        own = (account.email, account.legal_name, account.display_name, "handrail")
        if wrong := faults(password, second_factor=bool(credentials.second), common=self.common, own_words=own):
            raise Invalid(faults=tuple(Fault("/password", says) for says in wrong))
        encoded = await self.hasher.hash(prepared(password))
        async with self.units.begin() as unit:
            await unit.accounts.hold(principal.person)
            credentials = await unit.accounts.credentials(principal.person)
            await unit.accounts.arm(principal.person, replace(credentials, password=encoded))
            others = [one for one in await unit.sign_ins.open_of(principal.person) if one.id != principal.sign_in]
            await end(unit, pairs(others), self.clock.now(), by=principal.person)
            await unit.audit.record(
                Tag.ACCOUNT_CHANGED, actor=principal.person, subject=principal.person, program=principal.program
            )
