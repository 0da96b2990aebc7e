"""The identity tables: accounts, one-time links, sign-ins with their refresh tokens, failed tries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, LargeBinary, UniqueConstraint, func
from sqlalchemy import delete as sql_delete
from sqlalchemy import update as sql_update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Cell, Sealed, SealedColumn, record
from handrail.db.vault import Vault
from handrail.identity.account import Account, Credentials, State
from handrail.identity.invitation import Invitation
from handrail.identity.pin import Pin
from handrail.identity.ports import Candidate, Known
from handrail.identity.refresh import RefreshToken
from handrail.identity.sign_in import SignIn
from handrail.identity.throttle import Tries
from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.ids import PersonId, ProgramId, SignInId
from handrail.kernel.principal import Role


class AccountRow(SQLModel, table=True):
    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("program", "email_digest"),)
    person: str = Field(primary_key=True)
    program: str
    roles: str
    state: str
    zone: str
    email_digest: bytes | None = Field(default=None, sa_type=LargeBinary, index=True)
    email: Sealed = Field(sa_type=SealedColumn)
    legal_name: Sealed = Field(sa_type=SealedColumn)
    display_name: Sealed = Field(sa_type=SealedColumn)
    password: str = Field(default="", repr=False)
    second: Sealed | None = Field(default=None, sa_type=SealedColumn)
    step: int = 0
    made_at: datetime = Field(sa_type=UTCDateTime)


class InvitationRow(SQLModel, table=True):
    __tablename__ = "invitation"
    id: str = Field(primary_key=True)
    person: str = Field(foreign_key="account.person", index=True)
    digest: bytes = Field(sa_type=LargeBinary, unique=True)
    made_at: datetime = Field(sa_type=UTCDateTime)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    enrolling: Sealed | None = Field(default=None, sa_type=SealedColumn)


class SignInRow(SQLModel, table=True):
    __tablename__ = "sign_in"
    id: str = Field(primary_key=True)
    person: str = Field(foreign_key="account.person", index=True)
    staff: bool
    started_at: datetime = Field(sa_type=UTCDateTime)
    authenticated_at: datetime = Field(sa_type=UTCDateTime)
    active_at: datetime = Field(sa_type=UTCDateTime)
    in_room_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    paused_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    pin: str = Field(default="", repr=False)
    pin_tries: int = 0


class RefreshTokenRow(SQLModel, table=True):
    __tablename__ = "refresh_token"
    id: str = Field(primary_key=True)
    sign_in: str = Field(foreign_key="sign_in.id", index=True)
    issued_at: datetime = Field(sa_type=UTCDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    used_key: str = ""
    successor: str = ""


class TriesRow(SQLModel, table=True):
    __tablename__ = "sign_in_tries"
    id: str = Field(primary_key=True)
    failures: int
    last_at: datetime = Field(sa_type=UTCDateTime)


_TRIES = SQLModel.metadata.tables["sign_in_tries"]


class AccountStore:
    """Accounts, their names and addresses sealed with the person's record key."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def get(self, person: PersonId) -> Account:
        return await self._account(await self._session.get(AccountRow, person))

    async def hold(self, person: PersonId) -> Account:
        return await self._account(await self._held(person))

    async def many(self, persons: list[PersonId]) -> dict[PersonId, Account]:
        """The accounts of these people, those that exist."""
        rows = (await self._session.exec(select(AccountRow).where(col(AccountRow.person).in_(persons)))).all()
        return {PersonId(row.person): await self._account(row) for row in rows}

    async def of_program(self, program: ProgramId) -> list[Account]:
        """Every account of a program, in the order they were made."""
        query = select(AccountRow).where(AccountRow.program == program).order_by(col(AccountRow.person))
        return [await self._account(row) for row in (await self._session.exec(query)).all()]

    async def credentials(self, person: PersonId) -> Credentials:
        row = await self._session.get(AccountRow, person)
        if row is None:
            raise NotFound
        second = ""
        if row.second is not None:
            ring = await self._vault.ring([record(person)])
            second = ring.text(record(person), _cell(person, "second"), row.second)
        return Credentials(row.password, second, row.step)

    async def candidates(self, email: str, program: str | None) -> list[Candidate]:
        query = select(AccountRow).where(AccountRow.email_digest == self._digest(email))
        query = query.where(AccountRow.state == str(State.ACTIVE)).order_by(col(AccountRow.person))
        if program is not None:
            query = query.where(AccountRow.program == program)
        rows = (await self._session.exec(query)).all()
        return [Candidate(PersonId(row.person), row.password) for row in rows]

    async def named(self, email: str, program: ProgramId) -> Account | None:
        query = select(AccountRow).where(AccountRow.email_digest == self._digest(email), AccountRow.program == program)
        row = (await self._session.exec(query)).first()
        return await self._account(row) if row else None

    async def add(self, account: Account, at: datetime) -> None:
        sealed = await self._sealed(account)
        self._session.add(
            AccountRow(
                person=account.person,
                program=account.program,
                roles=_roles_text(account.roles),
                state=str(account.state),
                zone=account.zone or "",
                email_digest=self._digest(account.email),
                email=sealed["email"],
                legal_name=sealed["legal_name"],
                display_name=sealed["display_name"],
                made_at=at,
            )
        )
        try:
            await self._session.flush()
        except IntegrityError:
            raise Conflict("This account was made just now by somebody else.") from None

    async def keep(self, account: Account) -> None:
        row = await self._held(account.person)
        if row is None:
            raise NotFound
        row.roles = _roles_text(account.roles)
        row.state = str(account.state)
        row.zone = account.zone or ""
        row.email_digest = None if account.state is State.DISABLED else self._digest(account.email)
        sealed = await self._sealed(account)
        row.email, row.legal_name, row.display_name = sealed["email"], sealed["legal_name"], sealed["display_name"]
        self._session.add(row)
        await self._session.flush()

    async def arm(self, person: PersonId, credentials: Credentials) -> None:
        row = await self._held(person)
        if row is None:
            raise NotFound
        row.password, row.step, row.second = credentials.password, credentials.step, None
        if credentials.second:
            ring = await self._vault.ring([record(person)])
            row.second = ring.seal(record(person), _cell(person, "second"), credentials.second)
        self._session.add(row)
        await self._session.flush()

    async def use_step(self, person: PersonId, step: int) -> bool:
        connection = await self._session.connection()
        done = await connection.execute(
            sql_update(AccountRow)
            .where(col(AccountRow.person) == person, col(AccountRow.step) < step)
            .values(step=step)
        )
        return done.rowcount == 1

    async def none_yet(self) -> bool:
        return not (await self._session.exec(select(func.count()).select_from(AccountRow))).one()

    async def _held(self, person: PersonId) -> AccountRow | None:
        return await self._session.get(AccountRow, person, with_for_update=True, populate_existing=True)

    async def _account(self, row: AccountRow | None) -> Account:
        if row is None:
            raise NotFound
        person = PersonId(row.person)
        ring = await self._vault.ring([record(person)])
        email, legal, display = (
            ring.text(record(person), _cell(person, column), sealed)
            for column, sealed in (
                ("email", row.email),
                ("legal_name", row.legal_name),
                ("display_name", row.display_name),
            )
        )
        return Account(
            person=person,
            program=ProgramId(row.program),
            roles=_roles(row.roles),
            state=State(row.state),
            display_name=display,
            legal_name=legal,
            email=email,
            zone=row.zone or None,
        )

    async def _sealed(self, account: Account) -> dict[str, Sealed]:
        key = record(account.person)
        ring = await self._vault.ring([key])
        texts = {"email": account.email, "legal_name": account.legal_name, "display_name": account.display_name}
        return {name: ring.seal(key, _cell(account.person, name), text) for name, text in texts.items()}

    def _digest(self, email: str) -> bytes:
        return self._vault.digest("e-mail", email)


