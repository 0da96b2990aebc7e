"""Stops what rests on a form once it is taken back: checks, sendings and links, in the commit of the revocation.

A check or a sending is decided anew each time, so it would be refused anyway (trap 6); here it is found and
named, so that the client is told. Letters themselves stay: a copy that was handed out is not ours to recall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.consent.events import ConsentRevoked
from handrail.consent.receipt import Kind, Stopped
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
        return [*(Stopped(Kind.CHECK, one) for one in sorted(checked)), *await self._sendings(unit, revoked)]

    async def _sendings(self, unit: Unit, revoked: ConsentRevoked) -> Sequence[Stopped]:
        stopped = await end(unit, revoked.person, lambda one: one.form == revoked.consent, by=revoked.person)
        return [Stopped(Kind.SENDING if one.state is State.QUEUED else Kind.LINK, one.id) for one in stopped]
