"""The tables of forms that are not letters: rows are only ever added; all that they hold is sealed."""

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
from handrail.kernel.ids import PersonId, ProgramId
from handrail.letters.paperwork import Entry, Paperwork

_ASKED = TypeAdapter(Paperwork)
_ENTRY = TypeAdapter(Entry)


class PaperworkRow(SQLModel, table=True):
    __tablename__ = "paperwork"
    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    program: str = Field(index=True)
    asked_at: datetime = Field(sa_type=UTCDateTime)
    content: Sealed = Field(sa_type=SealedColumn)


class PaperworkEntryRow(SQLModel, table=True):
    __tablename__ = "paperwork_entry"
    paperwork: str = Field(primary_key=True, foreign_key="paperwork.id")
    n: int = Field(primary_key=True)  # two who act at once: the key lets one through
    act: str
    content: Sealed = Field(sa_type=SealedColumn)


class PaperworkFormRow(SQLModel, table=True):
    __tablename__ = "paperwork_form"
    id: str = Field(primary_key=True)
    paperwork: str = Field(index=True, foreign_key="paperwork.id")
    document: Sealed = Field(sa_type=SealedColumn)


class PaperworkStore:
    """Satisfies `letters.paperwork_shapes.Paperworks`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, asked: Paperwork) -> None:
        """Write a request that nothing has happened to yet."""
        key = record(asked.person)
        ring = await self._vault.ring([key])
        content = _ASKED.dump_json(replace(asked, entries=()))
        self._session.add(
            PaperworkRow(
                id=asked.id,
                person=asked.person,
                program=asked.program,
                asked_at=asked.asked_at,
                content=ring.seal(key, Cell("paperwork", "content", asked.id), content),
            )
        )
        await self._session.flush()

    async def append(self, asked: Paperwork, entry: Entry) -> None:
        """Write what happened to it next."""
        key = record(asked.person)
        ring = await self._vault.ring([key])
        n = len(asked.entries)
        sealed = ring.seal(key, _entry_cell(asked.id, n), _ENTRY.dump_json(entry))
        self._session.add(PaperworkEntryRow(paperwork=asked.id, n=n, act=str(entry.act), content=sealed))
        await self._session.flush()

    async def keep(self, asked: Paperwork, form: str, document: bytes) -> None:
        """Write a completed form."""
        key = record(asked.person)
        ring = await self._vault.ring([key])
        sealed = ring.seal(key, Cell("paperwork_form", "document", form), document)
        self._session.add(PaperworkFormRow(id=form, paperwork=asked.id, document=sealed))
        await self._session.flush()

    async def document(self, asked: Paperwork, form: str) -> bytes:
        """A completed form of this request.

        Raises:
            NotFound: there is none.
        """
        row = await self._session.get(PaperworkFormRow, form)
        if row is None or row.paperwork != asked.id:
            raise NotFound
        key = record(asked.person)
        ring = await self._vault.ring([key])
        return ring.open(key, Cell("paperwork_form", "document", form), row.document)

    async def get(self, paperwork: str, *, lock: bool = False) -> Paperwork:
        """The request.

        Raises:
            NotFound: there is none.
        """
        question = select(PaperworkRow).where(col(PaperworkRow.id) == paperwork)
        rows = await self._session.exec(question.with_for_update() if lock else question)
        found = await self._asked(rows.all())
        if not found:
            raise NotFound
        return found[0]

    async def of(self, person: PersonId) -> tuple[Paperwork, ...]:
        """A person's requests, newest first."""
        question = select(PaperworkRow).where(col(PaperworkRow.person) == person)
        rows = await self._session.exec(question.order_by(col(PaperworkRow.id).desc()))
        return await self._asked(rows.all())

    async def waiting(self, program: ProgramId) -> tuple[Paperwork, ...]:
        """Requests that nobody has answered, the oldest first."""
        question = (
            select(PaperworkRow)
            .where(
                col(PaperworkRow.program) == program,
                col(PaperworkRow.id).not_in(select(PaperworkEntryRow.paperwork)),
            )
            .order_by(col(PaperworkRow.id))
        )
        return await self._asked((await self._session.exec(question)).all())

    async def _asked(self, rows: Iterable[PaperworkRow]) -> tuple[Paperwork, ...]:
        found = list(rows)
        owners = {row.id: record(PersonId(row.person)) for row in found}
        ring = await self._vault.ring(set(owners.values()))
        question = (
            select(PaperworkEntryRow)
            .where(col(PaperworkEntryRow.paperwork).in_(list(owners)))
            .order_by(col(PaperworkEntryRow.paperwork), col(PaperworkEntryRow.n))
        )
        entries: dict[str, list[Entry]] = {one: [] for one in owners}
        for row in await self._session.exec(question):
            opened = ring.open(owners[row.paperwork], _entry_cell(row.paperwork, row.n), row.content)
            entries[row.paperwork].append(_ENTRY.validate_json(opened))
        return tuple(
            replace(
                _ASKED.validate_json(ring.open(owners[row.id], Cell("paperwork", "content", row.id), row.content)),
                entries=tuple(entries[row.id]),
            )
            for row in found
        )


def _entry_cell(paperwork: str, n: int) -> Cell:
    return Cell("paperwork_entry", "content", f"{paperwork}/{n}")
