"""Bodies of standing requests and batches."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from handrail.letters.choices import Language, Level, Use
from handrail.letters.renewal import RenewalAsk
from handrail.letters.wire import DeliveryIn
from handrail.web.model import Model


class RenewalIn(Model):
    """A standing request: level 1 or 2, each month, until a day within a year.

    `send`: where each letter goes by link as well, as in a sending; for work only at level 2, which names no days.
    """

    use: Literal["work", "school", "other"]
    level: Literal[1, 2]
    until: date
    language: Literal["en", "es"] = "en"
    large: bool = False
    send: DeliveryIn | None = None

    def to_ask(self) -> RenewalAsk:
        """As the core has it."""
        return RenewalAsk(Use(self.use), Level(self.level), self.until, Language(self.language), self.large)


class RenewalEntryOut(Model):
    """What happened: `make` a letter, `skip` (nothing true to say), `stop` (by the client), `refuse` (by the rules).

    Where letters are sent: `queue` (on its way), `keep` (it could not be queued; the client has it), and what ends it:
    `revoke` (the form was taken back), `lapse` (the form ended or covers less, or the letter could not go as accepted),
    `restore` (the server went back to a copy).
    """

    act: Literal["make", "skip", "stop", "refuse", "queue", "keep", "revoke", "lapse", "restore"]
    due_on: date
    at: datetime
    letter: str | None = None


class RenewalOut(Model):
    """A standing request. `refused`: the rules permit such letters no more, so it ended; `lapsed`: its form does not.

    `recipient` and `address`: where each letter goes as well; `passcode`: of every link, there once, at signing.
    """

    id: str
    use: Literal["work", "school", "other"]
    level: Literal[1, 2, 3, 4]
    start_on: date
    until: date
    state: Literal["standing", "stopped", "refused", "lapsed"]
    form: str = ""
    recipient: str = ""
    address: str = Field(default="", repr=False)
    notice: bool = False
    passcode: str = Field(default="", repr=False)
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
