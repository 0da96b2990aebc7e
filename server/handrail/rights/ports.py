"""What the use cases of rights need of a unit."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from handrail.consent.ports import ConsentUnit
from handrail.kernel.ids import PersonId, ProgramId
from handrail.rights.request import Entry, Request


class Requests(Protocol):
    """Requests and what happened to them; appended, never edited."""

    async def add(self, request: Request) -> None: ...
    async def append(self, request: Request, entry: Entry) -> None: ...

    async def get(self, request: str) -> Request:
        """The request.

        Raises:
            NotFound: there is none.
        """
        ...

    async def of(self, person: PersonId) -> tuple[Request, ...]:
        """A person's requests, newest first."""
        ...

    async def open_in(self, program: ProgramId) -> tuple[Request, ...]:
        """Requests of a program that nobody answered or withdrew, oldest first."""
        ...


class RightsUnit(ConsentUnit, Protocol):
    """One transaction."""

    @property
    def rights_requests(self) -> Requests: ...


class RightsUnits(Protocol):
    """Begins units."""

    def begin(self) -> AbstractAsyncContextManager[RightsUnit]: ...
    def read(self) -> AbstractAsyncContextManager[RightsUnit]: ...
