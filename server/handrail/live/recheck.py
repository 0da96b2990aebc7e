"""Whose right to be in a room has ended elsewhere: signed out, disabled, discharged, unassigned (I7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from handrail.identity.account import State
from handrail.identity.sign_in import Standing as SignInStanding
from handrail.kernel.clock import Clock
from handrail.kernel.ids import PersonId, SessionId, SignInId
from handrail.live.ports import LiveUnit, LiveUnits


class Ended(StrEnum):
    """What a connection lacks."""

    SIGNED_OUT = "signed_out"  # the sign-in is over: sign in again
    REMOVED = "removed"  # this person has no place in this session any more


@dataclass(frozen=True, slots=True)
class Claim:
    """What one connection claims to be: this person, signed in so, in this session, leading it or not."""

    person: PersonId
    sign_in: SignInId
    session: SessionId
    leads: bool


@dataclass(frozen=True, slots=True)
class Recheck:
    """Asks the database, never a cache."""

    units: LiveUnits
    clock: Clock

    async def __call__(self, claims: Collection[Claim]) -> Mapping[Claim, Ended]:
        """The claims that no longer hold, and why."""
        found: dict[Claim, Ended] = {}
        if not claims:
            return found
        async with self.units.read() as unit:
            signed_in = {one: await self._signed_in(unit, one) for one in {claim.sign_in for claim in claims}}
            for claim in set(claims):
                if not signed_in[claim.sign_in]:
                    found[claim] = Ended.SIGNED_OUT
                elif not await belongs(unit, claim.person, claim.session, leads=claim.leads):
                    found[claim] = Ended.REMOVED
        return found

    async def _signed_in(self, unit: LiveUnit, sign_in: SignInId) -> bool:
        known = await unit.sign_ins.known(sign_in)
        if known is None or known.state is not State.ACTIVE:
            return False
        return known.sign_in.standing(self.clock.now()) is not SignInStanding.OVER


async def belongs(unit: LiveUnit, person: PersonId, session: SessionId, *, leads: bool) -> bool:
    """Whether the person is assigned to lead the session or, not leading, on its roster."""
    if leads:
        return await unit.assignments.leads(person, session)
    return await unit.enrolments.on_roster(person, session)
