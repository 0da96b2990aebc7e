"""The library of handouts as it ships, and who was given which: rows that outlive the room's journal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from importlib.resources import files

from sqlalchemy import Table, insert, select
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.columns import UTCDateTime
from handrail.handouts.handout import Handout, parse
from handrail.kernel.ids import HandoutId, PersonId, SessionId


@cache
def shipped() -> tuple[Handout, ...]:
    """Every version of every handout in the library."""
    library = files("handrail.handouts").joinpath("library")
    return tuple(parse(one.read_text("utf-8")) for one in library.iterdir() if one.name.endswith(".md"))


class HandoutShareRow(SQLModel, table=True):
    __tablename__ = "handout_share"
    session: str = Field(primary_key=True)
    handout: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    by: str
    at: datetime = Field(sa_type=UTCDateTime)


class HandoutAcknowledgementRow(SQLModel, table=True):
    __tablename__ = "handout_acknowledgement"
    session: str = Field(primary_key=True)
    handout: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    person: str = Field(primary_key=True, index=True)
    at: datetime = Field(sa_type=UTCDateTime)


_SHARES = SQLModel.metadata.tables["handout_share"]
_ACKS = SQLModel.metadata.tables["handout_acknowledgement"]


class HandoutStore:
    """Shares and acknowledgements, by ids only; each is written once."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def share(self, session: SessionId, handout: HandoutId, version: int, *, by: PersonId, at: datetime) -> None:
        """The handout was put before everyone in the session."""
        await self._add(_SHARES, {"session": session, "handout": handout, "version": version, "by": by, "at": at})

    async def acknowledge(
        self, session: SessionId, handout: HandoutId, version: int, *, person: PersonId, at: datetime
    ) -> None:
        """The person said that they have it."""
        row = {"session": session, "handout": handout, "version": version, "person": person, "at": at}
        await self._add(_ACKS, row)

    async def shared_in(self, sessions: Iterable[SessionId]) -> tuple[tuple[SessionId, HandoutId, int], ...]:
        """What was shared in these sessions, oldest first: session, handout, version."""
        query = select(_SHARES).where(_SHARES.c.session.in_(list(sessions))).order_by(_SHARES.c.at)
        rows = (await (await self._session.connection()).execute(query)).all()
        return tuple((SessionId(row.session), HandoutId(row.handout), row.version) for row in rows)

    async def acknowledged_by(self, person: PersonId) -> tuple[tuple[SessionId, HandoutId, int], ...]:
        """What the person has acknowledged, oldest first: session, handout, version."""
        query = select(_ACKS).where(_ACKS.c.person == person).order_by(_ACKS.c.at)
        rows = (await (await self._session.connection()).execute(query)).all()
        return tuple((SessionId(row.session), HandoutId(row.handout), row.version) for row in rows)

    async def _add(self, table: Table, row: dict[str, object]) -> None:
        await (await self._session.connection()).execute(insert(table), row)
