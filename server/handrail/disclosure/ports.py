"""What the gate needs of a unit: what is on file about a person, the record of decisions, and the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from handrail.audit.ports import AuditLog
from handrail.disclosure.on_file import OnFile
from handrail.disclosure.record import Record
from handrail.kernel.ids import PersonId, ProgramId


class Files(Protocol):
    """Reads what is on file."""

    async def on_file(self, person: PersonId, program: ProgramId, *, lock: bool) -> OnFile:
        """What is on file now. With `lock` nobody changes it until the unit ends.

        Raises:
            NotFound: no such person in this program.
        """
        ...


class Records(Protocol):
    """The one log of decisions: what left, what was refused, and why."""

    async def add(self, record: Record) -> None: ...
    async def of(self, person: PersonId) -> Sequence[Record]:
        """Every decision about a person, oldest first."""
        ...


class GateUnit(Protocol):
    """One transaction, as the gate needs it."""

    @property
    def disclosure_files(self) -> Files: ...
    @property
    def disclosures(self) -> Records: ...
    @property
    def audit(self) -> AuditLog: ...


class GateUnits(Protocol):
    """Begins units."""

    def begin(self) -> AbstractAsyncContextManager[GateUnit]: ...
    def read(self) -> AbstractAsyncContextManager[GateUnit]: ...
