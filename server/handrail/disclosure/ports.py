"""What the gate needs of a unit: what is on file about a person, the record of decisions, and the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from handrail.audit.ports import AuditLog
from handrail.disclosure.issuer_review import IssuerReview
from handrail.disclosure.on_file import OnFile
from handrail.disclosure.record import Record
from handrail.disclosure.suspension import Suspension
from handrail.identity.account import Account
from handrail.kernel.ids import PersonId, ProgramId
from handrail.programs.issuer_profile import IssuerProfile
from handrail.programs.program import Program


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


class Programs(Protocol):
    """Programs and their letterheads."""

    async def get(self, program: ProgramId, *, lock: bool = False) -> Program: ...
    async def latest_issuer_profile(self, program: ProgramId) -> IssuerProfile | None: ...


class IssuerReviews(Protocol):
    """What programs answer for about their names; appended, never edited."""

    async def latest(self, program: ProgramId) -> IssuerReview | None: ...
    async def record(self, review: IssuerReview, id_: str) -> None: ...


class ReviewUnit(Protocol):
    """One transaction, as a review needs it."""

    @property
    def programs(self) -> Programs: ...
    @property
    def issuer_reviews(self) -> IssuerReviews: ...
    @property
    def audit(self) -> AuditLog: ...


class ReviewUnits(Protocol):
    """Begins units."""

    def begin(self) -> AbstractAsyncContextManager[ReviewUnit]: ...
    def read(self) -> AbstractAsyncContextManager[ReviewUnit]: ...


class GateUnit(Protocol):
    """One transaction, as the gate needs it."""

    @property
    def disclosure_files(self) -> Files: ...
    @property
    def disclosures(self) -> Records: ...
    @property
    def audit(self) -> AuditLog: ...


class Accounts(Protocol):
    """People."""

    async def get(self, person: PersonId) -> Account: ...


class Suspensions(Protocol):
    """What agencies had suspended; appended, never edited."""

    async def add(self, one: Suspension) -> None: ...
    async def of(self, person: PersonId) -> tuple[Suspension, ...]:
        """Every suspension of a person's accounting, newest first."""
        ...


class OfficeUnit(GateUnit, ReviewUnit, Protocol):
    """One transaction, as the privacy officer's desk needs it."""

    @property
    def accounts(self) -> Accounts: ...
    @property
    def suspensions(self) -> Suspensions: ...


class OfficeUnits(Protocol):
    """Begins units."""

    def begin(self) -> AbstractAsyncContextManager[OfficeUnit]: ...
    def read(self) -> AbstractAsyncContextManager[OfficeUnit]: ...


class GateUnits(Protocol):
    """Begins units."""

    def begin(self) -> AbstractAsyncContextManager[GateUnit]: ...
    def read(self) -> AbstractAsyncContextManager[GateUnit]: ...
