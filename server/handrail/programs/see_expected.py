"""A facilitator sees who is expected at their session, and who has said where they are today."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.kernel.errors import NotFound
from handrail.kernel.ids import SessionId
from handrail.kernel.principal import Principal
from handrail.programs.enrolment import Expected
from handrail.programs.ports import Units


@dataclass(frozen=True, slots=True)
class SeeExpected:
    """The one place where a facilitator learns which person a name belongs to."""

    units: Units

    async def __call__(self, principal: Principal, session: SessionId) -> tuple[Expected, ...]:
        """In the order in which they were enrolled.

        Raises:
            NotFound: the asker does not lead this session.
        """
        async with self.units.read() as unit:
            if not await unit.assignments.leads(principal.person, session):
                raise NotFound
            return tuple(
                [
                    Expected(
                        person=person,
                        display_name=(await unit.accounts.get(person)).display_name,
                        told_place=await unit.places.told(session, person),
                    )
                    for person in await unit.sessions.roster(session)
                ]
            )
