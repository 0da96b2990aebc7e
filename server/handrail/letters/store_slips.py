"""The tables of slips, and which codes their clients switched off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Cell, Sealed, SealedColumn, record
from handrail.db.vault import Vault
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import LetterId, PersonId
from handrail.letters.slip import Slip

_SLIP = TypeAdapter(Slip)
CODE = "letter code"
"""Purpose of the keyed digest, so that it equals no other one."""


class LetterSlipRow(SQLModel, table=True):
    __tablename__ = "letter_slip"
    id: str = Field(primary_key=True)
    letter: str = Field(index=True, foreign_key="letter.id")
    person: str
    code: bytes = Field(sa_type=LargeBinary, unique=True)
    content: Sealed = Field(sa_type=SealedColumn)
    document: Sealed = Field(sa_type=SealedColumn)


class LetterCodeEndRow(SQLModel, table=True):
    __tablename__ = "letter_code_end"
    owner: str = Field(primary_key=True)  # the letter, for its own code, or the slip
    at: datetime = Field(sa_type=UTCDateTime)


class SlipKeeping:
    """The part of `LetterStore` that keeps slips."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add_slip(self, slip: Slip, document: bytes, code: str) -> None:
        """Write a slip, its page and the keyed digest of its code."""
        key = record(slip.person)
        ring = await self._vault.ring([key])
        self._session.add(
            LetterSlipRow(
                id=slip.id,
                letter=slip.letter,
                person=slip.person,
                code=self._vault.digest(CODE, code),
                content=ring.seal(key, _slip_cell(slip.id, "content"), _SLIP.dump_json(slip)),
                document=ring.seal(key, _slip_cell(slip.id, "document"), document),
            )
        )
        await self._session.flush()

    async def slips(self, letters: Sequence[LetterId]) -> tuple[Slip, ...]:
        """The slips of these letters, oldest first."""
        question = select(LetterSlipRow).where(col(LetterSlipRow.letter).in_(letters)).order_by(col(LetterSlipRow.id))
        return await self._slips((await self._session.exec(question)).all())

    async def slip_document(self, letter: LetterId, slip: str) -> bytes:
        """The page of a slip of this letter.

        Raises:
            NotFound: there is none.
        """
        row = await self._session.get(LetterSlipRow, slip)
        if row is None or row.letter != letter:
            raise NotFound
        key = record(PersonId(row.person))
        ring = await self._vault.ring([key])
        return ring.open(key, _slip_cell(row.id, "document"), row.document)

    async def end_checks(self, letter: LetterId, *, at: datetime) -> None:
        """Switch off the letter's own code and those of its slips; what is off already stays so."""
        slips = await self._session.exec(select(LetterSlipRow.id).where(col(LetterSlipRow.letter) == letter))
        for owner in (letter, *slips):
            if await self._session.get(LetterCodeEndRow, owner) is None:
                self._session.add(LetterCodeEndRow(owner=owner, at=at))
        await self._session.flush()

    async def ended(self, letters: Sequence[LetterId]) -> frozenset[LetterId]:
        """Those of the letters whose own code is switched off."""
        question = select(LetterCodeEndRow.owner).where(col(LetterCodeEndRow.owner).in_(letters))
        return frozenset(LetterId(one) for one in await self._session.exec(question))

    async def _slips(self, rows: Sequence[LetterSlipRow]) -> tuple[Slip, ...]:
        ring = await self._vault.ring({record(PersonId(row.person)) for row in rows})
        question = select(LetterCodeEndRow.owner).where(col(LetterCodeEndRow.owner).in_([row.id for row in rows]))
        ended = frozenset(await self._session.exec(question))
        return tuple(
            replace(
                _SLIP.validate_json(
                    ring.open(record(PersonId(row.person)), _slip_cell(row.id, "content"), row.content)
                ),
                ended=row.id in ended,
            )
            for row in rows
        )


def _slip_cell(slip: str, column: str) -> Cell:
    return Cell("letter_slip", column, slip)
