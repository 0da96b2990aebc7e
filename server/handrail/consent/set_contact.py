"""Takes how a client wants to be reached."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.consent.codes import Channel
from handrail.consent.contact import ContactPolicy, checked
from handrail.consent.ports import ConsentUnits
from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids
from handrail.kernel.principal import Principal


@dataclass(frozen=True)
class SetContactPolicy:
    """A new version; it holds from the commit on."""

    units: ConsentUnits
    clock: Clock
    ids: Ids

    async def __call__(
        self, caller: Principal, channels: frozenset[Channel], *, plain_email_accepted: bool
    ) -> ContactPolicy:
        """The policy, kept.

        Raises:
            Invalid: it cannot be kept.
        """
        policy = checked(ContactPolicy(caller.person, caller.program, self.clock.now(), channels, plain_email_accepted))
        async with self.units.begin() as unit:
            await unit.consents.of(caller.person, lock=True)
            await unit.consents.set_contact_policy(policy, self.ids.new())
            await unit.audit.record(
                Tag.CONTACT_CHANGED, actor=caller.person, subject=caller.person, program=caller.program
            )
        return policy
