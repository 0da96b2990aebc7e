"""Prove that somebody is who they say: one answer, after the same work, whether or not there is an account (A11)."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.identity.account import mailbox
from handrail.identity.password import prepared
from handrail.identity.ports import Candidate, Codes, Hasher, IdentityUnit, Units
from handrail.identity.proof import Proof, Proven
from handrail.identity.throttle import Sources, Tries, seconds_left
from handrail.kernel.clock import Clock
from handrail.kernel.errors import SecondFactorNeeded, SignInFailed, TooMany
from handrail.kernel.ids import PersonId


@dataclass(frozen=True, slots=True)
class Prove:
    """Counts the try first, then hashes outside any unit, then says yes or the one no."""

    units: Units
    hasher: Hasher
    codes: Codes
    sources: Sources
    clock: Clock

    async def __call__(self, proof: Proof) -> Proven:
        """Who gave this proof.

        Raises:
            TooMany: this account or source has to wait; `retry_after` says how long.
            SecondFactorNeeded: the password holds and a code is missing.
            SignInFailed: anything else that does not hold.
        """
        self.sources.take(proof.source, self.clock.monotonic())
        email = _spelled(proof.email)
        candidates = await self._count(email, proof.program)
        person = await self._person(candidates, prepared(proof.password))
        if person is None:
            raise await self._failed("")
        step = await self._step(person, proof.code, proof.source)
        return Proven(person, email, proof.source, step)

    async def settle(self, unit: IdentityUnit, proven: Proven) -> None:
        """Use the code up and forget the failures, in the unit that the proof opens.

        Raises:
            SignInFailed: another request used this code first.
        """
        if proven.step and not await unit.accounts.use_step(proven.person, proven.step):
            raise SignInFailed
        await unit.tries.clear(proven.email)
        self.sources.give_back(proven.source)

    async def _count(self, email: str, program: str | None) -> list[Candidate]:
        now = self.clock.now()
        async with self.units.begin() as unit:
            tries = await unit.tries.hold(email, now)
            if left := seconds_left(tries, now):
                raise TooMany(retry_after=left)
            await unit.tries.put(email, Tries(tries.failures + 1, now))
            return await unit.accounts.candidates(email, program)

    async def _person(self, candidates: list[Candidate], password: str) -> PersonId | None:
        for candidate in candidates or [Candidate(PersonId(""), "")]:
            if await self.hasher.holds(candidate.password, password):
                return candidate.person
        return None

    async def _step(self, person: PersonId, code: str, source: str) -> int:
        async with self.units.read() as unit:
            credentials = await unit.accounts.credentials(person)
        if not credentials.second:
            return 0
        if not code:
            self.sources.give_back(source)  # the password held; the account's own count goes on
            raise SecondFactorNeeded
        step = self.codes.step(credentials.second, code, self.clock.now())
        if step is None or step <= credentials.step:
            raise await self._failed(person)
        return step

    async def _failed(self, person: str) -> SignInFailed:
        async with self.units.begin() as unit:
            await unit.audit.record(Tag.SIGN_IN_FAILED, subject=person, outcome="refused")
        return SignInFailed()


def _spelled(email: str) -> str:
    """The address as stored; one that cannot be an address goes through the same work and finds nobody."""
    try:
        return mailbox(email)
    except ValueError:
        return "not an address"
