"""The tables of requests, statements and clinicians: rows are only ever added; what they hold is sealed."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.columns import UTCDateTime
from handrail.db.request_tables import Kind, RequestTables
from handrail.db.sealed import Sealed, SealedColumn
from handrail.kernel.ids import Ids, PersonId, ProgramId
from handrail.letters.choices import Credential
from handrail.letters.request import Act, Entry, Request


class LetterRequestRow(SQLModel, table=True):
    __tablename__ = "letter_request"
    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    program: str = Field(index=True)
    asked_at: datetime = Field(sa_type=UTCDateTime)
    content: Sealed = Field(sa_type=SealedColumn)


class LetterRequestEntryRow(SQLModel, table=True):
    __tablename__ = "letter_request_entry"
    request: str = Field(primary_key=True, foreign_key="letter_request.id")
    n: int = Field(primary_key=True)  # two who act at once: the key lets one through
    act: str
    content: Sealed = Field(sa_type=SealedColumn)


class ClinicianRow(SQLModel, table=True):
    __tablename__ = "clinician"
    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    program: str
    credential: str  # empty: no longer a clinician
    by: str
    at: datetime = Field(sa_type=UTCDateTime)


class RequestStore(RequestTables[Request, Entry]):
    """Satisfies `letters.ports.Requests`."""

    kind = Kind(
        SQLModel.metadata.tables["letter_request"],
        SQLModel.metadata.tables["letter_request_entry"],
        names="request",
        sealed="content",
        request=TypeAdapter(Request),
        entry=TypeAdapter(Entry),
        answered=(Act.SIGN, Act.SETTLE, Act.DECLINE, Act.CANCEL),
    )


class ClinicianStore:
    """Satisfies `letters.ports.Clinicians`."""

    def __init__(self, session: AsyncSession, ids: Ids) -> None:
        self._session = session
        self._ids = ids

    async def name(
        self, person: PersonId, program: ProgramId, credential: Credential | None, *, by: PersonId, at: datetime
    ) -> None:
        """From `at` on this person may sign as `credential`; None: no longer."""
        self._session.add(
            ClinicianRow(id=self._ids.new(), person=person, program=program, credential=credential or "", by=by, at=at)
        )
        await self._session.flush()

    async def credential(self, person: PersonId, program: ProgramId) -> Credential | None:
        """What this person may sign as now; None: nothing."""
        question = (
            select(ClinicianRow)
            .where(col(ClinicianRow.person) == person, col(ClinicianRow.program) == program)
            .order_by(col(ClinicianRow.id).desc())
            .limit(1)
        )
        row = (await self._session.exec(question)).first()
        return Credential(row.credential) if row and row.credential else None
