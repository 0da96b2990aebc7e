"""Turn an invitation into an account: a password, for staff also an authenticator, and the first sign-in."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace

from handrail.audit.entry import Tag
from handrail.identity.account import Account, Act, Credentials, State
from handrail.identity.activation import Activation, Enrolling
from handrail.identity.invitation import Invitation
from handrail.identity.name import NameRefused, checked
from handrail.identity.password import faults, prepared
from handrail.identity.ports import Codes, Hasher, Units
from handrail.identity.sign_in import Entered
from handrail.identity.start import Start
from handrail.identity.throttle import Sources
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, Fault, Invalid, SignInFailed


@dataclass(frozen=True, slots=True)
class Activate:
    """Looking at a link changes nothing; this is the button. A link that does not open has one answer (A11)."""

    units: Units
    hasher: Hasher
    codes: Codes
    start: Start
    sources: Sources
    clock: Clock
    common: Container[str]
    """Common passwords in lower case."""

    async def __call__(self, chosen: Activation) -> Entered | Enrolling:
        """The first sign-in, or the authenticator to set up before it.

        Raises:
            SignInFailed: the link was used, has expired, or never was one.
            Invalid: the password, name or code has to be changed; the link still opens.
            Conflict: the account became one of the staff meanwhile, who need an authenticator; the link still opens.
            TooMany: this source has to wait.
        """
        self.sources.take(chosen.source, self.clock.monotonic())
        async with self.units.read() as unit:
            invitation = self._opening(await unit.invitations.hold(chosen.secret))
            account = await unit.accounts.get(invitation.person)
        if account.state is not State.INVITED:
            raise SignInFailed
        self.sources.give_back(chosen.source)
        wants_second = account.is_staff or chosen.second_factor
        named = self._checked(account, chosen, second_factor=wants_second)
        if wants_second and not chosen.code:
            return await self._enrol(chosen.secret, account)
        credentials = await self._credentials(invitation, chosen, second_factor=wants_second)
        async with self.units.begin() as unit:
            self._opening(await unit.invitations.hold(chosen.secret))
            held = await unit.accounts.hold(account.person)
            if held.is_staff and not wants_second:
                raise Conflict("Your account was changed just now. Please open the link again.")
            active = replace(held, display_name=named.display_name).after(Act.ACTIVATE)
            await unit.accounts.keep(active)
            await unit.accounts.arm(account.person, credentials)
            await unit.invitations.use(invitation, self.clock.now())
            await unit.tries.clear(account.email)
            await unit.audit.record(
                Tag.ACCOUNT_ACTIVATED, actor=account.person, subject=account.person, program=account.program
            )
            return await self.start(unit, active)

    def _opening(self, invitation: Invitation | None) -> Invitation:
        if invitation is None or not invitation.opens(self.clock.now()):
            raise SignInFailed
        return invitation

    def _checked(self, account: Account, chosen: Activation, *, second_factor: bool) -> Account:
        own = (account.email, account.legal_name, account.display_name, chosen.display_name, "handrail")
        wrong = [
            Fault("/password", says)
            for says in faults(chosen.password, second_factor=second_factor, common=self.common, own_words=own)
        ]
        named = account
        if chosen.display_name:
            try:
                named = replace(account, display_name=checked(chosen.display_name))
            except NameRefused as refused:
                wrong.append(Fault("/display_name", str(refused)))
        if wrong:
            raise Invalid(faults=tuple(wrong))
        return named

    async def _enrol(self, link: str, account: Account) -> Enrolling:
        secret = self.codes.secret()
        async with self.units.begin() as unit:
            invitation = self._opening(await unit.invitations.hold(link))
            await unit.invitations.enrol(invitation, secret)
        return Enrolling(self.codes.address(secret, account.email), secret)

    async def _credentials(self, invitation: Invitation, chosen: Activation, *, second_factor: bool) -> Credentials:
        step = 0
        if second_factor:
            found = (
                self.codes.step(invitation.enrolling, chosen.code, self.clock.now()) if invitation.enrolling else None
            )
            if found is None:
                raise Invalid(faults=(Fault("/code", "this code does not belong to the authenticator set up last"),))
            step = found
        encoded = await self.hasher.hash(prepared(chosen.password))
        return Credentials(encoded, invitation.enrolling if second_factor else "", step)
