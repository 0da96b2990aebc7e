"""What the use cases of rights need of a unit: requests, and everything that is a person's where it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from handrail.attendance.entry import Entry as AttendanceEntry
from handrail.audit.entry import Entry as AuditEntry
from handrail.audit.ports import AuditLog
from handrail.checkins.response import KeptResponse
from handrail.checkins.template import Template
from handrail.consent.authorization import Form
from handrail.consent.ports import ConsentUnit
from handrail.consent.restriction import Restriction
from handrail.disclosure.ports import GateUnit, Suspensions
from handrail.identity.account import Account
from handrail.kernel.ids import CohortId, PersonId, ProgramId, SessionId
from handrail.letters.issued import Letter
from handrail.programs.cohort import Cohort
from handrail.programs.enrolment import Enrolment
from handrail.programs.session import Session
from handrail.rights.request import Entry, Request
from handrail.safety.crisis_plan import CrisisPlan


class Requests(Protocol):
    """Requests and what happened to them; appended, never edited."""

    async def add(self, request: Request) -> None: ...
    async def append(self, request: Request, entry: Entry) -> None: ...

    async def get(self, request: str) -> Request:
        """The request.

        Raises:
            NotFound: there is none.
        """
        ...

    async def of(self, person: PersonId) -> tuple[Request, ...]:
        """A person's requests, newest first."""
        ...

    async def waiting(self, program: ProgramId) -> tuple[Request, ...]:
        """Requests of a program that nobody answered or withdrew, oldest first."""
        ...

    async def waiting_everywhere(self) -> tuple[Request, ...]:
        """The same of every program, as the server's own clock needs them."""
        ...


class RightsUnit(ConsentUnit, Protocol):
    """One transaction."""

    @property
    def rights_requests(self) -> Requests: ...


class RightsUnits(Protocol):
    """Begins units."""

    def begin(self) -> AbstractAsyncContextManager[RightsUnit]: ...
    def read(self) -> AbstractAsyncContextManager[RightsUnit]: ...


class Log(AuditLog, Protocol):
    async def about(self, subjects: Sequence[str]) -> tuple[AuditEntry, ...]:
        """Entries with one of these subjects, oldest first."""
        ...


class Accounts(Protocol):
    async def get(self, person: PersonId) -> Account: ...
    async def many(self, persons: list[PersonId]) -> dict[PersonId, Account]: ...
    async def of_program(self, program: ProgramId) -> list[Account]: ...


class Responses(Protocol):
    async def of_person(self, person: PersonId) -> tuple[KeptResponse, ...]: ...


class Ledger(Protocol):
    async def of_person(self, person: PersonId, *, lock: bool = False) -> tuple[AttendanceEntry, ...]: ...


class Alerts(Protocol):
    async def sessions_of(self, person: PersonId) -> frozenset[SessionId]:
        """The sessions in which an answer of this person raised an alert."""
        ...


class CrisisPlans(Protocol):
    async def of(self, person: PersonId, *, lock: bool = False) -> CrisisPlan: ...


class Enrolments(Protocol):
    async def of(self, person: PersonId, *, lock: bool = False) -> tuple[Enrolment, ...]: ...


class Sessions(Protocol):
    async def of_cohort(self, cohort: CohortId) -> tuple[Session, ...]: ...


class Cohorts(Protocol):
    async def some(self, cohorts: frozenset[CohortId]) -> tuple[Cohort, ...]: ...


class Letters(Protocol):
    async def of(self, person: PersonId) -> tuple[Letter, ...]: ...


class Consents(Protocol):
    async def of(self, person: PersonId, *, lock: bool = False) -> tuple[Form, ...]: ...
    async def restrictions_in(self, program: ProgramId) -> tuple[Restriction, ...]: ...


class RecordUnit(GateUnit, Protocol):
    """Reads it all, and writes down that it was taken away."""

    @property
    def audit(self) -> Log: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def responses(self) -> Responses: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def alerts(self) -> Alerts: ...
    @property
    def crisis_plans(self) -> CrisisPlans: ...
    @property
    def enrolments(self) -> Enrolments: ...
    @property
    def cohorts(self) -> Cohorts: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def letters(self) -> Letters: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def suspensions(self) -> Suspensions: ...


class RecordUnits(Protocol):
    def begin(self) -> AbstractAsyncContextManager[RecordUnit]: ...
    def read(self) -> AbstractAsyncContextManager[RecordUnit]: ...


Library = Callable[[tuple[str, int]], Template | None]
"""The check-ins that there were, by id and version."""
