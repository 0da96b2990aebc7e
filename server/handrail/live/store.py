"""The tables of the live rooms: the journal, tickets, and the leases of nodes.

The primary key (session, version) of the journal is the guard: of two nodes that decide on the same version
one row goes in, the other catches up and decides again (design §6). Rows of the journal are written by
compiled Core statements, never by the ORM.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import LargeBinary, UniqueConstraint, delete, func, insert, select, update
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Cell, KeyClass, KeyGone, KeyRef, Ring, Sealed, SealedColumn, care, program_key
from handrail.db.vault import Vault
from handrail.kernel.audience import Stream
from handrail.kernel.ids import CommandId, NodeId, PersonId, ProgramId, SessionId, SignInId
from handrail.live import store_events
from handrail.live.entry import Entry, Gone, Numbered
from handrail.live.ticket import Ticket


class JournalRow(SQLModel, table=True):
    __tablename__ = "journal"
    __table_args__ = (UniqueConstraint("person", "command"),)
    session: str = Field(primary_key=True)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UTCDateTime)
    person: str  # who gave the command; empty: the system
    command: str
    digest: bytes = Field(sa_type=LargeBinary)
    node: str = Field(index=True)
    reply_owner: str
    reply: Sealed = Field(sa_type=SealedColumn)
    events: bytes = Field(sa_type=LargeBinary)  # JSON [[stream, n, key owner, key class, sealed in base64], …]


class TicketRow(SQLModel, table=True):
    __tablename__ = "ticket"
    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)
    person: str
    session: str
    sign_in: str
    leads: bool
    expires_at: datetime = Field(sa_type=UTCDateTime, index=True)


class NodeLeaseRow(SQLModel, table=True):
    __tablename__ = "node_lease"
    node: str = Field(primary_key=True)
    beat_at: datetime = Field(sa_type=UTCDateTime)


_JOURNAL = SQLModel.metadata.tables["journal"]
_TICKETS = SQLModel.metadata.tables["ticket"]
_LEASES = SQLModel.metadata.tables["node_lease"]
_APPEND = insert(_JOURNAL)


def keys(entry: Entry, owners: Sequence[PersonId | None], program: ProgramId) -> tuple[KeyRef, ...]:
    """The key of the reply, then the key of each event: of the person it speaks of, or the program's."""
    ours = program_key(program)
    return (care(entry.person) if entry.person else ours, *(care(one) if one else ours for one in owners))


def seal(entry: Entry, refs: Sequence[KeyRef], ring: Ring) -> dict[str, Any]:
    """The entry as a row; `refs` is what `keys` gave.

    Raises:
        KeyGone: the key of somebody it speaks of was destroyed.
    """
    of_reply, *of_events = refs
    packed = []
    for place, (one, ref) in enumerate(zip(entry.events, of_events, strict=True)):
        if isinstance(one.event, Gone):
            raise TypeError("what is gone is not written again")
        sealed = ring.seal(ref, _cell(entry.session, entry.version, f"events/{place}"), store_events.write(one.event))
        packed.append((one.stream, one.n, ref.owner, ref.klass.value, b64encode(sealed.raw).decode()))
    return {
        "session": entry.session,
        "version": entry.version,
        "at": entry.at,
        "person": entry.person,
        "command": entry.command,
        "digest": entry.digest,
        "node": entry.node,
        "reply_owner": f"{of_reply.klass}:{of_reply.owner}",
        "reply": ring.seal(of_reply, _cell(entry.session, entry.version, "reply"), entry.made),
        "events": orjson.dumps(packed),
    }


def _cell(session: SessionId, version: int, column: str) -> Cell:
    return Cell("journal", column, f"{session}/{version}")


def _reply_key(row: Any) -> KeyRef:
    klass, _, owner = row.reply_owner.partition(":")
    return KeyRef(owner, KeyClass(klass))


def _open(row: Any, packed: list[Any], ring: Ring) -> Entry:
    session, version = SessionId(row.session), row.version
    events = []
    for place, (stream, n, owner, klass, sealed) in enumerate(packed):
        cell = _cell(session, version, f"events/{place}")
        try:
            raw = ring.open(KeyRef(owner, KeyClass(klass)), cell, Sealed(b64decode(sealed)))
        except KeyGone:
            events.append(Numbered(Stream(stream), n, Gone()))
        else:
            events.append(Numbered(Stream(stream), n, store_events.read(raw)))
    try:
        made = ring.text(_reply_key(row), _cell(session, version, "reply"), row.reply)
    except KeyGone:
        made = ""
    person, command = PersonId(row.person), CommandId(row.command)
    return Entry(session, version, row.at, person, command, bytes(row.digest), made, row.node, tuple(events))


