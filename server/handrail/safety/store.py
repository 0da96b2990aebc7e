"""The alert tables: an alert is written once, acknowledgements are added, nothing is changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import RowMapping, insert, select
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Cell, Ring, Sealed, SealedColumn, care
from handrail.db.vault import Vault
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import AlertId, PersonId, ProgramId, ResponseId, SessionId
from handrail.safety.alert import Acknowledgement, Alert, Watched


class SafetyAlertRow(SQLModel, table=True):
    __tablename__ = "safety_alert"
    id: str = Field(primary_key=True)
    session: str = Field(index=True)
    program: str
    person: str = Field(index=True)
    response: str  # empty: they asked for somebody themselves
    items: Sealed = Field(sa_type=SealedColumn)
    raised_at: datetime = Field(sa_type=UTCDateTime)


class SafetyAcknowledgementRow(SQLModel, table=True):
    __tablename__ = "safety_acknowledgement"
    id: str = Field(primary_key=True)
    alert: str = Field(foreign_key="safety_alert.id", index=True)
    by: str
    at: datetime = Field(sa_type=UTCDateTime)
    note: Sealed = Field(sa_type=SealedColumn)


_ALERTS = SQLModel.metadata.tables["safety_alert"]
_ACKS = SQLModel.metadata.tables["safety_acknowledgement"]


class AlertStore:
    """Satisfies `safety.ports.Alerts`. What was answered and what was noted is sealed with the person's care key."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def open(self, alert: Alert) -> None:
        ring = await self._vault.ring([care(alert.person)])
        row = {
            "id": alert.id,
            "session": alert.session,
            "program": alert.program,
            "person": alert.person,
            "response": alert.response or "",
            "items": ring.seal(care(alert.person), _items(alert.id), json.dumps(alert.items)),
            "raised_at": alert.raised_at,
        }
        await (await self._session.connection()).execute(insert(_ALERTS), row)

    async def get(self, alert: AlertId) -> Watched:
        connection = await self._session.connection()
        row = (await connection.execute(select(_ALERTS).where(_ALERTS.c.id == alert))).mappings().first()
        if row is None:
            raise NotFound
        return (await self._watched([row]))[0]

    async def sessions_of(self, person: PersonId) -> frozenset[SessionId]:
        """The sessions in which an answer of this person raised an alert."""
        connection = await self._session.connection()
        query = select(_ALERTS.c.session).where(_ALERTS.c.person == person)
        return frozenset(SessionId(one) for one in (await connection.execute(query)).scalars())

    async def of_session(self, session: SessionId) -> tuple[Watched, ...]:
        connection = await self._session.connection()
        query = select(_ALERTS).where(_ALERTS.c.session == session).order_by(_ALERTS.c.raised_at, _ALERTS.c.id)
        return await self._watched((await connection.execute(query)).mappings().all())

    async def acknowledge(self, watched: Watched, acknowledgement: Acknowledgement) -> None:
        key = care(watched.alert.person)
        ring = await self._vault.ring([key])
        row = {
            "id": acknowledgement.id,
            "alert": acknowledgement.alert,
            "by": acknowledgement.by,
            "at": acknowledgement.at,
            "note": ring.seal(key, _note(acknowledgement.id), acknowledgement.note),
        }
        await (await self._session.connection()).execute(insert(_ACKS), row)

    async def _watched(self, alerts: Iterable[RowMapping]) -> tuple[Watched, ...]:
        rows = tuple(alerts)
        query = select(_ACKS).where(_ACKS.c.alert.in_([row["id"] for row in rows])).order_by(_ACKS.c.at, _ACKS.c.id)
        acks = (await (await self._session.connection()).execute(query)).mappings().all()
        ring = await self._vault.ring({care(PersonId(row["person"])) for row in rows})
        return tuple(_read(ring, row, [ack for ack in acks if ack["alert"] == row["id"]]) for row in rows)


def _read(ring: Ring, row: RowMapping, acks: Iterable[RowMapping]) -> Watched:
    person = PersonId(row["person"])
    alert = Alert(
        id=AlertId(row["id"]),
        session=SessionId(row["session"]),
        program=ProgramId(row["program"]),
        person=person,
        response=ResponseId(row["response"]) if row["response"] else None,
        items=tuple(json.loads(ring.text(care(person), _items(row["id"]), row["items"]))),
        raised_at=row["raised_at"],
    )
    seen = (
        Acknowledgement(
            id=ack["id"],
            alert=alert.id,
            by=PersonId(ack["by"]),
            at=ack["at"],
            note=ring.text(care(person), _note(ack["id"]), ack["note"]),
        )
        for ack in acks
    )
    return Watched(alert, tuple(seen))


def _items(alert: str) -> Cell:
    return Cell("safety_alert", "items", alert)


def _note(acknowledgement: str) -> Cell:
    return Cell("safety_acknowledgement", "note", acknowledgement)
