"""The table of suspended accountings: written once, sealed for the program, since the person is not to read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import insert, select
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Cell, Sealed, SealedColumn, program_key
from handrail.db.vault import Vault
from handrail.disclosure.suspension import Suspension
from handrail.kernel.ids import PersonId, ProgramId


class AccountingSuspensionRow(SQLModel, table=True):
    __tablename__ = "accounting_suspension"
    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    program: str
    at: datetime = Field(sa_type=UTCDateTime)
    body: Sealed = Field(sa_type=SealedColumn)


_ROWS = SQLModel.metadata.tables["accounting_suspension"]
_BODY = TypeAdapter(Suspension)


class SuspensionStore:
    """Satisfies `disclosure.ports.Suspensions`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, one: Suspension) -> None:
        key = program_key(one.program)
        body = (await self._vault.ring([key])).seal(key, _cell(one.id), _BODY.dump_json(one))
        row = {"id": one.id, "person": one.person, "program": one.program, "at": one.at, "body": body}
        await (await self._session.connection()).execute(insert(_ROWS), row)

    async def of(self, person: PersonId) -> tuple[Suspension, ...]:
        query = select(_ROWS).where(_ROWS.c.person == person).order_by(_ROWS.c.id.desc())
        rows = (await (await self._session.connection()).execute(query)).mappings().all()
        ring = await self._vault.ring({program_key(ProgramId(row["program"])) for row in rows})
        return tuple(
            replace(
                _BODY.validate_json(ring.open(program_key(ProgramId(row["program"])), _cell(row["id"]), row["body"])),
                at=row["at"],
            )
            for row in rows
        )


def _cell(row: str) -> Cell:
    return Cell("accounting_suspension", "body", row)
