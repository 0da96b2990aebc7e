"""Forget what nobody needs any more: refresh tokens long over, failures of long ago, challenges unanswered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from handrail.identity.ports import Units
from handrail.kernel.clock import Clock

TOKENS_KEPT = timedelta(days=2)
"""After a sign-in began: its limit is a day, and a token used later finds nothing and is refused all the same."""

TRIES_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class ForgetOld:
    """Runs now and then. Sign-ins themselves stay: the log names them."""

    units: Units
    clock: Clock

    async def __call__(self) -> None:
        now = self.clock.now()
        async with self.units.begin() as unit:
            await unit.sign_ins.forget_tokens(now - TOKENS_KEPT)
            await unit.tries.forget(now - TRIES_KEPT)
            await unit.passkeys.forget_challenges(now)
