"""Start a sign-in for somebody who has just proved who they are."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.identity.account import Account
from handrail.identity.ports import AccessTokens, IdentityUnit
from handrail.identity.refresh import SECRET_SIZE, secret_text
from handrail.identity.sign_in import Entered, started
from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids, SignInId


@dataclass(frozen=True, slots=True)
class Start:
    """Inside the caller's unit, so that proof, sign-in and audit entry are one commit."""

    tokens: AccessTokens
    ids: Ids
    clock: Clock

    async def __call__(self, unit: IdentityUnit, account: Account) -> Entered:
        sign_in = started(SignInId(self.ids.new()), account.person, self.clock.now(), staff=account.is_staff)
        refresh = secret_text(self.ids.secret(SECRET_SIZE))
        await unit.sign_ins.add(sign_in, refresh)
        await unit.audit.record(Tag.SIGN_IN_DONE, actor=account.person, subject=sign_in.id, program=account.program)
        access = self.tokens.issue(account.person, sign_in.id)
        return Entered(sign_in, account.program, account.roles, access, refresh)
