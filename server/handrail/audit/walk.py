"""Walk the log from its start and say whether it holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from handrail.audit.chain import Break, Linked, Verdict, Walk
from handrail.audit.ports import AuditLog


class Chain(AuditLog, Protocol):
    """The log with its links."""

    def chain(self) -> AsyncIterator[Linked]: ...
    async def unlinked(self) -> int: ...
    async def stray(self) -> str: ...


class WalkUnit(Protocol):
    @property
    def audit(self) -> Chain: ...


class Units(Protocol):
    def read(self) -> AbstractAsyncContextManager[WalkUnit]: ...


@dataclass(frozen=True, slots=True)
class WalkLog:
    """Verifies the whole log; gives the verdict and how many entries are not linked yet."""

    units: Units

    async def __call__(self, checkpoint: tuple[int, bytes] | None = None) -> tuple[Verdict, int]:
        async with self.units.read() as unit:
            unlinked = await unit.audit.unlinked()
            walk = Walk(checkpoint)
            async for at in unit.audit.chain():
                if not walk.holds(at):
                    break
            verdict = walk.verdict()
            if verdict.broken is None and (stray := await unit.audit.stray()):
                broken = Break(verdict.linked + 1, stray, "the entry was put in beside the log")
                verdict = replace(verdict, broken=broken)
            return verdict, unlinked
