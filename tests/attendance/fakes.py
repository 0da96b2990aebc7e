"""The ledger in memory, kept to the rules of the real one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from handrail.attendance.entry import Entry
from handrail.attendance.ledger import Stay
from handrail.attendance.policy import AttendancePolicy
from handrail.attendance.receipt import Dispute
from handrail.audit.entry import Tag
from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.ids import EntryId, PersonId, ProgramId, SessionId


@dataclass
class FakeLedger:
    presence: dict[PersonId, tuple[Stay, ...]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)

    async def stays(self, session: SessionId) -> Mapping[PersonId, tuple[Stay, ...]]:
        return self.presence

    async def append(self, entry: Entry) -> None:
        line = {(one.session, one.person, one.corrects) for one in self.entries}
        if (entry.session, entry.person, entry.corrects) in line:
            raise Conflict
        self.entries.append(entry)

    async def get(self, entry: EntryId) -> Entry:
        found = [one for one in self.entries if one.id == entry]
        if not found:
            raise NotFound
        return found[0]

    async def of_person(self, person: PersonId, *, lock: bool = False) -> tuple[Entry, ...]:
        return tuple(one for one in self.entries if one.person == person)

    async def of_session(self, session: SessionId) -> tuple[Entry, ...]:
        return tuple(one for one in self.entries if one.session == session)

    async def dispute(self, dispute: Dispute) -> None:
        self.disputes.append(dispute)

    async def disputes_of(self, person: PersonId) -> tuple[Dispute, ...]:
        return tuple(one for one in self.disputes if one.person == person)


@dataclass
class FakePolicies:
    kept: list[AttendancePolicy] = field(default_factory=list)

    async def of(self, program: ProgramId) -> tuple[AttendancePolicy, ...]:
        return tuple(self.kept)

    async def add(self, program: ProgramId, policy: AttendancePolicy, *, by: PersonId, at: datetime) -> None:
        self.kept.append(policy)


@dataclass
class FakeUnit:
    """Lea leads session s1."""

    ledger: FakeLedger = field(default_factory=FakeLedger)
    attendance_policies: FakePolicies = field(default_factory=FakePolicies)
    written: list[tuple[Tag, str, str]] = field(default_factory=list)
    stated: list[object] = field(default_factory=list)

    @property
    def audit(self) -> FakeUnit:
        return self

    assignments = audit

    async def record(
        self, tag: Tag, *, actor: str = "", subject: str = "", program: str = "", outcome: str = "done"
    ) -> None:
        self.written.append((tag, actor, subject))

    async def leads(self, person: PersonId, session: SessionId) -> bool:
        return (person, session) == ("lea", "s1")

    def state(self, event: object) -> None:
        self.stated.append(event)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[FakeUnit]:
        yield self

    read = begin
