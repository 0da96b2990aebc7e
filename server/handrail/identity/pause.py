"""Pause a sign-in when its screen goes blank, and come back to it with a PIN (A3).

Paused, a sign-in is good for an open room alone, on every tab and node: who finds the browser finds a blank
page and a token that reads no record. The password, too, brings back (`reauthenticate`).
"""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.identity.end_sign_in import end
from handrail.identity.pin import Pin, faults
from handrail.identity.ports import Hasher, Units
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Fault, Invalid, SignedOut, SignInFailed
from handrail.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class ChoosePin:
    """The route asks for fresh authentication; only the hash is kept, for as long as the sign-in lasts."""

    units: Units
    hasher: Hasher

    async def __call__(self, principal: Principal, pin: str) -> None:
        """From now on these digits bring this sign-in back.

        Raises:
            Invalid: they have to be others.
        """
        if wrong := faults(pin):
            raise Invalid(faults=tuple(Fault("/pin", says) for says in wrong))
        encoded = await self.hasher.hash(pin)
        async with self.units.begin() as unit:
            await unit.sign_ins.choose_pin(principal.sign_in, encoded)
            await unit.audit.record(
                Tag.PIN_CHOSEN, actor=principal.person, subject=principal.sign_in, program=principal.program
            )


@dataclass(frozen=True, slots=True)
class Pause:
    units: Units
    clock: Clock

    async def __call__(self, principal: Principal) -> None:
        """From the commit on this sign-in opens no record. Pausing what is paused changes nothing."""
        async with self.units.begin() as unit:
            if await unit.sign_ins.pause(principal.sign_in, self.clock.now()):
                await unit.audit.record(
                    Tag.SIGN_IN_PAUSED, actor=principal.person, subject=principal.sign_in, program=principal.program
                )


@dataclass(frozen=True, slots=True)
class ComeBack:
    """Counts the try first, then hashes outside any unit: many tries at once are not let through together."""

    units: Units
    hasher: Hasher
    clock: Clock

    async def __call__(self, principal: Principal, given: str) -> None:
        """The sign-in is what it was before it was paused.

        Raises:
            SignInFailed: other digits, or none were ever chosen.
            SignedOut: these were the last that could be tried; the sign-in is over.
        """
        async with self.units.begin() as unit:
            pin = await unit.sign_ins.try_pin(principal.sign_in)
        if pin is None:
            raise SignInFailed
        if not (pin.may_be_tried and await self.hasher.holds(pin.encoded, given)):
            raise await self._refused(principal, pin)
        async with self.units.begin() as unit:
            await unit.sign_ins.resume(principal.sign_in, self.clock.now())
            await unit.audit.record(
                Tag.SIGN_IN_RESUMED, actor=principal.person, subject=principal.sign_in, program=principal.program
            )

    async def _refused(self, principal: Principal, pin: Pin) -> SignInFailed | SignedOut:
        async with self.units.begin() as unit:
            await unit.audit.record(Tag.SIGN_IN_FAILED, subject=principal.person, outcome="refused")
            if pin.was_last:
                await end(unit, [(principal.sign_in, principal.person)], self.clock.now(), by="")
        return SignedOut() if pin.was_last else SignInFailed()
