"""Write down that somebody asked for what is not theirs to see or do (security H1)."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from handrail.audit.entry import Tag
from handrail.audit.ports import AuditLog
from handrail.kernel.principal import Principal


class RefusalUnit(Protocol):
    @property
    def audit(self) -> AuditLog: ...


class Units(Protocol):
    def begin(self) -> AbstractAsyncContextManager[RefusalUnit]: ...


@dataclass(frozen=True, slots=True)
class NoteRefused:
    """In a unit of its own, after the one that was refused. What is not there is noted too: the answers are alike."""

    units: Units

    async def __call__(self, principal: Principal, what: str) -> None:
        async with self.units.begin() as unit:
            await unit.audit.record(
                Tag.ACCESS_REFUSED, actor=principal.person, subject=what, program=principal.program, outcome="refused"
            )