class JournalStore:
    """Entries in one unit's session."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def append(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write sealed entries (`seal`), in order.

        Raises:
            sqlalchemy.exc.IntegrityError: the version is taken, or the person used the id of the command before.
        """
        connection = await self._session.connection()
        await connection.execute(_APPEND, [dict(row) for row in rows])

    async def after(self, session: SessionId, version: int) -> tuple[Entry, ...]:
        """The entries after `version`, in order. What can no longer be opened is `Gone` with its number."""
        connection = await self._session.connection()
        found = (
            await connection.execute(
                select(_JOURNAL)
                .where(_JOURNAL.c.session == session, _JOURNAL.c.version > version)
                .order_by(_JOURNAL.c.version)
            )
        ).all()
        rows = [(row, orjson.loads(row.events)) for row in found]
        refs = {KeyRef(owner, KeyClass(klass)) for _, packed in rows for _, _, owner, klass, _ in packed}
        ring = await self._vault.ring(refs | {_reply_key(row) for row, _ in rows})
        return tuple(_open(row, packed, ring) for row, packed in rows)

    async def versions(self, sessions: Collection[SessionId]) -> Mapping[SessionId, int]:
        """The last version of each of these sessions that has one."""
        connection = await self._session.connection()
        rows = await connection.execute(
            select(_JOURNAL.c.session, func.max(_JOURNAL.c.version))
            .where(_JOURNAL.c.session.in_(sessions))
            .group_by(_JOURNAL.c.session)
        )
        return {SessionId(session): version for session, version in rows}

    async def knows(self, person: PersonId, command: CommandId) -> bool:
        """Whether this person's command of this id was accepted, in whatever room."""
        connection = await self._session.connection()
        mine = (_JOURNAL.c.person == person, _JOURNAL.c.command == command)
        return (await connection.execute(select(_JOURNAL.c.version).where(*mine))).first() is not None

    async def touched_by(self, nodes: Collection[NodeId]) -> frozenset[SessionId]:
        """Sessions in whose journal one of these nodes wrote."""
        connection = await self._session.connection()
        rows = await connection.execute(select(_JOURNAL.c.session).where(_JOURNAL.c.node.in_(nodes)).distinct())
        return frozenset(SessionId(row.session) for row in rows)

    async def sessions(self) -> frozenset[SessionId]:
        """Every session that has a journal."""
        connection = await self._session.connection()
        rows = await connection.execute(select(_JOURNAL.c.session).distinct())
        return frozenset(SessionId(row.session) for row in rows)

    async def trim(self, session: SessionId) -> None:
        """Delete the journal of a session that is over: what must be kept has rows of its own (design §9.13)."""
        connection = await self._session.connection()
        await connection.execute(delete(_JOURNAL).where(_JOURNAL.c.session == session))


class TicketStore:
    """Tickets by the keyed digest of their secret."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, ticket: Ticket) -> None:
        connection = await self._session.connection()
        row = {
            "digest": ticket.digest,
            "person": ticket.person,
            "session": ticket.session,
            "sign_in": ticket.sign_in,
            "leads": ticket.leads,
            "expires_at": ticket.expires_at,
        }
        await connection.execute(insert(_TICKETS), row)

    async def find(self, digest: bytes) -> Ticket | None:
        connection = await self._session.connection()
        row = (await connection.execute(select(_TICKETS).where(_TICKETS.c.digest == digest))).first()
        if row is None:
            return None
        return Ticket(
            bytes(row.digest),
            PersonId(row.person),
            SessionId(row.session),
            SignInId(row.sign_in),
            row.leads,
            row.expires_at,
        )

    async def spend(self, digest: bytes, now: datetime) -> bool:
        """Delete the ticket; False if it was spent already, on any node, or has expired."""
        connection = await self._session.connection()
        mine = (_TICKETS.c.digest == digest, _TICKETS.c.expires_at > now)
        return (await connection.execute(delete(_TICKETS).where(*mine))).rowcount == 1

    async def forget(self, before: datetime) -> None:
        """Delete tickets that expired before this instant."""
        connection = await self._session.connection()
        await connection.execute(delete(_TICKETS).where(_TICKETS.c.expires_at < before))

    async def forget_all(self) -> None:
        """Delete every ticket: one that was spent after a backup must not open a door again."""
        connection = await self._session.connection()
        await connection.execute(delete(_TICKETS))


class LeaseStore:
    """When each node last said that it lives."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def beat(self, node: NodeId, at: datetime) -> None:
        connection = await self._session.connection()
        beaten = await connection.execute(update(_LEASES).where(_LEASES.c.node == node).values(beat_at=at))
        if beaten.rowcount == 0:
            await connection.execute(insert(_LEASES), {"node": node, "beat_at": at})

    async def beats(self) -> Mapping[NodeId, datetime]:
        """The last beat of every node that has not been buried."""
        connection = await self._session.connection()
        return {NodeId(row.node): row.beat_at for row in await connection.execute(select(_LEASES))}

    async def drop(self, node: NodeId) -> None:
        """This node is gone for good, or left in order."""
        connection = await self._session.connection()
        await connection.execute(delete(_LEASES).where(_LEASES.c.node == node))
