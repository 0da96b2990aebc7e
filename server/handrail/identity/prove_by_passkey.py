"""Sign in with a passkey, or show with one that it is still the same person (A1)."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.identity.account import Account, State
from handrail.identity.passkey import CHALLENGE_SIZE, LIVES, Challenge, Passkey, Purpose, Spoken
from handrail.identity.ports import Ceremonies, IdentityUnit, Units
from handrail.identity.sign_in import Entered
from handrail.identity.start import Start
from handrail.identity.throttle import Sources
from handrail.kernel.clock import Clock
from handrail.kernel.errors import SignInFailed
from handrail.kernel.ids import Ids
from handrail.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class ProveByPasskey:
    """A challenge says nothing about who asks; it is used up by the first answer to it, right or wrong."""

    units: Units
    ceremonies: Ceremonies
    start: Start
    sources: Sources
    ids: Ids
    clock: Clock

    async def ask(self, source: str) -> Spoken:
        """What the browser is asked.

        Raises:
            TooMany: this source has to wait.
        """
        self.sources.take(source, self.clock.monotonic())
        challenge = self.ids.secret(CHALLENGE_SIZE)
        async with self.units.begin() as unit:
            await unit.passkeys.challenge(challenge, Challenge(Purpose.PROVE, "", self.clock.now() + LIVES))
        return self.ceremonies.request(challenge)

    async def enter(self, spoken: Spoken, source: str) -> Entered:
        """A sign-in. The device asked for its own PIN, finger or face, so staff give no code besides.

        Raises:
            SignInFailed: whatever does not hold.
        """
        passkey, counter = await self._proven(spoken)
        async with self.units.begin() as unit:
            account = await self._settle(unit, passkey, counter)
            await unit.tries.clear(account.email)
            entered = await self.start(unit, account)
        self.sources.give_back(source)
        return entered

    async def confirm(self, principal: Principal, spoken: Spoken, source: str) -> None:
        """The caller's sign-in counts as fresh from now on, and goes on where it was paused.

        Raises:
            SignInFailed: whatever does not hold, or somebody else's passkey.
        """
        passkey, counter = await self._proven(spoken)
        if passkey.person != principal.person:
            raise SignInFailed
        async with self.units.begin() as unit:
            await self._settle(unit, passkey, counter)
            await unit.sign_ins.confirm(principal.sign_in, self.clock.now())
            await unit.audit.record(
                Tag.SIGN_IN_CONFIRMED, actor=principal.person, subject=principal.sign_in, program=principal.program
            )
        self.sources.give_back(source)

    async def _proven(self, spoken: Spoken) -> tuple[Passkey, int]:
        challenge = self.ceremonies.answers(spoken) or b""
        async with self.units.begin() as unit:
            asked = await unit.passkeys.take(challenge)
            passkey = await unit.passkeys.get(str(spoken.get("id", "")))
        counter = self.ceremonies.holds(spoken, challenge, passkey) if passkey else None
        held = asked is not None and asked.is_for(Purpose.PROVE, "", self.clock.now())
        if passkey is None or counter is None or not held:
            async with self.units.begin() as unit:
                subject = passkey.person if passkey else ""
                await unit.audit.record(Tag.SIGN_IN_FAILED, subject=subject, outcome="refused")
            raise SignInFailed
        return passkey, counter

    async def _settle(self, unit: IdentityUnit, passkey: Passkey, counter: int) -> Account:
        """In the unit that the proof opens: the passkey is still there, and its person may still enter."""
        account = await unit.accounts.hold(passkey.person)
        used = await unit.passkeys.use(passkey, counter, self.clock.now())
        if not used or account.state is not State.ACTIVE:
            raise SignInFailed
        return account
