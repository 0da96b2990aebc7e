"""A participant says where they are today, so that help can find them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import SessionId
from handrail.kernel.principal import Principal
from handrail.programs.ports import Units
from handrail.programs.whereabouts import EARLIEST, Whereabouts, may_tell


@dataclass(frozen=True, slots=True)
class TellPlace:
    """The latest answer holds: somebody who moves on tells again, and what they said before is gone."""

    units: Units
    clock: Clock
    earliest: timedelta = EARLIEST

    async def __call__(self, principal: Principal, session: SessionId, place: Whereabouts) -> None:
        """Keep it, sealed, for this session alone.

        Raises:
            NotFound: the person is not on this session's roster.
            Conflict: it is not the day of the session, or the session is over.
        """
        now = self.clock.now()
        async with self.units.begin() as unit:
            found = await unit.sessions.get(session)
            # Held until the commit: two answers at once take turns, and so do an answer and a discharge.
            if not any(one.admits_to(found) for one in await unit.enrolments.of(principal.person, lock=True)):
                raise NotFound
            may_tell(found, now, self.earliest)
            await unit.places.put(principal.person, session, place, at=now)
            await unit.audit.record(Tag.PLACE_TOLD, actor=principal.person, subject=session, program=found.program)
