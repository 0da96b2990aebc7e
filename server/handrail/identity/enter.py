"""Sign in with an address, a password and, for staff, a code."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.identity.account import State
from handrail.identity.ports import Units
from handrail.identity.proof import Proof
from handrail.identity.prove import Prove
from handrail.identity.sign_in import Entered
from handrail.identity.start import Start
from handrail.kernel.errors import SignInFailed


@dataclass(frozen=True, slots=True)
class Enter:
    units: Units
    prove: Prove
    start: Start

    async def __call__(self, proof: Proof) -> Entered:
        """A new sign-in.

        Raises:
            TooMany: this account or source has to wait.
            SecondFactorNeeded: the password holds and a code is missing.
            SignInFailed: anything else.
        """
        proven = await self.prove(proof)
        async with self.units.begin() as unit:
            account = await unit.accounts.hold(proven.person)
            if account.state is not State.ACTIVE:
                raise SignInFailed
            await self.prove.settle(unit, proven)
            return await self.start(unit, account)
