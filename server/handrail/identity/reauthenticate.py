"""Confirm that it is still the same person, for acts that need fresh authentication (G2) or after a screen locked."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.identity.ports import Units
from handrail.identity.proof import Given, Proof
from handrail.identity.prove import Prove
from handrail.kernel.clock import Clock
from handrail.kernel.errors import SignInFailed
from handrail.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class Reauthenticate:
    units: Units
    prove: Prove
    clock: Clock

    async def __call__(self, principal: Principal, given: Given) -> None:
        """The caller's sign-in counts as fresh from now on.

        Raises:
            TooMany: this account or source has to wait.
            SecondFactorNeeded: the password holds and a code is missing.
            SignInFailed: anything else.
        """
        async with self.units.read() as unit:
            account = await unit.accounts.get(principal.person)
        proof = Proof(account.email, given.password, given.code, account.program, given.source)
        proven = await self.prove(proof)
        if proven.person != principal.person:
            raise SignInFailed
        async with self.units.begin() as unit:
            await self.prove.settle(unit, proven)
            await unit.sign_ins.confirm(principal.sign_in, self.clock.now())
            await unit.audit.record(
                Tag.SIGN_IN_CONFIRMED, actor=principal.person, subject=principal.sign_in, program=principal.program
            )
