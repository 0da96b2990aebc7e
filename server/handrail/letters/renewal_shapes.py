"""The store of standing requests and batches, as the use cases need it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from handrail.kernel.ids import PersonId, ProgramId
from handrail.letters.batch import Batch, Outcome
from handrail.letters.renewal import Entry, Renewal


class Renewals(Protocol):
    """Standing requests, what happened to them, and the batches that they were settled in."""

    async def add(self, renewal: Renewal) -> None: ...
    async def append(self, renewal: Renewal, entry: Entry) -> None: ...

    async def get(self, renewal: str, *, lock: bool = False) -> Renewal:
        """The request.

        Raises:
            NotFound: there is none.
        """
        ...

    async def of(self, person: PersonId) -> tuple[Renewal, ...]: ...

    async def due(self, today: date) -> tuple[tuple[ProgramId, str], ...]:
        """Program and id of each request that a letter is due of."""
        ...

    async def open(self, batch: Batch, renewals: Sequence[str]) -> None:
        """Write a batch with all that is to be settled in it."""
        ...

    async def left(self) -> tuple[tuple[str, str], ...]:
        """Batch and request of each place that is not settled, in every batch."""
        ...

    async def is_left(self, batch: str, renewal: str) -> bool: ...
    async def settle(self, batch: str, renewal: str, outcome: Outcome) -> None: ...

    async def batches(self, program: ProgramId, *, most: int) -> tuple[Batch, ...]:
        """The latest batches of a program, newest first."""
        ...
