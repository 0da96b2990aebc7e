"""Give a new access token for a refresh token, once (A7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handrail.audit.entry import Tag
from handrail.identity.account import State
from handrail.identity.end_sign_in import end
from handrail.identity.ports import AccessTokens, Digests, IdentityUnit, Known, Units
from handrail.identity.refresh import RefreshToken, Ruling, rule, secret_text
from handrail.identity.sign_in import Entered, Standing
from handrail.kernel.clock import Clock
from handrail.kernel.errors import SignedOut
from handrail.kernel.ids import Ids


@dataclass(frozen=True, slots=True)
class RefreshSignIn:
    """Refreshing is not activity: it keeps no sign-in alive past its limits (A3)."""

    units: Units
    tokens: AccessTokens
    digests: Digests
    ids: Ids
    clock: Clock

    async def __call__(self, secret: str, key: str | None) -> Entered:
        """Rotate the token with this secret; a retry with the same `key` within 60 s gets the same successor.

        Raises:
            SignedOut: unknown, used before, or of a sign-in that is over.
        """
        now = self.clock.now()
        async with self.units.begin() as unit:
            token = await unit.sign_ins.hold_refresh(secret)
            known = await unit.sign_ins.known(token.sign_in) if token else None
            entered = await self._ruled(unit, token, known, secret, key, now) if token and known else None
        if entered is None:  # refused after the commit, because a reuse must leave its trace
            raise SignedOut
        return entered

    async def _ruled(
        self, unit: IdentityUnit, token: RefreshToken, known: Known, secret: str, key: str | None, now: datetime
    ) -> Entered | None:
        if known.state is not State.ACTIVE or known.sign_in.standing(now) is Standing.OVER:
            return None
        successor: str
        match rule(token, key, now):
            case Ruling.REUSED:
                await end(unit, [(known.sign_in.id, known.sign_in.person)], now, by="", tag=Tag.REFRESH_REUSED)
                return None
            case Ruling.REPEAT:
                successor = self._successor(secret, key or "")
            case Ruling.ROTATE:
                used_key = key or self.ids.new()
                successor = self._successor(secret, used_key)
                await unit.sign_ins.rotate(token, used_key, successor, now)
        access = self.tokens.issue(known.sign_in.person, known.sign_in.id)
        return Entered(known.sign_in, known.program, known.roles, access, successor)

    def _successor(self, secret: str, key: str) -> str:
        """The next secret, made from this one under the server's key, so that a retry finds it again."""
        return secret_text(self.digests.digest("refresh successor", f"{secret}\x1f{key}"))
