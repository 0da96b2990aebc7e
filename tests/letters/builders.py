"""A letter with nothing wrong with it; each test changes what it is about."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from handrail.kernel.ids import PersonId
from handrail.letters.choices import (
    Away,
    Condition,
    Credential,
    Language,
    Level,
    Limit,
    PartOfDay,
    Restriction,
    Specialty,
    Use,
)
from handrail.letters.content import Check, Form, LetterContent, Letterhead
from handrail.letters.letter import CARRIES, Allowed, Day, Facts, compose
from handrail.letters.statement import Leave, Schedule, Statement

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


def statement(**change: Any) -> Statement:
    values: dict[str, Any] = {
        "clinician": PersonId("rosa"),
        "name": "Rosa Quispe",
        "credential": Credential.LICENSED_PROFESSIONAL,
        "signed_on": date(2026, 9, 10),
        "good_until": date(2026, 12, 10),
        "leave": Leave(date(2026, 9, 1), date(2026, 9, 30), days_a_month=4),
        "return_on": date(2026, 11, 2),
        "limits": (Limit.LONG_FOCUS, Limit.NIGHT_WORK),
        "restrictions": (Restriction.NO_OVERTIME, Restriction.SHORT_BREAKS),
        "schedule": Schedule(Away.AFTER, time(17, 30), date(2026, 10, 30)),
        "specialty": Specialty.MENTAL_HEALTH,
        "condition": Condition.MENTAL_HEALTH,
        "diagnosis_code": "F33.1",
    }
    return Statement(**(values | change))


def content(
    level: Level = Level.APPOINTMENT,
    *,
    check: Check | None = CHECK,
    language: Language = Language.ENGLISH,
    use: Use = Use.WORK,
    size: int = 12,
    **change: Any,
) -> LetterContent:
    head = change.pop("head", HEAD)
    fields = change.pop("fields", CARRIES[level])
    if level >= Level.FUNCTION:
        change = {"statement": statement(), "program": "Harbor IOP"} | change
    form = Form(level, use, language, size)
    return compose(facts(**change), allowed(level, fields=fields), form, head, ISSUED_ON, NUMBER, check)


def words(letter: LetterContent) -> str:
    return " ".join((letter.title, *letter.sentences))
