"""What the use cases of check-ins need."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from handrail.audit.ports import AuditLog
from handrail.checkins.response import KeptResponse
from handrail.kernel.ids import PersonId, SessionId


class Responses(Protocol):
    """Responses, appended."""

    async def keep(self, response: KeptResponse) -> None: ...
    async def of_session(self, session: SessionId) -> tuple[KeptResponse, ...]: ...
    async def of_person(self, person: PersonId) -> tuple[KeptResponse, ...]: ...


class Assignments(Protocol):
    """Who leads what."""

    async def leads(self, person: PersonId, session: SessionId) -> bool: ...


class ReviewUnit(Protocol):
    """One transaction."""

    @property
    def responses(self) -> Responses: ...
    @property
    def assignments(self) -> Assignments: ...
    @property
    def audit(self) -> AuditLog: ...


class Units(Protocol):
    """Begins units."""

    def begin(self) -> AbstractAsyncContextManager[ReviewUnit]: ...
    def read(self) -> AbstractAsyncContextManager[ReviewUnit]: ...
