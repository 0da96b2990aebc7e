"""A letter with nothing wrong with it; each test changes what it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

from handrail.letters.letter import (
    CARRIES,
    Allowed,
    Check,
    Day,
    Facts,
    LetterContent,
    Letterhead,
    Level,
    PartOfDay,
    Use,
    compose,
)

ISSUED_ON = date(2026, 9, 14)
NUMBER = "7K2M4Q9RTV3XW5YZ"
CODE = "5G7J2K9MNPQRSTVWXYZ0123456"
HEAD = Letterhead(
    "Northgate Health Services",
    ("1400 Alder Street, Suite 210", "Portland, OR 97205"),
    "(503) 555-0142",
    "Dana Whitfield",
    "Records Office",
)
CHECK = Check("https://letters.example.org/check", CODE)


def facts(**change: Any) -> Facts:
    values: dict[str, Any] = {
        "person_name": "Jordan Lee",
        "attended": (Day(date(2026, 9, 2), PartOfDay.EVENING), Day(date(2026, 9, 11), PartOfDay.EVENING)),
        "under_care": True,
        "expected_end": date(2026, 10, 30),
    }
    return Facts(**(values | change))


def allowed(level: Level = Level.APPOINTMENT, **change: Any) -> Allowed:
    return Allowed(**({"fields": CARRIES[level]} | change))


def content(level: Level = Level.APPOINTMENT, *, check: Check | None = CHECK, **change: Any) -> LetterContent:
    head = change.pop("head", HEAD)
    return compose(facts(**change), allowed(level), level, Use.WORK, head, ISSUED_ON, NUMBER, check)


def words(letter: LetterContent) -> str:
    return " ".join((letter.title, *letter.paragraphs, *letter.closing))
