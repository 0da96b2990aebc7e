"""Stops what rests on a form once it is taken back: checks, sendings, links, and what sends each month.

All of it in the commit of the revocation. A check or a sending is decided anew each time, so it would be refused anyway
(trap 6); here it is found and named, so that the client is told. Letters themselves stay: a copy that was handed out is
not ours to recall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.consent.events import ConsentRevoked
from handrail.consent.receipt import Kind, Stopped
from handrail.letters import renewal as renewing
from handrail.letters.delivery import State
from handrail.letters.end_deliveries import end
from handrail.letters.ports import Unit
from handrail.letters.standing import Standing, after


@dataclass(frozen=True)
class StopChecks:
    """Satisfies `reactions.RestsOnForms`."""

    async def __call__(self, unit: Unit, revoked: ConsentRevoked) -> Sequence[Stopped]:
        """The checks, sendings and links that rested on this form and no longer do."""
        letters = {one.id: one for one in await unit.letters.of(revoked.person)}
        stands = [one for one in letters.values() if after(one.steps) is Standing.ISSUED]
        checked = {one.id for one in stands if one.reader and one.reader.consent == revoked.consent}
        for slip in await unit.letters.slips([one.id for one in stands]):
            if slip.reader.consent == revoked.consent and not slip.ended:
                checked.add(slip.letter)
        return [
            *(Stopped(Kind.CHECK, one) for one in sorted(checked)),
            *await self._sendings(unit, revoked),
            *await self._renewals(unit, revoked),
        ]

    async def _sendings(self, unit: Unit, revoked: ConsentRevoked) -> Sequence[Stopped]:
        stopped = await end(unit, revoked.person, lambda one: one.form == revoked.consent, by=revoked.person)
        return [Stopped(Kind.SENDING if one.state is State.QUEUED else Kind.LINK, one.id) for one in stopped]

    async def _renewals(self, unit: Unit, revoked: ConsentRevoked) -> Sequence[Stopped]:
        """What had a letter sent each month on this form; the letters that were made stay with their client."""
        stopped = []
        for one in await unit.renewals.of(revoked.person):
            if one.sends is None or one.sends.ask.form != revoked.consent:
                continue
            current = await unit.renewals.get(one.id, lock=True)
            if current.state is not renewing.State.STANDING:
                continue
            now = unit.clock.now()
            entry = renewing.Entry(renewing.Act.REVOKE, max(now.date(), current.answered), now)
            await unit.renewals.append(current, entry)
            await unit.audit.record(Tag.RENEWAL_STOPPED, actor=revoked.person, subject=one.id, program=one.program)
            stopped.append(Stopped(Kind.RENEWAL, one.id))
        return stopped