class InvitationStore:
    """One-time links. Only a keyed digest of a link's secret is kept."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, invitation: Invitation, secret: str) -> None:
        self._session.add(
            InvitationRow(
                id=invitation.id,
                person=invitation.person,
                digest=self._digest(secret),
                made_at=invitation.made_at,
                expires_at=invitation.expires_at,
            )
        )
        await self._session.flush()

    async def hold(self, secret: str) -> Invitation | None:
        query = select(InvitationRow).where(InvitationRow.digest == self._digest(secret)).with_for_update()
        row = (await self._session.exec(query)).first()
        if row is None:
            return None
        enrolling = ""
        if row.enrolling is not None:
            key = record(PersonId(row.person))
            ring = await self._vault.ring([key])
            enrolling = ring.text(key, Cell("invitation", "enrolling", row.id), row.enrolling)
        return Invitation(row.id, PersonId(row.person), row.made_at, row.expires_at, row.used_at, enrolling)

    async def enrol(self, invitation: Invitation, secret: str) -> None:
        key = record(invitation.person)
        ring = await self._vault.ring([key])
        sealed = ring.seal(key, Cell("invitation", "enrolling", invitation.id), secret)
        await self._set(InvitationRow.id == invitation.id, enrolling=sealed)

    async def use(self, invitation: Invitation, at: datetime) -> None:
        await self._set(InvitationRow.id == invitation.id, used_at=at, enrolling=None)

    async def void(self, person: PersonId, at: datetime) -> None:
        await self._set(InvitationRow.person == person, used_at=at, enrolling=None)

    async def _set(self, which: bool, **values: object) -> None:  # noqa: FBT001 - a column's comparison, typed bool by SQLModel
        connection = await self._session.connection()
        unused = col(InvitationRow.used_at).is_(None)
        await connection.execute(sql_update(InvitationRow).where(which, unused).values(values))  # type: ignore[arg-type]

    def _digest(self, secret: str) -> bytes:
        return self._vault.digest("invitation", secret)


class SignInStore:
    """Sign-ins and the refresh tokens of each: the family of A7."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, sign_in: SignIn, refresh: str) -> None:
        self._session.add(
            SignInRow(
                id=sign_in.id,
                person=sign_in.person,
                staff=sign_in.staff,
                started_at=sign_in.started_at,
                authenticated_at=sign_in.authenticated_at,
                active_at=sign_in.active_at,
            )
        )
        await self._session.flush()
        self._session.add(RefreshTokenRow(id=self._digest(refresh), sign_in=sign_in.id, issued_at=sign_in.started_at))
        await self._session.flush()

    async def known(self, sign_in: SignInId) -> Known | None:
        query = (
            select(SignInRow, AccountRow.program, AccountRow.roles, AccountRow.state)
            .join(AccountRow, col(AccountRow.person) == SignInRow.person)
            .where(SignInRow.id == sign_in)
            .execution_options(populate_existing=True)
        )
        found = (await self._session.exec(query)).first()
        if found is None:
            return None
        row, program, roles, state = found
        return Known(_sign_in(row), ProgramId(program), _roles(roles), State(state))

    async def open_of(self, person: PersonId) -> list[SignIn]:
        query = select(SignInRow).where(SignInRow.person == person, col(SignInRow.ended_at).is_(None))
        return [_sign_in(row) for row in (await self._session.exec(query.order_by(col(SignInRow.id)))).all()]

    async def open_now(self) -> list[SignIn]:
        """Every sign-in that nobody has ended, of all people."""
        query = select(SignInRow).where(col(SignInRow.ended_at).is_(None)).order_by(col(SignInRow.id))
        return [_sign_in(row) for row in (await self._session.exec(query)).all()]

    async def ended_among(self, sign_ins: list[SignInId]) -> set[SignInId]:
        """Which of these were ended, or never were: what a node that holds sockets asks every two seconds (I7)."""
        query = select(SignInRow.id).where(col(SignInRow.id).in_(sign_ins), col(SignInRow.ended_at).is_(None))
        return set(sign_ins) - {SignInId(one) for one in (await self._session.exec(query)).all()}

    async def touch(self, sign_in: SignInId, at: datetime) -> None:
        await self._set(sign_in, active_at=at)

    async def touch_in_room(self, sign_in: SignInId, at: datetime) -> None:
        """A room spoke for them, by a join or a renewal: the room stays open, record views may lock (A3)."""
        await self._set(sign_in, in_room_at=at)

    async def from_rooms(self) -> list[SignInId]:
        """Open sign-ins that a room has spoken for, now or before."""
        query = select(SignInRow.id).where(col(SignInRow.ended_at).is_(None), col(SignInRow.in_room_at).is_not(None))
        return [SignInId(one) for one in (await self._session.exec(query)).all()]

    async def confirm(self, sign_in: SignInId, at: datetime) -> None:
        await self._set(sign_in, authenticated_at=at, active_at=at, paused_at=None, pin_tries=0)

    async def pause(self, sign_in: SignInId, at: datetime) -> bool:
        return await self._set(sign_in, col(SignInRow.paused_at).is_(None), paused_at=at)

    async def resume(self, sign_in: SignInId, at: datetime) -> None:
        await self._set(sign_in, active_at=at, paused_at=None, pin_tries=0)

    async def choose_pin(self, sign_in: SignInId, encoded: str) -> None:
        await self._set(sign_in, pin=encoded, pin_tries=0)

    async def try_pin(self, sign_in: SignInId) -> Pin | None:
        await self._set(sign_in, pin_tries=col(SignInRow.pin_tries) + 1)
        query = select(SignInRow.pin, SignInRow.pin_tries).where(SignInRow.id == sign_in)
        encoded, tries = (await self._session.exec(query)).one()
        return Pin(encoded, tries) if encoded else None

    async def has_pin(self, sign_in: SignInId) -> bool:
        return bool((await self._session.exec(select(SignInRow.pin).where(SignInRow.id == sign_in))).first())

    async def end(self, sign_in: SignInId, at: datetime) -> bool:
        return await self._set(sign_in, ended_at=at, pin="")

    async def hold_refresh(self, secret: str) -> RefreshToken | None:
        query = select(RefreshTokenRow).where(RefreshTokenRow.id == self._digest(secret)).with_for_update()
        row = (await self._session.exec(query)).first()
        if row is None:
            return None
        followed = False
        if row.successor:
            after = select(RefreshTokenRow.used_at).where(RefreshTokenRow.id == row.successor)
            followed = (await self._session.exec(after)).first() is not None
        return RefreshToken(row.id, SignInId(row.sign_in), row.issued_at, row.used_at, row.used_key, followed)

    async def rotate(self, token: RefreshToken, key: str, successor: str, at: datetime) -> None:
        connection = await self._session.connection()
        after = self._digest(successor)
        await connection.execute(
            sql_update(RefreshTokenRow)
            .where(col(RefreshTokenRow.id) == token.id)
            .values(used_at=at, used_key=key, successor=after)
        )
        self._session.add(RefreshTokenRow(id=after, sign_in=token.sign_in, issued_at=at))
        await self._session.flush()

    async def forget_tokens(self, before: datetime) -> None:
        connection = await self._session.connection()
        old = select(SignInRow.id).where(col(SignInRow.started_at) < before)
        await connection.execute(sql_delete(RefreshTokenRow).where(col(RefreshTokenRow.sign_in).in_(old)))

    async def _set(self, sign_in: SignInId, *only: ColumnElement[bool], **values: object) -> bool:
        connection = await self._session.connection()
        still_open = col(SignInRow.ended_at).is_(None)
        done = await connection.execute(
            sql_update(SignInRow).where(col(SignInRow.id) == sign_in, still_open, *only).values(values)
        )
        return done.rowcount == 1

    def _digest(self, secret: str) -> str:
        return self._vault.digest("refresh token", secret).hex()


