"""Bodies of standing requests and batches."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from handrail.letters.choices import Language, Level, Use
from handrail.letters.renewal import RenewalAsk
from handrail.web.model import Model


class RenewalIn(Model):
    """A standing request: level 1 or 2, each month, until a day within a year."""

    use: Literal["work", "school", "other"]
    level: Literal[1, 2]
    until: date
    language: Literal["en", "es"] = "en"
    large: bool = False

    def to_ask(self) -> RenewalAsk:
        """As the core has it."""
        return RenewalAsk(Use(self.use), Level(self.level), self.until, Language(self.language), self.large)


class RenewalEntryOut(Model):
    """What happened: `make` a letter, `skip` (nothing true to say), `stop` (by the client), `refuse` (by the rules)."""

    act: Literal["make", "skip", "stop", "refuse"]
    due_on: date
    at: datetime
    letter: str | None = None


class RenewalOut(Model):
    """A standing request. `refused`: the rules permit such letters no more, so it ended."""

    id: str
    use: Literal["work", "school", "other"]
    level: Literal[1, 2, 3, 4]
    start_on: date
    until: date
    state: Literal["standing", "stopped", "refused"]
    entries: tuple[RenewalEntryOut, ...]


class BatchOut(Model):
    """One run over what is due, in numbers. `left` of 0: done."""

    id: str
    started_at: datetime
    by_staff: bool
    total: int
    left: int
    made: int
    nothing_to_say: int
    refused: int
    blocked: int
    later: int
    gone: int
