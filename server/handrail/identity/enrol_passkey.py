"""Add a passkey to one's account, and take one away (A1, A8)."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.identity.end_sign_in import end, pairs
from handrail.identity.passkey import CHALLENGE_SIZE, LIVES, MOST, Challenge, Passkey, Purpose, Spoken
from handrail.identity.ports import Ceremonies, Units
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, Invalid, NotFound
from handrail.kernel.ids import Ids
from handrail.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class EnrolPasskey:
    """Both routes ask for fresh authentication: a passkey is as good as the password and the code together."""

    units: Units
    ceremonies: Ceremonies
    ids: Ids
    clock: Clock

    async def offer(self, principal: Principal) -> Spoken:
        """What the browser is asked."""
        challenge = self.ids.secret(CHALLENGE_SIZE)
        async with self.units.begin() as unit:
            account = await unit.accounts.get(principal.person)
            known = await unit.passkeys.of(principal.person)
            expires = self.clock.now() + LIVES
            await unit.passkeys.challenge(challenge, Challenge(Purpose.ENROL, principal.person, expires))
        return self.ceremonies.creation(challenge, account, known)

    async def __call__(self, principal: Principal, spoken: Spoken) -> Passkey:
        """The passkey that the device made, from now on a way in.

        Raises:
            Invalid: this does not answer an open challenge of ours.
            Conflict: there are as many as there may be.
        """
        now = self.clock.now()
        challenge = self.ceremonies.answers(spoken) or b""
        async with self.units.begin() as unit:
            asked = await unit.passkeys.take(challenge)
        made = self.ceremonies.enrolled(spoken, challenge)
        if made is None or asked is None or not asked.is_for(Purpose.ENROL, principal.person, now):
            raise Invalid("The passkey could not be added. Please try again.")
        passkey = Passkey(self.ids.new(), principal.person, made.credential, made.public_key, made.counter, now)
        async with self.units.begin() as unit:
            await unit.accounts.hold(principal.person)
            if len(await unit.passkeys.of(principal.person)) >= MOST:
                raise Conflict("There are as many passkeys as there can be. Take one away first.")
            await unit.passkeys.add(passkey)
            await unit.audit.record(
                Tag.PASSKEY_ADDED, actor=principal.person, subject=passkey.id, program=principal.program
            )
        return passkey


@dataclass(frozen=True, slots=True)
class RemovePasskey:
    units: Units
    clock: Clock

    async def __call__(self, principal: Principal, passkey: str) -> None:
        """It opens nothing from now on, and every other device is signed out: one of them may have used it.

        Raises:
            NotFound: the caller has no such passkey.
        """
        async with self.units.begin() as unit:
            if not await unit.passkeys.remove(principal.person, passkey):
                raise NotFound
            others = [one for one in await unit.sign_ins.open_of(principal.person) if one.id != principal.sign_in]
            await end(unit, pairs(others), self.clock.now(), by=principal.person)
            await unit.audit.record(
                Tag.PASSKEY_REMOVED, actor=principal.person, subject=passkey, program=principal.program
            )
