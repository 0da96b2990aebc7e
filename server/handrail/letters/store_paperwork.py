"""The tables of forms that are not letters: rows are only ever added; all that they hold is sealed."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import Field, SQLModel

from handrail.db.columns import UTCDateTime
from handrail.db.request_tables import Kind, RequestTables
from handrail.db.sealed import Cell, Sealed, SealedColumn, record
from handrail.kernel.errors import NotFound
from handrail.letters.paperwork import Act, Entry, Paperwork


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


class PaperworkStore(RequestTables[Paperwork, Entry]):
    """Satisfies `letters.paperwork_shapes.Paperworks`."""

    kind = Kind(
        SQLModel.metadata.tables["paperwork"],
        SQLModel.metadata.tables["paperwork_entry"],
        names="paperwork",
        sealed="content",
        request=TypeAdapter(Paperwork),
        entry=TypeAdapter(Entry),
        answered=tuple(Act),
    )

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