class TryStore:
    """Failures in a row. The address is kept as a keyed digest, whether or not an account has it."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def hold(self, email: str, now: datetime) -> Tries:
        """The failures so far. The row is made first, so that two tries at once wait for each other."""
        connection = await self._session.connection()
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        row = {"id": self._id(email), "failures": 0, "last_at": now}
        await connection.execute(insert(_TRIES).values(row).on_conflict_do_nothing())
        kept = (await connection.execute(_TRIES.select().where(_TRIES.c.id == row["id"]).with_for_update())).one()
        return Tries(kept.failures, kept.last_at)

    async def put(self, email: str, tries: Tries) -> None:
        connection = await self._session.connection()
        values = {"failures": tries.failures, "last_at": tries.last_at}
        await connection.execute(_TRIES.update().where(_TRIES.c.id == self._id(email)).values(values))

    async def clear(self, email: str) -> None:
        connection = await self._session.connection()
        await connection.execute(_TRIES.delete().where(_TRIES.c.id == self._id(email)))

    async def forget(self, before: datetime) -> None:
        """Drop tries for addresses that nobody tried since `before`, a long time ago."""
        connection = await self._session.connection()
        await connection.execute(_TRIES.delete().where(_TRIES.c.last_at < before))

    def _id(self, email: str) -> str:
        return self._vault.digest("sign-in tries", email).hex()


def _cell(person: PersonId, column: str) -> Cell:
    return Cell("account", column, person)


def _roles_text(roles: frozenset[Role]) -> str:
    return " ".join(sorted(roles))


def _roles(text: str) -> frozenset[Role]:
    return frozenset(Role(one) for one in text.split())


def _sign_in(row: SignInRow) -> SignIn:
    return SignIn(
        SignInId(row.id),
        PersonId(row.person),
        row.staff,
        row.started_at,
        row.authenticated_at,
        row.active_at,
        row.in_room_at,
        row.ended_at,
        row.paused_at,
    )
