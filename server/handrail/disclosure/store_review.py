"""The table of issuer reviews: versions, sealed for the program."""

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
from handrail.disclosure.issuer_review import IssuerReview
from handrail.kernel.ids import ProgramId


class IssuerReviewRow(SQLModel, table=True):
    __tablename__ = "issuer_review"
    id: str = Field(primary_key=True)
    program: str = Field(index=True)
    recorded_at: datetime = Field(sa_type=UTCDateTime)
    body: Sealed = Field(sa_type=SealedColumn)


_REVIEWS = SQLModel.metadata.tables["issuer_review"]
_BODY = TypeAdapter(IssuerReview)


class ReviewStore:
    """Satisfies `disclosure.ports.IssuerReviews`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def latest(self, program: ProgramId) -> IssuerReview | None:
        query = select(_REVIEWS).where(_REVIEWS.c.program == program).order_by(_REVIEWS.c.id.desc()).limit(1)
        row = (await (await self._session.connection()).execute(query)).mappings().first()
        if row is None:
            return None
        key = program_key(program)
        raw = (await self._vault.ring([key])).open(key, Cell("issuer_review", "body", row["id"]), row["body"])
        return replace(_BODY.validate_json(raw), recorded_at=row["recorded_at"])

    async def record(self, review: IssuerReview, id_: str) -> None:
        key = program_key(review.program)
        body = (await self._vault.ring([key])).seal(key, Cell("issuer_review", "body", id_), _BODY.dump_json(review))
        row = {"id": id_, "program": review.program, "recorded_at": review.recorded_at, "body": body}
        await (await self._session.connection()).execute(insert(_REVIEWS), row)
