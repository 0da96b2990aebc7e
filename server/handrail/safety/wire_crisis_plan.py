"""A crisis plan as it crosses the wire, to and from the person whose it is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from handrail.safety.crisis_plan import CrisisPlan, Part
from handrail.web.model import Model

LONGEST = 1000
"""Characters of one part."""

Words = Annotated[str, Field(max_length=LONGEST, repr=False)]


class CrisisPlanIn(Model):
    """All of the plan, in place of what it said before. `based_on` is the version that was read."""

    based_on: Annotated[int, Field(ge=0)]
    signs: Words = ""
    alone: Words = ""
    distraction: Words = ""
    people: Words = ""
    professionals: Words = ""
    surroundings: Words = ""
    reasons: Words = ""

    def parts(self) -> dict[Part, str]:
        return {part: getattr(self, part) for part in Part}


class CrisisPlanOut(Model):
    """The plan; `version` 0 and no `changed_at` (UTC) before it was ever written."""

    version: int
    changed_at: datetime | None
    signs: Words
    alone: Words
    distraction: Words
    people: Words
    professionals: Words
    surroundings: Words
    reasons: Words


def crisis_plan_out(plan: CrisisPlan) -> CrisisPlanOut:
    parts = {part.value: words for part, words in plan.parts.items()}
    return CrisisPlanOut(version=plan.version, changed_at=plan.changed_at, **parts)
