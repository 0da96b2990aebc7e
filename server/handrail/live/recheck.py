"""Whose right to be in a room has ended elsewhere: signed out, disabled, discharged, unassigned (I7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from handrail.kernel.ids import PersonId, SessionId, SignInId
from handrail.live.ports import LiveUnits


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
    """Asks the database, never a cache: one question for all sign-ins, two for each session."""

    units: LiveUnits

    async def __call__(self, claims: Collection[Claim]) -> Mapping[Claim, Ended]:
        """The claims that no longer hold, and why."""
        if not claims:
            return {}
        found: dict[Claim, Ended] = {}
        async with self.units.read() as unit:
            over = await unit.sign_ins.ended_among(sorted({claim.sign_in for claim in claims}))
            for session in {claim.session for claim in claims}:
                leaders = await unit.assignments.leaders(session)
                admitted = await unit.enrolments.admitted(session)
                for claim in claims:
                    belongs = claim.person in (leaders if claim.leads else admitted)
                    if claim.session == session and not belongs:
                        found[claim] = Ended.REMOVED
        return found | {claim: Ended.SIGNED_OUT for claim in claims if claim.sign_in in over}
