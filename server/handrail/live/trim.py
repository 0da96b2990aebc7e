"""The journal is not a record (design §9.13): some days after a session its entries are removed, unread."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from handrail.kernel.clock import Clock
from handrail.kernel.ids import SessionId
from handrail.live.ports import Sessions
from handrail.programs.calendar import ends_at
from handrail.programs.session import Session, SessionState

KEPT_FOR = timedelta(days=7)
"""Long enough to answer a late question about an evening; responses, alerts and attendance have rows of their own."""


class OldJournals(Protocol):
    """Which sessions have a journal, and the end of one."""

    async def sessions(self) -> Collection[SessionId]: ...
    async def trim(self, session: SessionId) -> None: ...


class TrimUnit(Protocol):
    """One transaction."""

    @property
    def journal(self) -> OldJournals: ...
    @property
    def sessions(self) -> Sessions: ...


class TrimUnits(Protocol):
    def begin(self) -> AbstractAsyncContextManager[TrimUnit]: ...


@dataclass(frozen=True, slots=True)
class TrimJournals:
    """Run now and then."""

    units: TrimUnits
    clock: Clock
    kept_for: timedelta = KEPT_FOR

    async def __call__(self) -> int:
        """How many sessions' journals were removed: those that closed, or should have begun, longer ago."""
        before = self.clock.now() - self.kept_for
        removed = 0
        async with self.units.begin() as unit:
            for session in sorted(await unit.journal.sessions()):
                over = _over(await unit.sessions.get(session))
                if over is not None and over < before:
                    await unit.journal.trim(session)
                    removed += 1
        return removed


def _over(session: Session) -> datetime | None:
    """When it closed. One that nobody led leaves a journal, too: who waited for it in vain."""
    return ends_at(session) if session.state is SessionState.SCHEDULED else session.closed_at
