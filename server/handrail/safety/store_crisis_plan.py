"""The table of crisis plans: one row a person, sealed with the key of what they told for their care."""

from __future__ import annotations

import json
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Cell, KeyGone, Sealed, SealedColumn, care
from handrail.db.vault import Vault
from handrail.kernel.errors import Conflict
from handrail.kernel.ids import PersonId
from handrail.safety.crisis_plan import EMPTY, CrisisPlan, Part


class CrisisPlanRow(SQLModel, table=True):
    __tablename__ = "crisis_plan"
    person: str = Field(primary_key=True)
    version: int
    changed_at: datetime = Field(sa_type=UTCDateTime)
    parts: Sealed = Field(sa_type=SealedColumn)


class CrisisPlanStore:
    """Satisfies `safety.ports.CrisisPlans`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def of(self, person: PersonId, *, lock: bool = False) -> CrisisPlan:
        """The person's plan; an empty one before they wrote any, and once the key of it is destroyed."""
        row = await self._row(person, lock=lock)
        if row is None:
            return CrisisPlan()
        ring = await self._vault.ring([care(person)])
        try:
            said = json.loads(ring.text(care(person), _parts(person), row.parts))
        except KeyGone:
            return CrisisPlan(row.version, row.changed_at)
        parts = {**EMPTY, **{Part(part): words for part, words in said.items()}}
        return CrisisPlan(row.version, row.changed_at, MappingProxyType(parts))

    async def put(self, person: PersonId, plan: CrisisPlan) -> None:
        """Keep the plan in place of the one before.

        Raises:
            Conflict: another page wrote the first one just now, or the key is destroyed.
        """
        assert plan.changed_at is not None, "only a plan that was written is kept"
        ring = await self._vault.ring([care(person)])
        try:
            parts = ring.seal(care(person), _parts(person), json.dumps(dict(plan.parts)))
        except KeyGone:
            raise Conflict("This record is closed.") from None
        row = await self._row(person)
        if row is None:
            self._session.add(
                CrisisPlanRow(person=person, version=plan.version, changed_at=plan.changed_at, parts=parts)
            )
        else:
            row.version, row.changed_at, row.parts = plan.version, plan.changed_at, parts
        try:
            await self._session.flush()
        except IntegrityError:
            raise Conflict("This plan was written on another page just now.") from None

    async def _row(self, person: PersonId, *, lock: bool = False) -> CrisisPlanRow | None:
        question = select(CrisisPlanRow).where(col(CrisisPlanRow.person) == person)
        if lock:
            question = question.with_for_update().execution_options(populate_existing=True)
        return (await self._session.exec(question)).first()


def _parts(person: PersonId) -> Cell:
    return Cell("crisis_plan", "parts", person)
