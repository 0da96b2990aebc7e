"""What the use cases of safety need."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from handrail.audit.ports import AuditLog
from handrail.kernel.ids import AlertId, PersonId, SessionId
from handrail.safety.alert import Acknowledgement, Alert, Watched
from handrail.safety.crisis_plan import CrisisPlan


class Alerts(Protocol):
    """Alerts and their acknowledgements, appended."""

    async def open(self, alert: Alert) -> None: ...
    async def get(self, alert: AlertId) -> Watched:
        """The alert.

        Raises:
            NotFound: there is none.
        """
        ...

    async def of_session(self, session: SessionId) -> tuple[Watched, ...]: ...
    async def acknowledge(self, watched: Watched, acknowledgement: Acknowledgement) -> None: ...


class Assignments(Protocol):
    """Who leads what."""

    async def leads(self, person: PersonId, session: SessionId) -> bool: ...


class SafetyUnit(Protocol):
    """One transaction."""

    @property
    def alerts(self) -> Alerts: ...
    @property
    def assignments(self) -> Assignments: ...
    @property
    def audit(self) -> AuditLog: ...
    def state(self, event: object) -> None: ...


class Units(Protocol):
    """Begins units."""

    def begin(self) -> AbstractAsyncContextManager[SafetyUnit]: ...


class CrisisPlans(Protocol):
    """One plan a person, the latest."""

    async def of(self, person: PersonId, *, lock: bool = False) -> CrisisPlan: ...
    async def put(self, person: PersonId, plan: CrisisPlan) -> None: ...


class PlanUnit(Protocol):
    """One transaction."""

    @property
    def crisis_plans(self) -> CrisisPlans: ...
    @property
    def audit(self) -> AuditLog: ...


class PlanUnits(Protocol):
    """Begins units."""

    def begin(self) -> AbstractAsyncContextManager[PlanUnit]: ...
    def read(self) -> AbstractAsyncContextManager[PlanUnit]: ...
