"""The tables of rights: requests and what happened to them; rows are only ever added, what they hold is sealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, true
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Cell, Sealed, SealedColumn, record
from handrail.db.vault import Vault
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import PersonId, ProgramId
from handrail.rights.request import Act, Entry, Request

_REQUEST = TypeAdapter(Request)
_ENTRY = TypeAdapter(Entry)
_LAST = (str(Act.ANSWER), str(Act.WITHDRAW))


class RightsRequestRow(SQLModel, table=True):
    __tablename__ = "rights_request"
    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    program: str = Field(index=True)
    asked_at: datetime = Field(sa_type=UTCDateTime)
    body: Sealed = Field(sa_type=SealedColumn)


class RightsEntryRow(SQLModel, table=True):
    __tablename__ = "rights_entry"
    request: str = Field(primary_key=True, foreign_key="rights_request.id")
    n: int = Field(primary_key=True)  # two who act at once: the key lets one through
    act: str
    body: Sealed = Field(sa_type=SealedColumn)


class RightsStore:
    """Satisfies `rights.ports.Requests`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, request: Request) -> None:
        key = record(request.person)
        ring = await self._vault.ring([key])
        body = ring.seal(key, _cell(request.id), _REQUEST.dump_json(replace(request, entries=())))
        row = RightsRequestRow(
            id=request.id, person=request.person, program=request.program, asked_at=request.asked_at, body=body
        )
        self._session.add(row)
        await self._session.flush()

    async def append(self, request: Request, entry: Entry) -> None:
        key, n = record(request.person), len(request.entries)
        ring = await self._vault.ring([key])
        body = ring.seal(key, _entry_cell(request.id, n), _ENTRY.dump_json(entry))
        self._session.add(RightsEntryRow(request=request.id, n=n, act=str(entry.act), body=body))
        await self._session.flush()

    async def get(self, request: str) -> Request:
        rows = await self._session.exec(select(RightsRequestRow).where(col(RightsRequestRow.id) == request))
        found = await self._read(rows.all())
        if not found:
            raise NotFound
        return found[0]

    async def of(self, person: PersonId) -> tuple[Request, ...]:
        question = select(RightsRequestRow).where(col(RightsRequestRow.person) == person)
        rows = await self._session.exec(question.order_by(col(RightsRequestRow.id).desc()))
        return await self._read(rows.all())

    async def open_in(self, program: ProgramId) -> tuple[Request, ...]:
        return await self._open(col(RightsRequestRow.program) == program)

    async def open_everywhere(self) -> tuple[Request, ...]:
        return await self._open(true())

    async def _open(self, where: ColumnElement[bool]) -> tuple[Request, ...]:
        over = select(RightsEntryRow.request).where(col(RightsEntryRow.act).in_(_LAST))
        question = select(RightsRequestRow).where(where, col(RightsRequestRow.id).not_in(over))
        rows = await self._session.exec(question.order_by(col(RightsRequestRow.id)))
        return await self._read(rows.all())

    async def _read(self, rows: Iterable[RightsRequestRow]) -> tuple[Request, ...]:
        owners = {row.id: record(PersonId(row.person)) for row in rows}
        ring = await self._vault.ring(set(owners.values()))
        question = (
            select(RightsEntryRow)
            .where(col(RightsEntryRow.request).in_(list(owners)))
            .order_by(col(RightsEntryRow.request), col(RightsEntryRow.n))
        )
        entries: dict[str, list[Entry]] = {one: [] for one in owners}
        for row in await self._session.exec(question):
            opened = ring.open(owners[row.request], _entry_cell(row.request, row.n), row.body)
            entries[row.request].append(_ENTRY.validate_json(opened))
        return tuple(
            replace(
                _REQUEST.validate_json(ring.open(owners[row.id], _cell(row.id), row.body)),
                asked_at=row.asked_at,
                entries=tuple(entries[row.id]),
            )
            for row in rows
        )


def _cell(row: str) -> Cell:
    return Cell("rights_request", "body", row)


def _entry_cell(request: str, n: int) -> Cell:
    return Cell("rights_entry", "body", f"{request}/{n}")
