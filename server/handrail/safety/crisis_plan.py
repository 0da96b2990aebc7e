"""A person's own crisis plan: what they wrote down for a hard hour, in their words, for nobody but them.

Its parts go from what one notices, over what one can do alone, to people and professionals, as safety planning is
commonly taught (Stanley and Brown 2012, Cognitive and Behavioral Practice 19(2), 256–264). Any may stay empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from handrail.kernel.errors import Conflict


class Part(StrEnum):
    """In the order in which they help."""

    SIGNS = "signs"
    ALONE = "alone"
    DISTRACTION = "distraction"
    PEOPLE = "people"
    PROFESSIONALS = "professionals"
    SURROUNDINGS = "surroundings"
    REASONS = "reasons"


EMPTY: Mapping[Part, str] = MappingProxyType(dict.fromkeys(Part, ""))


@dataclass(frozen=True, slots=True)
class CrisisPlan:
    """The plan as it stands.

    Attributes:
        version: how often it was written; 0 before the first time.
        changed_at: when it was written last (UTC); None before the first time.
        parts: every part, empty where nothing is said.
    """

    version: int = 0
    changed_at: datetime | None = None
    parts: Mapping[Part, str] = field(default_factory=lambda: EMPTY, repr=False)

    def rewritten(self, parts: Mapping[Part, str], based_on: int, at: datetime) -> CrisisPlan:
        """The plan with these parts in place of all it had; itself where nothing changes, as after a lost answer.

        Args:
            parts: in the person's words; what is left out is empty.
            based_on: the version that the person had in front of them.
            at: UTC.

        Raises:
            Conflict: it was written elsewhere since then, and would be lost.
        """
        said = {**EMPTY, **{part: words.strip() for part, words in parts.items()}}
        if said == self.parts:
            return self
        if based_on != self.version:
            raise Conflict("This plan was changed on another page. Look at it there, then bring the two together.")
        return replace(self, version=self.version + 1, changed_at=at, parts=MappingProxyType(said))
