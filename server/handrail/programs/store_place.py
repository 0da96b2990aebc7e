"""The rows of where people said they are today."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import and_, delete, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.sealed import Cell, KeyGone, place
from handrail.db.vault import Vault
from handrail.kernel.errors import Conflict
from handrail.kernel.ids import Ids, PersonId, SessionId
from handrail.programs.session import CLOSED
from handrail.programs.store_tables import (
    PlaceRow,
    SessionRow,
)
from handrail.programs.whereabouts import PlaceKind, Privacy, Whereabouts


class PlaceStore:
    """Where people said they are today, each answer sealed with a key of its own (design §9.5)."""

    def __init__(self, session: AsyncSession, vault: Vault, ids: Ids) -> None:
        self._session = session
        self._vault = vault
        self._ids = ids

    async def put(self, person: PersonId, session: SessionId, whereabouts: Whereabouts, *, at: datetime) -> None:
        """Keep the answer in place of an earlier one.

        Raises:
            Conflict: the answers for this session are destroyed already.
        """
        key = place(person, session)
        ring = await self._vault.ring([key])
        row = await self._row(session, person, lock=True)
        row_id = row.id if row else self._ids.new()
        content = json.dumps(
            {
                "kind": whereabouts.kind,
                "address": whereabouts.address,
                "callback": whereabouts.callback,
                "privacy": whereabouts.privacy,
            }
        )
        try:
            told = ring.seal(key, Cell("place", "told", row_id), content)
        except KeyGone:
            raise Conflict("This session is over.") from None
        if row is None:
            self._session.add(PlaceRow(id=row_id, person=person, session=session, told=told, told_at=at))
        else:
            row.told, row.told_at = told, at
        await self._session.flush()

    async def told(self, session: SessionId, person: PersonId) -> bool:
        """Whether the person said where they are for this session."""
        return await self._row(session, person) is not None

    async def get(self, session: SessionId, person: PersonId) -> Whereabouts | None:
        """What the person told last; None where nothing was told or it is destroyed."""
        row = await self._row(session, person)
        if row is None:
            return None
        key = place(person, session)
        ring = await self._vault.ring([key])
        try:
            content = json.loads(ring.text(key, Cell("place", "told", row.id), row.told))
        except KeyGone:
            return None
        return Whereabouts(
            PlaceKind(content["kind"]), content["address"], content["callback"], Privacy(content["privacy"])
        )

    async def due(self, *, closed_by: datetime, told_by: datetime) -> tuple[tuple[PersonId, SessionId], ...]:
        """Answers whose session was over by one instant, or that were told by another."""
        rows = await self._session.exec(
            select(PlaceRow.person, PlaceRow.session)
            .join(SessionRow, col(SessionRow.id) == col(PlaceRow.session))
            .where(
                or_(
                    and_(col(SessionRow.state).in_(CLOSED), col(SessionRow.closed_at) <= closed_by),
                    col(PlaceRow.told_at) <= told_by,
                )
            )
            .order_by(col(PlaceRow.id))
        )
        return tuple((PersonId(person), SessionId(session)) for person, session in rows)

    async def shred(self, person: PersonId, session: SessionId) -> None:
        """Destroy the key, at once and outside this transaction: there is no way back."""
        await self._vault.destroy(place(person, session))

    async def drop(self, person: PersonId, session: SessionId) -> None:
        """Remove the row."""
        connection = await self._session.connection()
        await connection.execute(
            delete(PlaceRow).where(col(PlaceRow.person) == person, col(PlaceRow.session) == session)
        )

    async def _row(self, session: SessionId, person: PersonId, *, lock: bool = False) -> PlaceRow | None:
        question = select(PlaceRow).where(col(PlaceRow.person) == person, col(PlaceRow.session) == session)
        if lock:
            question = question.with_for_update().execution_options(populate_existing=True)
        return (await self._session.exec(question)).first()
