"""What a rehearsal found, as one JSON object and as a short table."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from rich.table import Table


class StepFailed(Exception):
    """A step did not hold; the message says which promise broke, and names nobody."""


def hold(promise: str, *, kept: bool) -> None:
    """Go on only if the promise was kept.

    Raises:
        StepFailed: it was not.
    """
    if not kept:
        raise StepFailed(promise)


@dataclass(slots=True)
class Responses:
    """What became of the round: answers stored, passes, and second rows for a repeated command (none may be)."""

    stored: int = 0
    passed: int = 0
    duplicates: int = 0


@dataclass(slots=True)
class LetterFound:
    """The letter that was written beside the rehearsal."""

    path: str = ""
    level: int = 0
    route: str = ""
    sha256: str = ""
    scan: str = ""


@dataclass(slots=True)
class CheckFound:
    """What a reader was told."""

    live: str = ""
    withdrawn_equals_unknown: bool = False


@dataclass(slots=True)
class AuditFound:
    """What walking the log found, before and after one row was altered."""

    entries: int = 0
    verified: bool = False
    tamper_found: bool = False


@dataclass(slots=True)
class Report:
    """The whole evening in figures."""

    participants: int
    responses: Responses = field(default_factory=Responses)
    resumed: int = 0
    attendance: list[dict[str, Any]] = field(default_factory=list)
    letter: LetterFound = field(default_factory=LetterFound)
    check: CheckFound = field(default_factory=CheckFound)
    audit: AuditFound = field(default_factory=AuditFound)
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def as_table(self) -> Table:
        """The evening on one screen."""
        table = Table(title="The evening", show_header=False)
        minutes = sorted(entry["minutes"] for entry in self.attendance)
        round_, letter, check = self.responses, self.letter, self.check
        log = f"{self.audit.entries} entries hold: {_yes(self.audit.verified)}"
        rows = {
            "Participants": str(self.participants),
            "Check-in": f"{round_.stored} answers kept, {round_.passed} passed, {round_.duplicates} twice",
            "Came back after a lost connection": str(self.resumed),
            "Attendance": f"{len(self.attendance)} receipts, {minutes[0]}–{minutes[-1]} minutes" if minutes else "none",
            "Letter": f"{letter.path} (level {letter.level}, route {letter.route}, scan {letter.scan})",
            "Reader": f"{check.live}; withdrawn and unknown answered alike: {_yes(check.withdrawn_equals_unknown)}",
            "Audit": f"{log}; altered row found: {_yes(self.audit.tamper_found)}",
            "Took": f"{self.seconds:.1f} s",
        }
        for name, value in rows.items():
            table.add_row(name, value)
        return table


def _yes(held: bool) -> str:  # noqa: FBT001 - a table cell
    return "yes" if held else "NO"
