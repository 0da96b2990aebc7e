"""The audit tables: entries as they happen, and the sequencer that numbers and links them (design §9.4)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from sqlalchemy import LargeBinary, delete, func, insert, select, text
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.audit.chain import START, Linked, extend
from handrail.audit.entry import Entry, Tag
from handrail.db.columns import UTCDateTime
from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids

SEQUENCER = 0x48414E44
"""Key of the Postgres advisory lock that lets one sequencer run at a time."""

AT_ONCE = 1000


class AuditEntryRow(SQLModel, table=True):
    __tablename__ = "audit_entry"
    id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UTCDateTime)
    tag: str
    actor: str
    subject: str = Field(index=True)
    program: str
    outcome: str
    node: str


class AuditLinkRow(SQLModel, table=True):
    __tablename__ = "audit_link"
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    entry_id: str = Field(unique=True)
    link: bytes = Field(sa_type=LargeBinary)


class AuditPendingRow(SQLModel, table=True):
    """Entries that the sequencer has not linked yet: written with the entry, removed with its link."""

    __tablename__ = "audit_pending"
    entry_id: str = Field(primary_key=True)


_ENTRIES = SQLModel.metadata.tables["audit_entry"]
_LINKS = SQLModel.metadata.tables["audit_link"]
_PENDING = SQLModel.metadata.tables["audit_pending"]
_INSERT = insert(_ENTRIES)
_INSERT_PENDING = insert(_PENDING)


class AuditStore:
    """Appends entries in the unit's session. Callers never touch the chain's head."""

    def __init__(self, session: AsyncSession, clock: Clock, ids: Ids, node: str) -> None:
        self._session = session
        self._clock = clock
        self._ids = ids
        self._node = node

    async def record(
        self, tag: Tag, *, actor: str = "", subject: str = "", program: str = "", outcome: str = "done"
    ) -> None:
        row = {
            "id": self._ids.new(),
            "at": self._clock.now(),
            "tag": str(tag),
            "actor": actor,
            "subject": subject,
            "program": program,
            "outcome": outcome,
            "node": self._node,
        }
        connection = await self._session.connection()
        await connection.execute(_INSERT, row)
        await connection.execute(_INSERT_PENDING, {"entry_id": row["id"]})

    async def link_pending(self) -> int:
        """Number and link entries that are not linked yet, oldest first; gives how many."""
        connection = await self._session.connection()
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": SEQUENCER})
        number, head = await self.head()
        pending = (
            await connection.execute(
                select(_ENTRIES)
                .join(_PENDING, _PENDING.c.entry_id == _ENTRIES.c.id)
                .order_by(_ENTRIES.c.id)
                .limit(AT_ONCE)
            )
        ).all()
        entries = [_entry(row) for row in pending]
        links = [
            {"number": number + 1 + place, "entry_id": entry.id, "link": link}
            for place, (entry, link) in enumerate(zip(entries, extend(head, entries), strict=True))
        ]
        if links:
            await connection.execute(insert(_LINKS), links)
            await connection.execute(delete(_PENDING).where(_PENDING.c.entry_id.in_([entry.id for entry in entries])))
        return len(links)

    async def head(self) -> tuple[int, bytes]:
        """Number and link of the last linked entry, unverified."""
        connection = await self._session.connection()
        row = (await connection.execute(select(_LINKS).order_by(_LINKS.c.number.desc()).limit(1))).first()
        return (row.number, bytes(row.link)) if row else (0, START)

    async def chain(self) -> AsyncIterator[Linked]:
        """Every link with its entry, by number."""
        connection = await self._session.connection()
        last = 0
        while True:
            rows = (
                await connection.execute(
                    select(_LINKS.c.number, _LINKS.c.link, _LINKS.c.entry_id, _ENTRIES)
                    .outerjoin(_ENTRIES, _ENTRIES.c.id == _LINKS.c.entry_id)
                    .where(_LINKS.c.number > last)
                    .order_by(_LINKS.c.number)
                    .limit(AT_ONCE)
                )
            ).all()
            for row in rows:
                yield Linked(row.number, row.entry_id, bytes(row.link), _entry(row) if row.id else None)
            if not rows:
                return
            last = rows[-1].number

    async def about(self, subjects: Sequence[str]) -> tuple[Entry, ...]:
        """Entries with one of these subjects, oldest first."""
        connection = await self._session.connection()
        found = []
        for at in range(0, len(subjects), AT_ONCE):
            query = select(_ENTRIES).where(_ENTRIES.c.subject.in_(subjects[at : at + AT_ONCE]))
            found += [_entry(row) for row in (await connection.execute(query)).all()]
        return tuple(sorted(found, key=lambda one: one.id))

    async def unlinked(self) -> int:
        """How many entries wait for the sequencer."""
        connection = await self._session.connection()
        return await connection.scalar(select(func.count()).select_from(_PENDING)) or 0

    async def stray(self) -> str:
        """Id of the first entry that is neither linked nor waiting, so that nobody recorded it; empty for none."""
        connection = await self._session.connection()
        known = (
            select(_LINKS.c.entry_id).where(_LINKS.c.entry_id == _ENTRIES.c.id).exists(),
            select(_PENDING.c.entry_id).where(_PENDING.c.entry_id == _ENTRIES.c.id).exists(),
        )
        query = select(_ENTRIES.c.id).where(~known[0], ~known[1]).order_by(_ENTRIES.c.id).limit(1)
        return await connection.scalar(query) or ""


def _entry(row: object) -> Entry:
    get = row._mapping  # type: ignore[attr-defined]  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    return Entry(
        get["id"], get["at"], get["tag"], get["actor"], get["subject"], get["program"], get["outcome"], get["node"]
    )
