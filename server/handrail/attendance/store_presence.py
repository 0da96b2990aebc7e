"""Who was connected where and when: the evidence that entries rest on, in rows of its own (design §9.13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import RowMapping, insert, select, update
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.attendance.ledger import Stay, Where
from handrail.db.sealed import Cell, Ring, Sealed, SealedColumn, record
from handrail.db.vault import Vault
from handrail.kernel.ids import PersonId, SessionId


class PresenceIntervalRow(SQLModel, table=True):
    __tablename__ = "presence_interval"
    id: str = Field(primary_key=True)
    session: str = Field(index=True)
    person: str = Field(index=True)
    place: str
    since: Sealed = Field(sa_type=SealedColumn)
    until: Sealed | None = Field(default=None, sa_type=SealedColumn, nullable=True)  # empty while it lasts


_TABLE = SQLModel.metadata.tables["presence_interval"]


class PresenceStore:
    """Begins and ends stays. An instant, once written, is never changed."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def enter(self, stay: str, person: PersonId, session: SessionId, where: Where, at: datetime) -> None:
        """The person is there from `at` on. A stay of theirs in this session that still lasts ends with it.

        Args:
            stay: id of the stay.
            person: who.
            session: in which session.
            where: lobby or room.
            at: since when, UTC.
        """
        await self.leave(person, session, at)
        ring = await self._vault.ring([record(person)])
        since = ring.seal(record(person), Cell("presence_interval", "since", stay), at.isoformat())
        row = {"id": stay, "session": session, "person": person, "place": str(where), "since": since, "until": None}
        await (await self._session.connection()).execute(insert(_TABLE), row)

    async def leave(self, person: PersonId, session: SessionId, at: datetime) -> None:
        """The person is no longer there since `at`, UTC. Nothing, if they were not."""
        await self._end(_TABLE.c.session == session, _TABLE.c.person == person, at=at)

    async def leave_all(self, session: SessionId, at: datetime) -> None:
        """Nobody is there any more since `at`, UTC."""
        await self._end(_TABLE.c.session == session, at=at)

    async def stays(self, session: SessionId) -> Mapping[PersonId, tuple[Stay, ...]]:
        """Every stay in the session, by person, in the order of their beginning."""
        query = select(_TABLE).where(_TABLE.c.session == session).order_by(_TABLE.c.id)
        rows = (await (await self._session.connection()).execute(query)).mappings().all()
        ring = await self._vault.ring({record(PersonId(row["person"])) for row in rows})
        found: dict[PersonId, list[Stay]] = {}
        for row in rows:
            found.setdefault(PersonId(row["person"]), []).append(_stay(ring, row))
        return {person: tuple(sorted(some, key=lambda stay: stay.since)) for person, some in found.items()}

    async def _end(self, *condition: object, at: datetime) -> None:
        connection = await self._session.connection()
        query = select(_TABLE.c.id, _TABLE.c.person).where(*condition, _TABLE.c.until.is_(None))  # type: ignore[arg-type]
        rows = (await connection.execute(query)).all()
        ring = await self._vault.ring({record(PersonId(row.person)) for row in rows})
        for row in rows:
            until = ring.seal(record(row.person), Cell("presence_interval", "until", row.id), at.isoformat())
            await connection.execute(update(_TABLE).where(_TABLE.c.id == row.id).values(until=until))


def _stay(ring: Ring, row: RowMapping) -> Stay:
    def instant(column: str) -> datetime:
        cell = Cell("presence_interval", column, row["id"])
        return datetime.fromisoformat(ring.text(record(PersonId(row["person"])), cell, row[column]))

    since = instant("since")
    return Stay(Where(row["place"]), since, None if row["until"] is None else max(since, instant("until")))
