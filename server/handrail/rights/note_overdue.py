"""Writes down by itself that a request was not answered in time: late is a fact that nobody may leave out."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.kernel.clock import Clock
from handrail.kernel.ids import PersonId
from handrail.rights.ask import day_of, kept
from handrail.rights.ports import RightsUnits
from handrail.rights.request import Act, Entry

NOBODY = PersonId("")


@dataclass(frozen=True)
class NoteOverdue:
    """One round over every program; each request is noted once, whichever node comes first."""

    units: RightsUnits
    clock: Clock

    async def __call__(self) -> int:
        """How many were noted."""
        async with self.units.read() as unit:
            late = [one for one in await unit.rights_requests.waiting_everywhere() if not one.noted_overdue]
        noted = 0
        for request in late:
            noted += await self._note(request.id, request.person)
        return noted

    async def _note(self, request: str, person: PersonId) -> bool:
        now = self.clock.now()
        async with self.units.begin() as unit:
            await unit.consents.of(person, lock=True)
            found = await unit.rights_requests.get(request)
            day = await day_of(unit, found, now)
            if found.noted_overdue or not found.overdue_on(day):
                return False
            await kept(unit, found, Entry(Act.OVERDUE, NOBODY, now, day))
        return True
