"""The facilitators of a session look at its alerts."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import SessionId
from handrail.kernel.principal import Principal
from handrail.safety.alert import Watched
from handrail.safety.ports import Units


@dataclass(frozen=True, slots=True)
class WatchAlerts:
    """Reads the alerts of one session, and writes down that they were read."""

    units: Units

    async def __call__(self, caller: Principal, session: SessionId) -> tuple[Watched, ...]:
        """All alerts, oldest first, open or not.

        Raises:
            NotFound: no such session, or the caller does not lead it.
        """
        async with self.units.begin() as unit:
            if not await unit.assignments.leads(caller.person, session):
                raise NotFound
            await unit.audit.record(Tag.ALERT_READ, actor=caller.person, subject=session, program=caller.program)
            return await unit.alerts.of_session(session)
