"""The tables of facts about clients and of representatives: versions and steps, sealed, written once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, insert, select
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.consent.client_facts import ClientFacts
from handrail.consent.representative import Representative, Taken
from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Cell, Sealed, SealedColumn, record
from handrail.db.vault import Vault
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import PersonId


class ClientFactsRow(SQLModel, table=True):
    __tablename__ = "client_facts"
    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    body: Sealed = Field(sa_type=SealedColumn)


class RepresentativeRow(SQLModel, table=True):
    __tablename__ = "representative"
    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    body: Sealed = Field(sa_type=SealedColumn)


class RepresentativeStepRow(SQLModel, table=True):
    __tablename__ = "representative_step"
    id: str = Field(primary_key=True)
    representative: str = Field(index=True, foreign_key="representative.id")
    at: datetime = Field(sa_type=UTCDateTime)
    body: Sealed = Field(sa_type=SealedColumn)


_FACTS = SQLModel.metadata.tables["client_facts"]
_PEOPLE = SQLModel.metadata.tables["representative"]
_STEPS = SQLModel.metadata.tables["representative_step"]
_FACT, _PERSON, _STEP = TypeAdapter(ClientFacts), TypeAdapter(Representative), TypeAdapter(Taken)


class FactsStore:
    """Satisfies `consent.ports.Facts`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def latest(self, person: PersonId) -> ClientFacts | None:
        query = select(_FACTS).where(_FACTS.c.person == person).order_by(_FACTS.c.id.desc()).limit(1)
        row = (await (await self._session.connection()).execute(query)).mappings().first()
        if row is None:
            return None
        ring = await self._vault.ring([record(person)])
        raw = ring.open(record(person), Cell("client_facts", "body", row["id"]), row["body"])
        return replace(_FACT.validate_json(raw), recorded_at=row["recorded_at"])

    async def record(self, facts: ClientFacts, id_: str) -> None:
        key = record(facts.person)
        body = (await self._vault.ring([key])).seal(key, Cell("client_facts", "body", id_), _FACT.dump_json(facts))
        row = {"id": id_, "person": facts.person, "recorded_at": facts.recorded_at, "body": body}
        await (await self._session.connection()).execute(insert(_FACTS), row)

    async def representatives(self, person: PersonId) -> tuple[Representative, ...]:
        return await self._representatives(_PEOPLE.c.person == person)

    async def representative(self, representative: str) -> Representative:
        found = await self._representatives(_PEOPLE.c.id == representative)
        if not found:
            raise NotFound
        return found[0]

    async def add_representative(self, representative: Representative) -> None:
        key = record(representative.person)
        cell = Cell("representative", "body", representative.id)
        row = {
            "id": representative.id,
            "person": representative.person,
            "recorded_at": representative.recorded_at,
            "body": (await self._vault.ring([key])).seal(
                key, cell, _PERSON.dump_json(replace(representative, steps=()))
            ),
        }
        await (await self._session.connection()).execute(insert(_PEOPLE), row)

    async def add_step(self, representative: Representative, taken: Taken, id_: str) -> None:
        key = record(representative.person)
        body = (await self._vault.ring([key])).seal(
            key, Cell("representative_step", "body", id_), _STEP.dump_json(taken)
        )
        row = {"id": id_, "representative": representative.id, "at": taken.at, "body": body}
        await (await self._session.connection()).execute(insert(_STEPS), row)

    async def _representatives(self, condition: ColumnElement[bool]) -> tuple[Representative, ...]:
        query = (
            select(
                _PEOPLE.c.id,
                _PEOPLE.c.person,
                _PEOPLE.c.recorded_at,
                _PEOPLE.c.body,
                _STEPS.c.id.label("step"),
                _STEPS.c.at,
                _STEPS.c.body.label("taken"),
            )
            .outerjoin(_STEPS, _STEPS.c.representative == _PEOPLE.c.id)
            .where(condition)
            .order_by(_PEOPLE.c.recorded_at, _PEOPLE.c.id, _STEPS.c.at, _STEPS.c.id)
        )
        rows = (await (await self._session.connection()).execute(query)).mappings().all()
        ring = await self._vault.ring({record(PersonId(row["person"])) for row in rows})
        found: dict[str, Representative] = {}
        for row in rows:
            key = record(PersonId(row["person"]))
            if row["id"] not in found:
                raw = ring.open(key, Cell("representative", "body", row["id"]), row["body"])
                found[row["id"]] = replace(_PERSON.validate_json(raw), recorded_at=row["recorded_at"])
            if row["step"]:
                raw = ring.open(key, Cell("representative_step", "body", row["step"]), row["taken"])
                one = found[row["id"]]
                found[row["id"]] = replace(one, steps=(*one.steps, replace(_STEP.validate_json(raw), at=row["at"])))
        return tuple(found.values())
