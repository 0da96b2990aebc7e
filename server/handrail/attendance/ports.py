"""What the use cases of attendance need."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from handrail.attendance.entry import Entry
from handrail.attendance.ledger import Stay
from handrail.attendance.policy import AttendancePolicy
from handrail.attendance.receipt import Dispute
from handrail.audit.ports import AuditLog
from handrail.kernel.ids import EntryId, PersonId, ProgramId, SessionId


class Ledger(Protocol):
    """Entries, disputes and the presence that entries rest on; all appended."""

    async def stays(self, session: SessionId) -> Mapping[PersonId, tuple[Stay, ...]]: ...
    async def append(self, entry: Entry) -> None:
        """Write an entry.

        Raises:
            Conflict: the session is recorded for this person, or the entry that it corrects is corrected already.
        """
        ...

    async def get(self, entry: EntryId) -> Entry:
        """The entry.

        Raises:
            NotFound: there is none.
        """
        ...

    async def of_person(self, person: PersonId, *, lock: bool = False) -> tuple[Entry, ...]: ...
    async def of_session(self, session: SessionId) -> tuple[Entry, ...]: ...
    async def dispute(self, dispute: Dispute) -> None: ...
    async def disputes_of(self, person: PersonId) -> tuple[Dispute, ...]: ...


class Policies(Protocol):
    """A program's attendance policies, version by version."""

    async def of(self, program: ProgramId) -> tuple[AttendancePolicy, ...]: ...
    async def add(self, program: ProgramId, policy: AttendancePolicy, *, by: PersonId, at: datetime) -> None: ...


class Assignments(Protocol):
    """Who leads what."""

    async def leads(self, person: PersonId, session: SessionId) -> bool: ...


class RecordUnit(Protocol):
    """What recording a session writes in."""

    @property
    def ledger(self) -> Ledger: ...
    @property
    def attendance_policies(self) -> Policies: ...
    @property
    def audit(self) -> AuditLog: ...
    def state(self, event: object) -> None: ...


class AttendanceUnit(RecordUnit, Protocol):
    """One transaction."""

    @property
    def assignments(self) -> Assignments: ...


class Units(Protocol):
    """Begins units."""

    def begin(self) -> AbstractAsyncContextManager[AttendanceUnit]: ...
    def read(self) -> AbstractAsyncContextManager[AttendanceUnit]: ...
