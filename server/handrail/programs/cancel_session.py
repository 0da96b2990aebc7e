"""A coordinator cancels a session that has not begun."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.ids import SessionId
from handrail.kernel.principal import Principal
from handrail.programs.events import SessionCancelled
from handrail.programs.ports import Units
from handrail.programs.relation import runs
from handrail.programs.session import Session, SessionState


@dataclass(frozen=True, slots=True)
class CancelSession:
    """The session stays in the calendar as cancelled; scheduling again does not bring it back."""

    units: Units
    clock: Clock

    async def __call__(self, principal: Principal, session: SessionId) -> Session:
        """The session, cancelled.

        Raises:
            NotFound: not in a program of theirs.
            Conflict: it is open or over.
        """
        async with self.units.begin() as unit:
            found = await unit.sessions.get(session)
            runs(principal, found.program)
            cancelled = await unit.sessions.set_state(session, SessionState.CANCELLED, self.clock.now())
            await unit.audit.record(Tag.SESSION_CHANGED, actor=principal.person, subject=session, program=found.program)
            unit.state(SessionCancelled(session))
        return cancelled
