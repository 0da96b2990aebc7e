"""The seam where a repeated request is told from a new one (`Idempotency-Key`, design §5)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from aiohttp import web

from handrail.kernel.ids import PersonId

Act = Callable[[], Awaitable[web.StreamResponse]]


class Repeats(Protocol):
    """Runs an act once for each person and key, and answers its repeats alike."""

    async def once(self, person: PersonId, key: str, content: bytes, act: Act) -> web.StreamResponse:
        """The act's answer, or the kept answer of the first time.

        Raises:
            CommandReused: the key came before with other content.
            Conflict: the first is still running, or its answer was lost after its effect was kept.
        """
        ...


REPEATS = web.AppKey("repeats", Repeats)
