"""The tables of requests, statements and clinicians: rows are only ever added; what they hold is sealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Cell, Sealed, SealedColumn, record
from handrail.db.vault import Vault
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import Ids, PersonId, ProgramId
from handrail.letters.choices import Credential
from handrail.letters.request import Act, Entry, Request

_REQUEST = TypeAdapter(Request)
_ENTRY = TypeAdapter(Entry)
_ANSWERED = (Act.SIGN, Act.SETTLE, Act.DECLINE, Act.CANCEL)


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


class RequestStore:
    """Satisfies `letters.ports.Requests`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, request: Request) -> None:
        """Write a request that nothing has happened to yet."""
        key = record(request.person)
        ring = await self._vault.ring([key])
        content = _REQUEST.dump_json(replace(request, entries=()))
        self._session.add(
            LetterRequestRow(
                id=request.id,
                person=request.person,
                program=request.program,
                asked_at=request.asked_at,
                content=ring.seal(key, Cell("letter_request", "content", request.id), content),
            )
        )
        await self._session.flush()

    async def append(self, request: Request, entry: Entry) -> None:
        """Write what happened to it next."""
        key = record(request.person)
        ring = await self._vault.ring([key])
        n = len(request.entries)
        self._session.add(
            LetterRequestEntryRow(
                request=request.id,
                n=n,
                act=str(entry.act),
                content=ring.seal(key, _entry_cell(request.id, n), _ENTRY.dump_json(entry)),
            )
        )
        await self._session.flush()

    async def get(self, request: str, *, lock: bool = False) -> Request:
        """The request.

        Raises:
            NotFound: there is none.
        """
        question = select(LetterRequestRow).where(col(LetterRequestRow.id) == request)
        rows = await self._session.exec(question.with_for_update() if lock else question)
        found = await self._requests(rows.all())
        if not found:
            raise NotFound
        return found[0]

    async def of(self, person: PersonId) -> tuple[Request, ...]:
        """A person's requests, newest first."""
        question = select(LetterRequestRow).where(col(LetterRequestRow.person) == person)
        rows = await self._session.exec(question.order_by(col(LetterRequestRow.id).desc()))
        return await self._requests(rows.all())

    async def waiting(self, program: ProgramId) -> tuple[Request, ...]:
        """Requests that staff have not answered, the oldest first."""
        answered = select(LetterRequestEntryRow.request).where(
            col(LetterRequestEntryRow.act).in_([str(act) for act in _ANSWERED])
        )
        question = (
            select(LetterRequestRow)
            .where(col(LetterRequestRow.program) == program, col(LetterRequestRow.id).not_in(answered))
            .order_by(col(LetterRequestRow.id))
        )
        return await self._requests((await self._session.exec(question)).all())

    async def _requests(self, rows: Iterable[LetterRequestRow]) -> tuple[Request, ...]:
        found = list(rows)
        ring = await self._vault.ring({record(PersonId(row.person)) for row in found})
        owners = {row.id: record(PersonId(row.person)) for row in found}
        question = (
            select(LetterRequestEntryRow)
            .where(col(LetterRequestEntryRow.request).in_(list(owners)))
            .order_by(col(LetterRequestEntryRow.request), col(LetterRequestEntryRow.n))
        )
        entries: dict[str, list[Entry]] = {one: [] for one in owners}
        for row in await self._session.exec(question):
            opened = ring.open(owners[row.request], _entry_cell(row.request, row.n), row.content)
            entries[row.request].append(_ENTRY.validate_json(opened))
        return tuple(
            replace(
                _REQUEST.validate_json(
                    ring.open(owners[row.id], Cell("letter_request", "content", row.id), row.content)
                ),
                entries=tuple(entries[row.id]),
            )
            for row in found
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


def _entry_cell(request: str, n: int) -> Cell:
    return Cell("letter_request_entry", "content", f"{request}/{n}")
