"""Stops what rests on a form once it is taken back: readers' checks, in the commit of the revocation itself.

A check is decided anew each time it is made, so it would be refused anyway (trap 6); here it is found and
named, so that the client is told. Letters themselves stay: a copy that was handed out is not ours to recall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.consent.events import ConsentRevoked
from handrail.consent.receipt import Kind, Stopped
from handrail.letters.ports import Unit
from handrail.letters.standing import Standing, after


@dataclass(frozen=True)
class StopChecks:
    """Satisfies `reactions.RestsOnForms`."""

    async def __call__(self, unit: Unit, revoked: ConsentRevoked) -> Sequence[Stopped]:
        """The letters that a reader could check on this form and no longer can."""
        return [
            Stopped(Kind.CHECK, letter.id)
            for letter in await unit.letters.of(revoked.person)
            if letter.reader and letter.reader.consent == revoked.consent and after(letter.steps) is Standing.ISSUED
        ]
