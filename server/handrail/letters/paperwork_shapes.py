"""What the use cases of forms that are not letters need: their store."""

from __future__ import annotations

from typing import Protocol

from handrail.kernel.ids import PersonId, ProgramId
from handrail.letters.paperwork import Entry, Paperwork


class Paperworks(Protocol):
    """Forms that are not letters, and what happened to each."""

    async def add(self, asked: Paperwork) -> None: ...
    async def append(self, asked: Paperwork, entry: Entry) -> None: ...
    async def keep(self, asked: Paperwork, form: str, document: bytes) -> None: ...

    async def document(self, asked: Paperwork, form: str) -> bytes:
        """A completed form of this request.

        Raises:
            NotFound: there is none.
        """
        ...

    async def get(self, paperwork: str, *, lock: bool = False) -> Paperwork:
        """The request.

        Raises:
            NotFound: there is none.
        """
        ...

    async def of(self, person: PersonId) -> tuple[Paperwork, ...]: ...
    async def waiting(self, program: ProgramId) -> tuple[Paperwork, ...]: ...
