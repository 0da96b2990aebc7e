"""Who a request comes from: the signature first, then the sign-in and the roles as the database knows them now."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from handrail.identity.account import State
from handrail.identity.ports import Units
from handrail.identity.sign_in import Standing
from handrail.identity.tokens import Tokens
from handrail.kernel.clock import Clock
from handrail.kernel.errors import SignedOut
from handrail.kernel.ids import SignInId
from handrail.kernel.principal import Principal

BACKGROUND = "Handrail-Background"
"""Request header of a client's own polling: it is answered, and is not activity (A3)."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Fills `web.caller.AUTHENTICATE`. A token in a query string is never looked at (A6)."""

    tokens: Tokens
    units: Units
    clock: Clock

    async def __call__(self, request: web.Request) -> Principal:
        """The principal of a request.

        Raises:
            SignedOut: no token, a wrong one, or a sign-in that is over.
        """
        given = request.headers.getall("Authorization", [])
        scheme, _, text = given[0].partition(" ") if len(given) == 1 else ("", "", "")
        if scheme.lower() != "bearer" or not text:
            raise SignedOut
        return await self.principal(text, active=BACKGROUND not in request.headers)

    async def principal(self, text: str, *, active: bool) -> Principal:
        """The principal of an access token.

        Args:
            text: the token.
            active: whether a person did something; polling and renewals did not.

        Raises:
            SignedOut: a wrong token, or a sign-in that is over.
        """
        bearing = self.tokens.read(text)
        async with self.units.read() as unit:
            known = await unit.sign_ins.known(bearing.sign_in)
        if known is None or known.sign_in.person != bearing.person or known.state is not State.ACTIVE:
            raise SignedOut
        now = self.clock.now()
        standing = known.sign_in.standing(now)
        if standing is Standing.OVER:
            raise SignedOut
        if active and standing is Standing.OPEN and known.sign_in.wants_touch(now):
            await self._touch(bearing.sign_in, now)
        return Principal(
            person=known.sign_in.person,
            program=known.program,
            roles=known.roles,
            sign_in=known.sign_in.id,
            authenticated_at=known.sign_in.authenticated_at,
            locked=standing is Standing.LOCKED,
        )

    async def _touch(self, sign_in: SignInId, now: datetime) -> None:
        """Write the activity down. A database that takes no writes must not refuse reads (K4).

        Then the inactivity limit comes early and never late.
        """
        with contextlib.suppress(SQLAlchemyError, OSError, TimeoutError):
            async with self.units.begin() as unit:
                await unit.sign_ins.touch(sign_in, now)
