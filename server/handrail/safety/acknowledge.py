"""A facilitator of the session takes an alert on."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import AlertId, Ids
from handrail.kernel.principal import Principal
from handrail.safety.alert import Acknowledge, Watched, decide, evolve
from handrail.safety.ports import Units


@dataclass(frozen=True, slots=True)
class AcknowledgeAlert:
    """Appends an acknowledgement and states it, so that the other facilitators can be told."""

    units: Units
    clock: Clock
    ids: Ids

    async def __call__(self, caller: Principal, alert: AlertId, note: str) -> Watched:
        """The alert as it stands afterwards.

        Raises:
            NotFound: no such alert, or the caller does not lead its session.
        """
        async with self.units.begin() as unit:
            watched = await unit.alerts.get(alert)
            if not await unit.assignments.leads(caller.person, watched.alert.session):
                raise NotFound
            for one in decide(watched, Acknowledge(self.ids.new(), caller.person, note), self.clock.now()):
                await unit.alerts.acknowledge(watched, one)
                await unit.audit.record(
                    Tag.ALERT_ACKNOWLEDGED, actor=caller.person, subject=alert, program=watched.alert.program
                )
                unit.state(one)
                watched = evolve(watched, one)
        return watched
