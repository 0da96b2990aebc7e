"""Answers to "where are you today" are destroyed once their session is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.programs.ports import Units
from handrail.programs.whereabouts import KEPT_FOR, NEVER_CLOSED


@dataclass(frozen=True, slots=True)
class ForgetPlaces:
    """Run now and then. The key goes first: if the row outlives it for a while, nothing can be read in it."""

    units: Units
    clock: Clock
    kept_for: timedelta = KEPT_FOR
    never_closed: timedelta = NEVER_CLOSED

    async def __call__(self) -> int:
        """How many answers were destroyed."""
        now = self.clock.now()
        async with self.units.read() as unit:
            due = await unit.places.due(closed_by=now - self.kept_for, told_by=now - self.never_closed)
            for person, session in due:
                await unit.places.shred(person, session)
        for person, session in due:
            async with self.units.begin() as unit:
                await unit.places.drop(person, session)
                await unit.audit.record(Tag.PLACE_DESTROYED, subject=f"{session}/{person}")
        return len(due)
