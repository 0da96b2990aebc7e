"""What somebody asked for and what happened to it since: two tables, rows only ever added, what they hold sealed.

The first has `id`, `person`, `program`, `asked_at` and one sealed column; the second a column that names the request,
`n`, `act` and a sealed column of the same name. Of two who act at once the key over request and `n` lets one through.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Select, Table, insert, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.sealed import Cell, record
from handrail.db.vault import Vault
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import PersonId, ProgramId


class Happened(Protocol):
    """One thing that happened to a request."""

    @property
    def act(self) -> StrEnum: ...


class Asked(Protocol):
    """A request, with what happened to it, oldest first."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str: ...
    @property
    def person(self) -> PersonId: ...
    @property
    def program(self) -> ProgramId: ...
    @property
    def asked_at(self) -> datetime: ...
    @property
    def entries(self) -> tuple[Happened, ...]: ...


R = TypeVar("R", bound=Asked)
E = TypeVar("E", bound=Happened)


@dataclass(frozen=True, slots=True)
class Kind(Generic[R, E]):
    """One kind of request and where it is written.

    Attributes:
        names: of an entry, the column that names its request.
        sealed: the sealed column of either table.
        answered: after one of these acts nobody waits for an answer any more.
    """

    requests: Table
    entries: Table
    names: str
    sealed: str
    request: TypeAdapter[R]
    entry: TypeAdapter[E]
    answered: Collection[StrEnum]


class RequestTables(Generic[R, E]):
    """Reads and writes one kind of request; a subclass says which."""

    kind: Kind[R, E]

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, request: R) -> None:
        """Write a request that nothing has happened to yet."""
        kind, key = self.kind, record(request.person)
        ring = await self._vault.ring([key])
        content = kind.request.dump_json(dataclasses.replace(request, entries=()))
        row = {"id": request.id, "person": request.person, "program": request.program, "asked_at": request.asked_at}
        row[kind.sealed] = ring.seal(key, self._cell(request.id), content)
        await (await self._session.connection()).execute(insert(kind.requests).values(row))

    async def append(self, request: R, entry: E) -> None:
        """Write what happened to it next."""
        kind, key, n = self.kind, record(request.person), len(request.entries)
        ring = await self._vault.ring([key])
        sealed = ring.seal(key, self._entry_cell(request.id, n), kind.entry.dump_json(entry))
        row = {kind.names: request.id, "n": n, "act": str(entry.act), kind.sealed: sealed}
        await (await self._session.connection()).execute(insert(kind.entries).values(row))

    async def get(self, request: str, *, lock: bool = False) -> R:
        """The request.

        Raises:
            NotFound: there is none.
        """
        question = self._question(self.kind.requests.c.id == request)
        found = await self._read(question.with_for_update() if lock else question)
        if not found:
            raise NotFound
        return found[0]

    async def of(self, person: PersonId) -> tuple[R, ...]:
        """A person's requests, newest first."""
        return (await self._read(self._question(self.kind.requests.c.person == person)))[::-1]

    async def waiting(self, program: ProgramId) -> tuple[R, ...]:
        """Requests of a program that nobody answered or took back, oldest first."""
        return await self._read(self._waiting().where(self.kind.requests.c.program == program))

    async def waiting_everywhere(self) -> tuple[R, ...]:
        """The same of every program."""
        return await self._read(self._waiting())

    def _question(self, *where: ColumnElement[bool]) -> Select[Any]:
        requests = self.kind.requests
        return select(requests).where(*where).order_by(requests.c.id)

    def _waiting(self) -> Select[Any]:
        kind = self.kind
        acts = kind.entries.c.act.in_([str(act) for act in kind.answered])
        return self._question(kind.requests.c.id.not_in(select(kind.entries.c[kind.names]).where(acts)))

    async def _read(self, question: Select[Any]) -> tuple[R, ...]:
        kind, connection = self.kind, await self._session.connection()
        rows = (await connection.execute(question)).mappings().all()
        owners = {row["id"]: record(PersonId(row["person"])) for row in rows}
        ring = await self._vault.ring(set(owners.values()))
        names = kind.entries.c[kind.names]
        found = select(kind.entries).where(names.in_(list(owners))).order_by(names, kind.entries.c.n)
        entries: dict[str, list[E]] = {one: [] for one in owners}
        for row in (await connection.execute(found)).mappings():
            request = row[kind.names]
            opened = ring.open(owners[request], self._entry_cell(request, row["n"]), row[kind.sealed])
            entries[request].append(kind.entry.validate_json(opened))
        return tuple(
            dataclasses.replace(
                kind.request.validate_json(ring.open(owners[row["id"]], self._cell(row["id"]), row[kind.sealed])),
                entries=tuple(entries[row["id"]]),
            )
            for row in rows
        )

    def _cell(self, request: str) -> Cell:
        return Cell(self.kind.requests.name, self.kind.sealed, request)

    def _entry_cell(self, request: str, n: int) -> Cell:
        return Cell(self.kind.entries.name, self.kind.sealed, f"{request}/{n}")
