"""Sign out, here or everywhere: requests are refused from the commit on, sockets close after it (A8, I7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from handrail.audit.entry import Tag
from handrail.identity.events import SignInEnded
from handrail.identity.ports import IdentityUnit, Units
from handrail.identity.sign_in import SignIn
from handrail.kernel.clock import Clock
from handrail.kernel.ids import PersonId, SignInId
from handrail.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class EndSignIn:
    """Sign out on this device."""

    units: Units
    clock: Clock

    async def __call__(self, principal: Principal) -> None:
        async with self.units.begin() as unit:
            await end(unit, [(principal.sign_in, principal.person)], self.clock.now(), by=principal.person)


@dataclass(frozen=True, slots=True)
class EndByRefresh:
    """Sign out by the refresh token alone: no access token has to be good, nor has the pause to be over.

    Like the revocation of a token (RFC 7009 section 2.2), ending what is over or was never there is a success;
    a token that was used up before ends its sign-in as well, since nobody else may go on with it.
    """

    units: Units
    clock: Clock

    async def __call__(self, secret: str) -> None:
        async with self.units.begin() as unit:
            token = await unit.sign_ins.hold_refresh(secret)
            known = await unit.sign_ins.known(token.sign_in) if token else None
            if known:
                one = known.sign_in
                await end(unit, pairs([one]), self.clock.now(), by=one.person)


@dataclass(frozen=True, slots=True)
class EndSignIns:
    """Sign out everywhere, this device included."""

    units: Units
    clock: Clock

    async def __call__(self, principal: Principal) -> None:
        async with self.units.begin() as unit:
            open_now = await unit.sign_ins.open_of(principal.person)
            await end(unit, pairs(open_now), self.clock.now(), by=principal.person)


def pairs(sign_ins: Iterable[SignIn]) -> list[tuple[SignInId, PersonId]]:
    return [(one.id, one.person) for one in sign_ins]


async def end(
    unit: IdentityUnit, sign_ins: Iterable[tuple[SignInId, PersonId]], at: datetime, *, by: str, tag: Tag | None = None
) -> None:
    """End these sign-ins in the caller's unit, and state each that had not ended before."""
    for sign_in, person in sign_ins:
        if await unit.sign_ins.end(sign_in, at):
            await unit.audit.record(tag or Tag.SIGN_IN_ENDED, actor=by, subject=sign_in)
            unit.state(SignInEnded(sign_in, person))
