"""A facilitator reads where somebody in their session is, when they need to send help."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import PersonId, SessionId
from handrail.kernel.principal import Principal
from handrail.programs.ports import Units
from handrail.programs.whereabouts import Whereabouts


@dataclass(frozen=True, slots=True)
class ReadPlace:
    """Every reading is written down, with the reader and the person, in the unit that reads."""

    units: Units

    async def __call__(self, principal: Principal, session: SessionId, person: PersonId) -> Whereabouts:
        """What the person told last.

        Raises:
            NotFound: the reader does not lead this session, or nothing is told or kept.
        """
        async with self.units.begin() as unit:
            if not await unit.assignments.leads(principal.person, session):
                raise NotFound
            place = await unit.places.get(session, person)
            if place is None:
                raise NotFound
            await unit.audit.record(
                Tag.PLACE_READ, actor=principal.person, subject=f"{session}/{person}", program=principal.program
            )
        return place
