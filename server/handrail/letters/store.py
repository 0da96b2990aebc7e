"""The letter tables: what was issued, the sealed documents, what happened since, and every try to check one.

Rows are only ever added (I9). What a letter is about is sealed with its client's record key; a code is kept as a
keyed digest, so a copy of the database lists none (security E8).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Cell, KeyGone, KeyRef, Sealed, SealedColumn, record
from handrail.db.vault import Vault
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import LetterId, PersonId, SessionId
from handrail.letters.issued import Checked, Letter
from handrail.letters.slip import Coded
from handrail.letters.standing import Step
from handrail.letters.store_slips import CODE, LetterCodeEndRow, LetterSlipRow, SlipKeeping

_CONTENT = TypeAdapter(Letter)


class LetterRow(SQLModel, table=True):
    __tablename__ = "letter"
    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    program: str = Field(index=True)
    number: str = Field(unique=True)
    code: bytes | None = Field(default=None, sa_type=LargeBinary, unique=True)
    issued_at: datetime = Field(sa_type=UTCDateTime)
    digest: str
    content: Sealed = Field(sa_type=SealedColumn)
    document: Sealed = Field(sa_type=SealedColumn)


class LetterTextRow(SQLModel, table=True):
    __tablename__ = "letter_text"
    letter: str = Field(primary_key=True, foreign_key="letter.id")
    content: Sealed = Field(sa_type=SealedColumn)


class LetterStepRow(SQLModel, table=True):
    __tablename__ = "letter_step"
    letter: str = Field(primary_key=True, foreign_key="letter.id")  # one step ends a letter: the key allows no second
    step: str
    by: str
    at: datetime = Field(sa_type=UTCDateTime)


class LetterSessionRow(SQLModel, table=True):
    __tablename__ = "letter_session"
    letter: str = Field(primary_key=True, foreign_key="letter.id")
    session: str = Field(primary_key=True, index=True)


class LetterCheckRow(SQLModel, table=True):
    __tablename__ = "letter_check"
    id: str = Field(primary_key=True)
    letter: str = Field(index=True)  # empty where nobody knows the code: no foreign key, and the same row either way
    at: datetime = Field(sa_type=UTCDateTime)
    confirmed: bool
    source: str


class LetterStore(SlipKeeping):
    """Satisfies `letters.ports.Letters`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, letter: Letter, document: bytes, text: str, code: str) -> None:
        """Write a letter, its document, its plain text and the keyed digest of its code (empty: it has none)."""
        key = record(letter.person)
        ring = await self._vault.ring([key])
        self._session.add(
            LetterRow(
                id=letter.id,
                person=letter.person,
                program=letter.program,
                number=letter.number,
                code=self._vault.digest(CODE, code) if code else None,
                issued_at=letter.issued_at,
                digest=letter.digest,
                content=ring.seal(key, _cell(letter.id, "content"), _CONTENT.dump_json(replace(letter, steps=()))),
                document=ring.seal(key, _cell(letter.id, "document"), document),
            )
        )
        await self._session.flush()
        sealed = ring.seal(key, Cell("letter_text", "content", letter.id), text)
        self._session.add(LetterTextRow(letter=letter.id, content=sealed))
        self._session.add_all(LetterSessionRow(letter=letter.id, session=one) for one in sorted(letter.sessions))
        await self._session.flush()

    async def get(self, letter: LetterId, *, lock: bool = False) -> Letter:
        """The letter.

        Raises:
            NotFound: there is none.
        """
        question = select(LetterRow).where(col(LetterRow.id) == letter)
        found = await self._letters(await self._rows(question.with_for_update() if lock else question))
        if not found:
            raise NotFound
        return found[0]

    async def of(self, person: PersonId) -> tuple[Letter, ...]:
        """A person's letters, newest first."""
        question = select(LetterRow).where(col(LetterRow.person) == person).order_by(col(LetterRow.id).desc())
        return await self._letters(await self._rows(question))

    async def document(self, letter: LetterId) -> bytes:
        """The PDF as it was issued.

        Raises:
            NotFound: there is no such letter.
        """
        row, key = await self._row(letter)
        ring = await self._vault.ring([key])
        return ring.open(key, _cell(row.id, "document"), row.document)

    async def text(self, letter: LetterId) -> str:
        """Its plain-text twin.

        Raises:
            NotFound: there is no such letter.
        """
        _, key = await self._row(letter)
        row = await self._session.get_one(LetterTextRow, letter)
        ring = await self._vault.ring([key])
        return ring.text(key, Cell("letter_text", "content", letter), row.content)

    async def _row(self, letter: LetterId) -> tuple[LetterRow, KeyRef]:
        row = await self._session.get(LetterRow, letter)
        if row is None:
            raise NotFound
        return row, record(PersonId(row.person))

    async def coded(self, code: str) -> Coded | None:
        """The letter that this code belongs to, its own or a slip's. One whose key is gone is not there."""
        digest = self._vault.digest(CODE, code)
        question = select(LetterRow).where(col(LetterRow.code) == digest)
        slipped = select(LetterSlipRow).where(col(LetterSlipRow.code) == digest)
        slip = (await self._session.exec(slipped)).first()
        if slip is not None:
            question = select(LetterRow).where(col(LetterRow.id) == slip.letter)
        try:
            found = await self._letters(await self._rows(question))
            if not found:
                return None
            (letter,) = found
            reader = letter.reader
            if slip is not None:
                (opened,) = await self._slips([slip])
                reader = opened.reader
        except KeyGone:
            return None
        ended = await self._session.get(LetterCodeEndRow, slip.id if slip else letter.id)
        return Coded(letter, None if ended else reader)

    async def stating(self, session: SessionId, person: PersonId) -> tuple[Letter, ...]:
        """Letters of a person that state their attendance at a session."""
        question = (
            select(LetterRow)
            .join(LetterSessionRow, col(LetterSessionRow.letter) == col(LetterRow.id))
            .where(col(LetterSessionRow.session) == session, col(LetterRow.person) == person)
            .order_by(col(LetterRow.id))
        )
        return await self._letters(await self._rows(question))

    async def take_step(self, letter: LetterId, step: Step, *, by: str, at: datetime) -> None:
        """Append what happened to a letter."""
        self._session.add(LetterStepRow(letter=letter, step=str(step), by=by, at=at))
        await self._session.flush()

    async def note(self, checked: Checked) -> None:
        """Append one try to check a letter."""
        self._session.add(
            LetterCheckRow(
                id=checked.id,
                letter=checked.letter,
                at=checked.at,
                confirmed=checked.confirmed,
                source=checked.source,
            )
        )
        await self._session.flush()

    async def checks(self, letters: Sequence[LetterId]) -> tuple[Checked, ...]:
        """Every try to check one of these letters, oldest first."""
        question = (
            select(LetterCheckRow).where(col(LetterCheckRow.letter).in_(letters)).order_by(col(LetterCheckRow.id))
        )
        rows = await self._session.exec(question)
        return tuple(Checked(row.id, row.letter, row.at, row.confirmed, row.source) for row in rows)

    async def _rows(self, question: object) -> list[LetterRow]:
        return list(await self._session.exec(question))  # type: ignore[call-overload]

    async def _letters(self, rows: Iterable[LetterRow]) -> tuple[Letter, ...]:
        found = list(rows)
        ring = await self._vault.ring({record(PersonId(row.person)) for row in found})
        question = select(LetterStepRow).where(col(LetterStepRow.letter).in_([row.id for row in found]))
        steps = {one.letter: (Step(one.step),) for one in await self._session.exec(question)}
        return tuple(
            replace(
                _CONTENT.validate_json(ring.open(record(PersonId(row.person)), _cell(row.id, "content"), row.content)),
                steps=steps.get(row.id, ()),
            )
            for row in found
        )


def _cell(letter: str, column: str) -> Cell:
    return Cell("letter", column, letter)
