"""A repeated HTTP request has one effect: the key of an accepted one is kept with its answer (I5).

The key is written inside the unit that has the effect, so no crash can come between them; the answer is
sealed beside it right after. A refusal that changed nothing is not kept, so it may be tried again.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web
from sqlalchemy import LargeBinary, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.columns import UTCDateTime
from handrail.db.engine import Database
from handrail.db.sealed import Cell, Sealed, SealedColumn, record
from handrail.db.vault import Vault
from handrail.kernel.clock import Clock
from handrail.kernel.errors import CommandReused, Conflict, Refusal
from handrail.kernel.ids import PersonId
from handrail.web.repeats import Act

KEEP = timedelta(days=2)
"""How long a key is remembered."""


class KeptReplyRow(SQLModel, table=True):
    __tablename__ = "kept_reply"
    person: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    digest: bytes = Field(sa_type=LargeBinary)
    status: int  # 0: the effect is committed, the answer not kept yet
    media_type: str
    reply: Sealed | None = Field(default=None, sa_type=SealedColumn, nullable=True)
    at: datetime = Field(sa_type=UTCDateTime, index=True)


_TABLE = SQLModel.metadata.tables["kept_reply"]


@dataclass(slots=True)
class Claim:
    """A key on its way into the first unit that this request commits.

    Attributes:
        kept: whether a unit of ours was committed with it. One that was rolled back has taken the key with it.
    """

    person: PersonId
    key: str
    digest: bytes
    at: datetime
    kept: bool = False

    async def write(self, session: AsyncSession) -> None:
        """Write the key in the unit's own transaction.

        Raises:
            Conflict: another request with this key is ahead.
        """
        row = {"person": self.person, "key": self.key, "digest": self.digest, "at": self.at}
        connection = await session.connection()
        try:
            await connection.execute(insert(_TABLE), {**row, "status": 0, "media_type": "", "reply": None})
        except IntegrityError:
            raise Conflict("This is being done already; ask again in a moment.", retry_after=1) from None


CLAIM: ContextVar[Claim | None] = ContextVar("claim", default=None)
"""The claim of the request being served; `Units.begin` writes it."""


class KeptReplies:
    """Satisfies `web.repeats.Repeats` with a table."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def once(self, person: PersonId, key: str, content: bytes, act: Act) -> web.StreamResponse:
        digest = self._vault.digest("kept reply", content)
        if earlier := await self._earlier(person, key, digest):
            return earlier
        claim = Claim(person, key, digest, self._clock.now())
        token = CLAIM.set(claim)
        try:
            response = await act()
        except Refusal:
            await self._forget(claim)
            raise
        finally:
            CLAIM.reset(token)
        await self._keep(claim, response)
        return response

    async def _earlier(self, person: PersonId, key: str, digest: bytes) -> web.Response | None:
        async with self._database.read() as session:
            connection = await session.connection()
            row = (
                await connection.execute(select(_TABLE).where(_TABLE.c.person == person, _TABLE.c.key == key))
            ).first()
        if row is None:
            return None
        if bytes(row.digest) != digest:
            raise CommandReused
        if row.reply is None:
            raise Conflict("This was done already. Look at the list to see it.")
        ring = await self._vault.ring([record(person)])
        body = ring.open(record(person), _cell(person, key), row.reply)
        return web.Response(body=body, status=row.status, content_type=row.media_type or None)

    async def _keep(self, claim: Claim, response: web.StreamResponse) -> None:
        if not claim.kept or not isinstance(response, web.Response) or not isinstance(response.body, bytes | None):
            return
        ring = await self._vault.ring([record(claim.person)])
        reply = ring.seal(record(claim.person), _cell(claim.person, claim.key), response.body or b"")
        values = {"status": response.status, "media_type": response.content_type, "reply": reply}
        async with self._database.write() as session:
            connection = await session.connection()
            mine = (_TABLE.c.person == claim.person, _TABLE.c.key == claim.key)
            await connection.execute(update(_TABLE).where(*mine).values(values))

    async def _forget(self, claim: Claim) -> None:
        if claim.kept:  # otherwise a row under this key is another request's
            async with self._database.write() as session:
                connection = await session.connection()
                mine = (_TABLE.c.person == claim.person, _TABLE.c.key == claim.key)
                await connection.execute(delete(_TABLE).where(*mine))

    async def prune(self) -> None:
        """Forget keys older than two days."""
        async with self._database.write() as session:
            connection = await session.connection()
            await connection.execute(delete(_TABLE).where(_TABLE.c.at < self._clock.now() - KEEP))


def _cell(person: PersonId, key: str) -> Cell:
    return Cell("kept_reply", "reply", f"{person}/{key}")
