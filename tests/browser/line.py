"""The line between the app and the server, which a test can hold, cut, or answer for a server that takes nothing."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Literal

from playwright.async_api import BrowserContext, Route

State = Literal["open", "held", "cut", "refused"]

REFUSAL = {
    "type": "urn:handrail:problem:unavailable",
    "title": "This did not work just now, and nothing was changed. Please try again in a moment.",
    "status": 503,
}

TOLD: dict[State, str] = {
    "held": "One moment…",
    "cut": "We could not reach the server.",
    "refused": "This did not work just now, and nothing was changed. Please try again in a moment.",
}
"""What a screen says then."""


@dataclass
class Line:
    """What becomes of the requests of one browser's pages; the sign-in goes through whatever the state."""

    state: State = "open"
    touched: int = 0
    _free: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    async def of(cls, context: BrowserContext) -> Line:
        line = cls()
        await context.route("**/v1/**", line._meet)
        return line

    def now(self, state: State) -> None:
        """From here on; what was held goes on its way."""
        self._free.set()
        self._free = asyncio.Event()
        self.state, self.touched = state, 0

    async def _meet(self, route: Route) -> None:
        self.touched += 1
        match self.state:
            case "held":
                await self._free.wait()
                await route.continue_()
            case "cut":
                await route.abort()
            case "refused":
                await route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(REFUSAL))
            case "open":
                await route.continue_()
