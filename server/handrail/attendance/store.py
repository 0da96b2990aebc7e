"""The ledger's tables: entries and disputes, written once, never changed, sealed for the person they are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, UniqueConstraint, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.attendance.entry import Entry
from handrail.attendance.receipt import Dispute
from handrail.attendance.store_presence import PresenceStore
from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Cell, Ring, Sealed, SealedColumn, record
from handrail.db.vault import Vault
from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.ids import EntryId, PersonId, SessionId

LEDGER_LOCK = 0x4C454447
"""First key of the Postgres advisory locks that let one unit at a time write, or rest on, a person's ledger."""


class AttendanceEntryRow(SQLModel, table=True):
    __tablename__ = "attendance_entry"
    # One entry a session and person, and one correction an entry: the line never forks.
    __table_args__ = (UniqueConstraint("session", "person", "corrects"),)
    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    program: str
    session: str
    corrects: str  # empty for the recorded entry
    at: datetime = Field(sa_type=UTCDateTime)
    body: Sealed = Field(sa_type=SealedColumn)  # all of it: that somebody was absent is health information


class AttendanceDisputeRow(SQLModel, table=True):
    __tablename__ = "attendance_dispute"
    id: str = Field(primary_key=True)
    entry: str = Field(foreign_key="attendance_entry.id", index=True)
    person: str = Field(index=True)
    at: datetime = Field(sa_type=UTCDateTime)
    words: Sealed = Field(sa_type=SealedColumn)


_ENTRIES = SQLModel.metadata.tables["attendance_entry"]
_DISPUTES = SQLModel.metadata.tables["attendance_dispute"]
_BODY = TypeAdapter(Entry)


class LedgerStore(PresenceStore):
    """Satisfies `attendance.ports.Ledger`; presence is its first page."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        super().__init__(session, vault)
        self._session = session
        self._vault = vault

    async def append(self, entry: Entry) -> None:
        await self._lock(entry.person)
        ring = await self._vault.ring([record(entry.person)])
        row = {
            "id": entry.id,
            "person": entry.person,
            "program": entry.program,
            "session": entry.session,
            "corrects": entry.corrects,
            "at": entry.at,
            "body": ring.seal(record(entry.person), _body(entry.id), _BODY.dump_json(entry)),
        }
        try:
            await (await self._session.connection()).execute(insert(_ENTRIES), row)
        except IntegrityError:
            raise Conflict("This has been written already. Look at the newest entry.") from None

    async def get(self, entry: EntryId) -> Entry:
        found = await self._where(_ENTRIES.c.id == entry)
        if not found:
            raise NotFound
        return found[0]

    async def of_person(self, person: PersonId, *, lock: bool = False) -> tuple[Entry, ...]:
        """Everything written about the person, oldest first.

        With `lock`, nothing can be added to their ledger until the unit ends: what a letter rests on holds.
        """
        if lock:
            await self._lock(person)
        return await self._where(_ENTRIES.c.person == person)

    async def of_session(self, session: SessionId) -> tuple[Entry, ...]:
        return await self._where(_ENTRIES.c.session == session)

    async def dispute(self, dispute: Dispute) -> None:
        ring = await self._vault.ring([record(dispute.person)])
        row = {
            "id": dispute.id,
            "entry": dispute.entry,
            "person": dispute.person,
            "at": dispute.at,
            "words": ring.seal(record(dispute.person), _words(dispute.id), dispute.words),
        }
        await (await self._session.connection()).execute(insert(_DISPUTES), row)

    async def disputes_of(self, person: PersonId) -> tuple[Dispute, ...]:
        query = select(_DISPUTES).where(_DISPUTES.c.person == person).order_by(_DISPUTES.c.at, _DISPUTES.c.id)
        rows = (await (await self._session.connection()).execute(query)).mappings().all()
        ring = await self._vault.ring([record(person)])
        return tuple(_dispute(ring, row) for row in rows)

    async def _where(self, condition: ColumnElement[bool]) -> tuple[Entry, ...]:
        query = select(_ENTRIES).where(condition).order_by(_ENTRIES.c.at, _ENTRIES.c.id)
        rows = (await (await self._session.connection()).execute(query)).mappings().all()
        return await self._read(rows)

    async def _read(self, rows: Iterable[RowMapping]) -> tuple[Entry, ...]:
        found = tuple(rows)
        ring = await self._vault.ring({record(PersonId(row["person"])) for row in found})
        return tuple(_entry(ring, row) for row in found)

    async def _lock(self, person: PersonId) -> None:
        connection = await self._session.connection()
        if connection.dialect.name == "postgresql":  # on SQLite there is one writer
            lock = text("SELECT pg_advisory_xact_lock(:ledger, hashtext(:person))")
            await connection.execute(lock, {"ledger": LEDGER_LOCK, "person": person})


def _entry(ring: Ring, row: RowMapping) -> Entry:
    entry = _BODY.validate_json(ring.open(record(PersonId(row["person"])), _body(row["id"]), row["body"]))
    return replace(entry, at=row["at"])


def _dispute(ring: Ring, row: RowMapping) -> Dispute:
    person = PersonId(row["person"])
    return Dispute(
        id=row["id"],
        entry=EntryId(row["entry"]),
        person=person,
        words=ring.text(record(person), _words(row["id"]), row["words"]),
        at=row["at"],
    )


def _body(entry: str) -> Cell:
    return Cell("attendance_entry", "body", entry)


def _words(dispute: str) -> Cell:
    return Cell("attendance_dispute", "words", dispute)
