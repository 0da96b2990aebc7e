"""The tables of deliveries: what is sent to whom is sealed; tokens and passcodes are found by keyed digests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from hmac import compare_digest

from pydantic import TypeAdapter
from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Cell, KeyGone, Sealed, SealedColumn, record
from handrail.db.vault import Vault
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import PersonId
from handrail.letters.delivery import Act, Delivery, Happened, Why, move

_DELIVERY = TypeAdapter(Delivery)
_TOKEN, _PASSCODE = "letter link", "letter passcode"
"""Purposes of the keyed digests, so that they equal no other ones."""


class LetterDeliveryRow(SQLModel, table=True):
    __tablename__ = "letter_delivery"
    id: str = Field(primary_key=True)
    letter: str = Field(foreign_key="letter.id")
    person: str = Field(index=True)
    sends_at: datetime = Field(sa_type=UTCDateTime, index=True)
    token_digest: bytes = Field(sa_type=LargeBinary, unique=True)
    passcode_digest: bytes = Field(sa_type=LargeBinary)
    content: Sealed = Field(sa_type=SealedColumn)
    token: Sealed = Field(sa_type=SealedColumn)


class LetterDeliveryActRow(SQLModel, table=True):
    __tablename__ = "letter_delivery_act"
    delivery: str = Field(primary_key=True, foreign_key="letter_delivery.id")
    n: int = Field(primary_key=True)  # two nodes that start to send at once: the key lets one through
    act: str
    at: datetime = Field(sa_type=UTCDateTime)
    why: str


class DeliveryStore:
    """Satisfies `letters.ports.Deliveries`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, delivery: Delivery, token: str, passcode: str) -> None:
        """Write a delivery that nothing has happened to yet."""
        key = record(delivery.person)
        ring = await self._vault.ring([key])
        self._session.add(
            LetterDeliveryRow(
                id=delivery.id,
                letter=delivery.letter,
                person=delivery.person,
                sends_at=delivery.sends_at,
                token_digest=self._vault.digest(_TOKEN, token),
                passcode_digest=self._passcode(delivery.id, passcode),
                content=ring.seal(
                    key, _cell(delivery.id, "content"), _DELIVERY.dump_json(replace(delivery, history=()))
                ),
                token=ring.seal(key, _cell(delivery.id, "token"), token),
            )
        )
        await self._session.flush()

    async def append(self, delivery: Delivery, happened: Happened) -> Delivery:
        """The delivery after this, written.

        Raises:
            Conflict: it cannot take it.
        """
        move(delivery.state, happened.act)
        self._session.add(
            LetterDeliveryActRow(
                delivery=delivery.id,
                n=len(delivery.history),
                act=str(happened.act),
                at=happened.at,
                why=happened.why or "",
            )
        )
        await self._session.flush()
        return replace(delivery, history=(*delivery.history, happened))

    async def get(self, delivery: str, *, lock: bool = False) -> Delivery:
        """The delivery.

        Raises:
            NotFound: there is none.
        """
        question = select(LetterDeliveryRow).where(col(LetterDeliveryRow.id) == delivery)
        found = await self._read((await self._session.exec(question.with_for_update() if lock else question)).all())
        if not found:
            raise NotFound
        return found[0]

    async def of(self, person: PersonId) -> tuple[Delivery, ...]:
        """A person's deliveries, newest first."""
        question = select(LetterDeliveryRow).where(col(LetterDeliveryRow.person) == person)
        return await self._read((await self._session.exec(question.order_by(col(LetterDeliveryRow.id).desc()))).all())

    async def due(self, now: datetime) -> tuple[Delivery, ...]:
        """Deliveries that may be sent by now and that nothing has happened to, the oldest first."""
        touched = select(LetterDeliveryActRow.delivery)
        question = (
            select(LetterDeliveryRow)
            .where(col(LetterDeliveryRow.sends_at) <= now, col(LetterDeliveryRow.id).not_in(touched))
            .order_by(col(LetterDeliveryRow.id))
        )
        return await self._read((await self._session.exec(question)).all())

    async def end_all(self, at: datetime) -> int:
        """End what was queued when a copy was made; how many: it may have been sent since (design §9.9)."""
        acts = LetterDeliveryActRow
        touched = select(acts.delivery).where(acts.act != str(Act.WRONG))
        rows = await self._session.exec(select(LetterDeliveryRow.id).where(col(LetterDeliveryRow.id).not_in(touched)))
        waiting = list(rows)
        self._session.add_all(acts(delivery=one, n=0, act=str(Act.CANCEL), at=at, why="") for one in waiting)
        await self._session.flush()
        return len(waiting)

    async def abandoned(self, before: datetime) -> tuple[Delivery, ...]:
        """Deliveries whose attempt began before that instant and whose end nobody wrote down."""
        acts = LetterDeliveryActRow
        ended = select(acts.delivery).where(col(acts.act).not_in([str(Act.SEND), str(Act.WRONG)]))
        begun = select(acts.delivery).where(
            acts.act == str(Act.SEND), col(acts.at) <= before, col(acts.delivery).not_in(ended)
        )
        question = select(LetterDeliveryRow).where(col(LetterDeliveryRow.id).in_(begun))
        return await self._read((await self._session.exec(question)).all())

    async def token(self, delivery: str) -> str:
        """The token of its link, to be mailed."""
        row = await self._session.get_one(LetterDeliveryRow, delivery)
        key = record(PersonId(row.person))
        return (await self._vault.ring([key])).text(key, _cell(row.id, "token"), row.token)

    async def opened(self, token: str) -> Delivery | None:
        """The delivery that this token opens, locked; any text may be asked for. One whose key is gone is not there."""
        digest = self._vault.digest(_TOKEN, token)
        question = select(LetterDeliveryRow).where(col(LetterDeliveryRow.token_digest) == digest).with_for_update()
        try:
            found = await self._read((await self._session.exec(question)).all())
        except KeyGone:
            return None
        return found[0] if found else None

    async def fits(self, delivery: str, passcode: str) -> bool:
        """Whether this is the passcode, however it is spaced."""
        row = await self._session.get_one(LetterDeliveryRow, delivery)
        return compare_digest(bytes(row.passcode_digest), self._passcode(delivery, passcode))

    def _passcode(self, delivery: str, typed: str) -> bytes:
        plain = "".join(char for char in typed.upper() if char.isalnum())
        return self._vault.digest(_PASSCODE, f"{delivery}:{plain}")

    async def _read(self, rows: Iterable[LetterDeliveryRow]) -> tuple[Delivery, ...]:
        found = list(rows)
        ring = await self._vault.ring({record(PersonId(row.person)) for row in found})
        question = (
            select(LetterDeliveryActRow)
            .where(col(LetterDeliveryActRow.delivery).in_([row.id for row in found]))
            .order_by(col(LetterDeliveryActRow.delivery), col(LetterDeliveryActRow.n))
        )
        acts: dict[str, list[Happened]] = {row.id: [] for row in found}
        for one in await self._session.exec(question):
            acts[one.delivery].append(Happened(Act(one.act), one.at, Why(one.why) if one.why else None))
        return tuple(
            replace(
                _DELIVERY.validate_json(ring.open(record(PersonId(row.person)), _cell(row.id, "content"), row.content)),
                history=tuple(acts[row.id]),
            )
            for row in found
        )


def _cell(delivery: str, column: str) -> Cell:
    return Cell("letter_delivery", column, delivery)
