"""The passkey tables: public keys, and challenges that wait for their answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary
from sqlalchemy import delete as sql_delete
from sqlalchemy import update as sql_update
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.columns import UTCDateTime
from handrail.db.vault import Vault
from handrail.identity.passkey import Challenge, Passkey, Purpose
from handrail.kernel.ids import PersonId


class PasskeyRow(SQLModel, table=True):
    __tablename__ = "passkey"
    id: str = Field(primary_key=True)
    person: str = Field(foreign_key="account.person", index=True)
    credential: str = Field(unique=True)
    public_key: bytes = Field(sa_type=LargeBinary)
    counter: int = Field(sa_type=BigInteger)
    made_at: datetime = Field(sa_type=UTCDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class PasskeyChallengeRow(SQLModel, table=True):
    __tablename__ = "passkey_challenge"
    digest: bytes = Field(sa_type=LargeBinary, primary_key=True)
    purpose: str
    person: str
    expires_at: datetime = Field(sa_type=UTCDateTime, index=True)


class PasskeyStore:
    """Passkeys of all people, and open challenges as keyed digests."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def challenge(self, secret: bytes, challenge: Challenge) -> None:
        self._session.add(
            PasskeyChallengeRow(
                digest=self._digest(secret),
                purpose=str(challenge.purpose),
                person=challenge.person,
                expires_at=challenge.expires_at,
            )
        )
        await self._session.flush()

    async def take(self, secret: bytes) -> Challenge | None:
        connection = await self._session.connection()
        gone = await connection.execute(
            sql_delete(PasskeyChallengeRow)
            .where(col(PasskeyChallengeRow.digest) == self._digest(secret))
            .returning(
                col(PasskeyChallengeRow.purpose), col(PasskeyChallengeRow.person), col(PasskeyChallengeRow.expires_at)
            )
        )
        row = gone.first()
        return Challenge(Purpose(row.purpose), row.person, row.expires_at) if row else None

    async def forget_challenges(self, before: datetime) -> None:
        connection = await self._session.connection()
        await connection.execute(sql_delete(PasskeyChallengeRow).where(col(PasskeyChallengeRow.expires_at) < before))

    async def add(self, passkey: Passkey) -> None:
        self._session.add(
            PasskeyRow(
                id=passkey.id,
                person=passkey.person,
                credential=passkey.credential,
                public_key=passkey.public_key,
                counter=passkey.counter,
                made_at=passkey.made_at,
            )
        )
        await self._session.flush()

    async def of(self, person: PersonId) -> list[Passkey]:
        query = select(PasskeyRow).where(PasskeyRow.person == person).order_by(col(PasskeyRow.id))
        return [_passkey(row) for row in (await self._session.exec(query)).all()]

    async def get(self, credential: str) -> Passkey | None:
        row = (await self._session.exec(select(PasskeyRow).where(PasskeyRow.credential == credential))).first()
        return _passkey(row) if row else None

    async def use(self, passkey: Passkey, counter: int, at: datetime) -> bool:
        connection = await self._session.connection()
        done = await connection.execute(
            sql_update(PasskeyRow)
            .where(col(PasskeyRow.id) == passkey.id, col(PasskeyRow.counter) == passkey.counter)
            .values(counter=counter, used_at=at)
        )
        return done.rowcount == 1

    async def remove(self, person: PersonId, passkey: str) -> bool:
        connection = await self._session.connection()
        done = await connection.execute(
            sql_delete(PasskeyRow).where(col(PasskeyRow.id) == passkey, col(PasskeyRow.person) == person)
        )
        return done.rowcount == 1

    def _digest(self, secret: bytes) -> bytes:
        return self._vault.digest("passkey challenge", secret)


def _passkey(row: PasskeyRow) -> Passkey:
    return Passkey(row.id, PersonId(row.person), row.credential, row.public_key, row.counter, row.made_at, row.used_at)
