"""The part of the client for one's own crisis plan. Nobody else can read it on the server, the staff included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from handrail_client.asks import Asks, read
from handrail_client.messages import Heard

PARTS: Mapping[str, str] = {
    "signs": "How I notice that it gets hard",
    "alone": "What helps me by myself",
    "distraction": "People and places that take my mind off it",
    "people": "People I can ask for help, and how I reach them",
    "professionals": "Professionals and places, and how I reach them",
    "surroundings": "How I make my surroundings safer",
    "reasons": "What matters to me",
}
"""Each part and what it asks, in the order in which they help."""


class CrisisPlan(Heard):
    """The plan; `version` 0 before it was ever written, and a part that says nothing is empty."""

    version: int
    changed_at: datetime | None
    signs: str = Field(repr=False)
    alone: str = Field(repr=False)
    distraction: str = Field(repr=False)
    people: str = Field(repr=False)
    professionals: str = Field(repr=False)
    surroundings: str = Field(repr=False)
    reasons: str = Field(repr=False)

    @property
    def parts(self) -> dict[str, str]:
        """What each part says."""
        return {part: getattr(self, part) for part in PARTS}


class PlanAsks(Asks):
    """What can be asked for about it."""

    async def crisis_plan(self) -> CrisisPlan:
        """Our plan as it stands."""
        return read(CrisisPlan, (await self.http.call("GET", "/v1/crisis-plan")).content)

    async def write_crisis_plan(self, parts: Mapping[str, str], *, based_on: int) -> CrisisPlan:
        """Write the plan in place of what it said before.

        Args:
            parts: what each part says, up to 1,000 characters; what is left out is emptied.
            based_on: the `version` that was read; raises `Conflict` where it was written elsewhere since.
        """
        body = {"based_on": based_on, **parts}
        return read(CrisisPlan, (await self.http.call("PUT", "/v1/crisis-plan", body)).content)
