"""Reading responses: facilitators those of a session that they lead, each person their own (security C1)."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.checkins.ports import Units
from handrail.checkins.response import KeptResponse
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import SessionId
from handrail.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class ReviewResponses:
    """The responses of one session, and an audit entry that they were read."""

    units: Units

    async def __call__(self, caller: Principal, session: SessionId) -> tuple[KeptResponse, ...]:
        """All responses, oldest first, replaced ones among them.

        Raises:
            NotFound: no such session, or the caller does not lead it.
        """
        async with self.units.begin() as unit:
            if not await unit.assignments.leads(caller.person, session):
                raise NotFound
            await unit.audit.record(Tag.RESPONSE_READ, actor=caller.person, subject=session, program=caller.program)
            return await unit.responses.of_session(session)


@dataclass(frozen=True, slots=True)
class OwnResponses:
    """A person's own responses."""

    units: Units

    async def __call__(self, caller: Principal) -> tuple[KeptResponse, ...]:
        """All of them, oldest first."""
        async with self.units.read() as unit:
            return await unit.responses.of_person(caller.person)
