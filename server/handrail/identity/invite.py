"""Invite somebody with a one-time link (A2). The coordinator hands it over; nobody else ever sees it again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handrail.audit.entry import Tag
from handrail.identity.account import Account, State
from handrail.identity.invitation import LIVES, SECRET_SIZE, Invitation, link
from handrail.identity.invitee import Invited, Invitee, account
from handrail.identity.ports import IdentityUnit, Units
from handrail.identity.refresh import secret_text
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict
from handrail.kernel.ids import Ids, PersonId
from handrail.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class Invite:
    """Somebody invited before and not yet there is kept as told now and gets a new link; the old one stops opening."""

    units: Units
    ids: Ids
    clock: Clock
    origin: str

    async def __call__(self, principal: Principal, invitee: Invitee) -> Invited:
        """An account that waits to be activated, and its link.

        Raises:
            Invalid: a name, address, role or zone has to be changed.
            Conflict: this address has an active account in the program.
        """
        wanted = account(PersonId(self.ids.new()), principal.program, invitee)
        async with self.units.begin() as unit:
            there = await unit.accounts.named(wanted.email, principal.program)
            if there and there.state is State.ACTIVE:
                raise Conflict("This address has an account already.")
            if there is None:
                await unit.accounts.add(wanted, self.clock.now())
            else:
                there = await unit.accounts.hold(there.person)
                if there.state is not State.INVITED:  # activated or disabled this very moment
                    raise Conflict("This address was used just now. Please look again.")
                wanted = replace(wanted, person=there.person)
                await unit.accounts.keep(wanted)
            return await self.hand_out(unit, wanted, by=principal.person)

    async def hand_out(self, unit: IdentityUnit, to: Account, *, by: str) -> Invited:
        """A new link for an invited account, in the caller's unit."""
        now = self.clock.now()
        secret = secret_text(self.ids.secret(SECRET_SIZE))
        invitation = Invitation(self.ids.new(), to.person, now, now + LIVES)
        await unit.invitations.void(to.person, now)
        await unit.invitations.add(invitation, secret)
        await unit.audit.record(Tag.INVITATION_MADE, actor=by, subject=to.person, program=to.program)
        return Invited(to.person, link(self.origin, secret), invitation.expires_at)
