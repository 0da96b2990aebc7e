"""Make the first coordinator of a fresh installation, with the secret the server printed at its first run (A2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from hmac import compare_digest

from handrail.identity.invite import Invite
from handrail.identity.invitee import Invited, Invitee, account
from handrail.identity.ports import Units
from handrail.identity.throttle import Sources
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, SignInFailed
from handrail.kernel.ids import Ids, PersonId, ProgramId

FIRST = PersonId("00000000-0000-7000-8000-000000000001")
"""Id of the first account of every installation: two set-ups at once cannot both write it."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """Works as long as there is no account, and only for whoever reads the server's own output.

    Attributes:
        secret: printed at start and kept in memory only; empty where accounts exist.
    """

    units: Units
    invite: Invite
    sources: Sources
    ids: Ids
    clock: Clock
    secret: str = field(repr=False)

    async def __call__(self, secret: str, invitee: Invitee, source: str) -> Invited:
        """The first coordinator's link, in a program of their own.

        Raises:
            SignInFailed: another secret, or the installation has accounts already.
            Invalid: a name, address or zone has to be changed.
            TooMany: this source has to wait.
        """
        self.sources.take(source, self.clock.monotonic())
        if not self.secret or not compare_digest(secret.encode(), self.secret.encode()):
            raise SignInFailed
        first = account(FIRST, ProgramId(self.ids.new()), invitee)
        try:
            async with self.units.begin() as unit:
                if not await unit.accounts.none_yet():
                    raise SignInFailed
                await unit.accounts.add(first, self.clock.now())
                invited = await self.invite.hand_out(unit, first, by="")
        except Conflict:  # another set-up was first, this very moment
            raise SignInFailed from None
        self.sources.give_back(source)
        return invited
