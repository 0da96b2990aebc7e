"""What the live rooms need: the journal, tickets and leases of their own, and a few questions to others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

from handrail.audit.ports import AuditLog
from handrail.identity.ports import Known
from handrail.kernel.ids import CommandId, NodeId, PersonId, SessionId, SignInId
from handrail.live.entry import Entry, Happened
from handrail.live.ticket import Ticket
from handrail.programs.session import Session


class Journal(Protocol):
    """The entries of all rooms. A row is sealed before the unit begins and opened after reading."""

    async def append(self, rows: Sequence[Mapping[str, Any]]) -> None: ...
    async def after(self, session: SessionId, version: int) -> tuple[Entry, ...]: ...
    async def versions(self, sessions: Collection[SessionId]) -> Mapping[SessionId, int]: ...
    async def knows(self, person: PersonId, command: CommandId) -> bool: ...
    async def touched_by(self, nodes: Collection[NodeId]) -> frozenset[SessionId]: ...


class Tickets(Protocol):
    """Tickets, found by the digest of their secret."""

    async def add(self, ticket: Ticket) -> None: ...
    async def find(self, digest: bytes) -> Ticket | None: ...
    async def spend(self, digest: bytes, now: datetime) -> bool: ...
    async def forget(self, before: datetime) -> None: ...


class Leases(Protocol):
    """Which nodes are alive: each beats every few seconds."""

    async def beat(self, node: NodeId, at: datetime) -> None: ...
    async def silent_since(self, before: datetime) -> Mapping[NodeId, datetime]: ...
    async def drop(self, node: NodeId) -> None: ...


class Account(Protocol):
    """As much of an account as the room needs."""

    @property
    def display_name(self) -> str: ...


class Accounts(Protocol):
    async def get(self, person: PersonId) -> Account: ...


class SignIns(Protocol):
    async def known(self, sign_in: SignInId) -> Known | None: ...
    async def touch_in_room(self, sign_in: SignInId, at: datetime) -> None: ...


class Sessions(Protocol):
    async def get(self, session: SessionId) -> Session: ...


class Enrolments(Protocol):
    async def on_roster(self, person: PersonId, session: SessionId) -> bool: ...


class Assignments(Protocol):
    async def leads(self, person: PersonId, session: SessionId) -> bool: ...


class Places(Protocol):
    async def told(self, session: SessionId, person: PersonId) -> bool: ...


class LiveUnit(Protocol):
    """One transaction over what the live rooms read and write."""

    @property
    def journal(self) -> Journal: ...
    @property
    def tickets(self) -> Tickets: ...
    @property
    def leases(self) -> Leases: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def sign_ins(self) -> SignIns: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def enrolments(self) -> Enrolments: ...
    @property
    def assignments(self) -> Assignments: ...
    @property
    def places(self) -> Places: ...
    @property
    def audit(self) -> AuditLog: ...
    def state(self, event: object) -> None: ...


class LiveUnits(Protocol):
    def begin(self) -> AbstractAsyncContextManager[LiveUnit]: ...
    def read(self) -> AbstractAsyncContextManager[LiveUnit]: ...


Follow = Callable[[Any, Happened], Awaitable[None]]
"""What follows from an event of a room, in the unit that appends it: `reactions` writes the rows of others here."""


class Writer(Protocol):
    """Runs work in a unit that it may share with other work, and gives its result after the commit."""

    async def submit(self, work: Callable[[Any], Awaitable[Any]]) -> Any: ...
