"""A person's record as they take it away: one document of what may be told to them, and the same to read.

What may be in it is decided by the gate; this composes from the elements that were permitted and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from handrail.attendance.entry import Entry as AttendanceEntry
from handrail.checkins.response import KeptResponse
from handrail.checkins.template import Answer, Template
from handrail.consent.authorization import Form
from handrail.disclosure.vocabulary import DataElement
from handrail.identity.account import Account
from handrail.kernel.ids import CohortId
from handrail.letters.issued import Letter
from handrail.programs.enrolment import Enrolment
from handrail.safety.crisis_plan import CrisisPlan

D = DataElement
ASKED = (
    D.PATIENT_STATUS,
    D.PERSON_NAME,
    D.CONTACT_DETAILS,
    D.PROGRAM_NAME,
    D.START_DATE,
    D.EXPECTED_END_DATE,
    D.DATES_ATTENDED,
    D.DATES_ABSENT,
    D.CHECKIN_ANSWERS,
    D.LETTER_EXISTENCE,
)
"""What a whole record speaks of. The audit log is the program's; who looked is told on screen."""


@dataclass(frozen=True)
class Kept:
    """Everything kept here about one person, as the stores hold it.

    Attributes:
        groups: names of the cohorts that the enrolments name.
        forms_asked: the check-ins that were answered, by id and version.
        told: the accounting in sentences.
    """

    account: Account = field(repr=False)
    enrolments: tuple[Enrolment, ...]
    groups: Mapping[CohortId, str] = field(repr=False)
    attendance: tuple[AttendanceEntry, ...]
    responses: tuple[KeptResponse, ...]
    forms_asked: Mapping[tuple[str, int], Template]
    crisis_plan: CrisisPlan
    letters: tuple[Letter, ...]
    consents: tuple[Form, ...]
    told: tuple[str, ...] = field(repr=False)


Section = tuple[str, frozenset[DataElement], Callable[[Kept, date], Any]]


def document(kept: Kept, permitted: frozenset[DataElement], today: date) -> dict[str, Any]:
    """The record: sections whose elements were all permitted, in their order."""
    return {"made_on": today.isoformat()} | {
        name: compose(kept, today) for name, needed, compose in SECTIONS if needed <= permitted
    }


def _you(kept: Kept, _: date) -> dict[str, Any]:
    account = kept.account
    return {
        "legal_name": account.legal_name,
        "name_in_the_room": account.display_name,
        "e_mail": account.email,
        "time_zone": account.zone or "",
    }


def _groups(kept: Kept, _: date) -> list[dict[str, Any]]:
    return [
        {
            "group": kept.groups.get(one.cohort, ""),
            "from": one.starts_on.isoformat(),
            "planned_until": _day(one.planned_end),
            "last_day": _day(one.last_day),
        }
        for one in kept.enrolments
    ]


def _attendance(kept: Kept, _: date) -> list[dict[str, Any]]:
    return [
        {
            "day": one.day.isoformat(),
            "status": str(one.status),
            "late": one.late,
            "minutes_present": one.minutes,
            "minutes_of_the_session": one.session_minutes,
            "rule": one.rule,
            "how": str(one.kind),
            "reason": one.reason or None,
            "written_at": _instant(one.at),
        }
        for one in kept.attendance
    ]


def _check_ins(kept: Kept, _: date) -> list[dict[str, Any]]:
    return [_check_in(one, kept.forms_asked.get((one.template, one.version))) for one in kept.responses]


def _check_in(one: KeptResponse, form: Template | None) -> dict[str, Any]:
    items = {item.id: item for item in form.items} if form else {}
    return {
        "at": _instant(one.at),
        "check_in": form.title if form else one.template,
        "passed": one.answers is None,
        "answers": [
            {"question": items[name].prompt if name in items else name, "answer": _answer(given, items.get(name))}
            for name, given in (one.answers or {}).items()
        ],
    }


def _answer(given: Answer, item: Any) -> Any:
    """An answer with the words of its options, as they stood on screen."""
    words = {one.id: one.label for one in getattr(item, "options", ())}
    if isinstance(given, tuple):
        return [words.get(one, one) for one in given]
    return words.get(given, given) if isinstance(given, str) else given


def _crisis_plan(kept: Kept, _: date) -> dict[str, str]:
    return {str(part): words for part, words in kept.crisis_plan.parts.items() if words}


def _letters(kept: Kept, today: date) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "issued_on": one.issued_on.isoformat(),
            "for": str(one.use),
            "level": int(one.level),
            "standing": str(one.standing(today)),
        }
        for one in kept.letters
    ]


def _forms(kept: Kept, _: date) -> list[dict[str, Any]]:
    return [
        {
            "signed_on": one.signed_on.isoformat(),
            "for": one.choices.recipient_name,
            "holds_until": _day(one.choices.expires_on),
            "taken_back_at": _instant(one.revoked_at) if one.revoked_at else None,
            "text": one.text,
        }
        for one in kept.consents
    ]


def _told(kept: Kept, _: date) -> list[str]:
    return list(kept.told)


SECTIONS: tuple[Section, ...] = (
    ("you", frozenset({D.PERSON_NAME, D.CONTACT_DETAILS}), _you),
    ("groups", frozenset({D.PROGRAM_NAME, D.START_DATE, D.EXPECTED_END_DATE}), _groups),
    ("attendance", frozenset({D.DATES_ATTENDED, D.DATES_ABSENT}), _attendance),
    ("check_ins", frozenset({D.CHECKIN_ANSWERS}), _check_ins),
    # The list of data elements has none of its own for it; like an answer, it is what they said of themselves.
    ("crisis_plan", frozenset({D.CHECKIN_ANSWERS}), _crisis_plan),
    ("letters", frozenset({D.LETTER_EXISTENCE}), _letters),
    ("forms", frozenset({D.PATIENT_STATUS}), _forms),
    ("told", frozenset({D.PATIENT_STATUS}), _told),
)

TITLES = {
    "you": "You",
    "groups": "Your groups",
    "attendance": "Your attendance",
    "check_ins": "Your check-ins",
    "crisis_plan": "Your crisis plan",
    "letters": "Your letters",
    "forms": "Forms you signed",
    "told": "What was told about you",
}


def readable(made: Mapping[str, Any]) -> str:
    """The same document as plain text: nothing but words, so that anything opens it and anybody reads it."""
    lines = ["Your record", f"Made on {made['made_on']}"]
    for name, title in TITLES.items():
        if name in made:
            lines += ["", "", title.upper(), *(_lines(made[name]) or ["Nothing."])]
    return "\n".join(lines) + "\n"


def _lines(value: Any, deep: int = 0) -> list[str]:
    indent = "  " * deep
    if isinstance(value, list):
        parts = [_lines(one, deep) for one in value]
        apart = [""] if any(len(part) > 1 for part in parts) else []
        return [line for part in parts for line in (*apart, *part)]
    if isinstance(value, dict):
        return [line for key, one in value.items() for line in _field(key, one, deep)]
    return [f"{indent}{line}" for line in _word(value).splitlines()]


def _field(key: str, value: Any, deep: int) -> Iterable[str]:
    name = f"{'  ' * deep}{key.replace('_', ' ').capitalize()}:"
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value)):
        return (name, *_lines(value, deep + 1)) if value else (f"{name} none",)
    text = ", ".join(_word(one) for one in value) if isinstance(value, list) else _word(value)
    return (name, *_lines(text, deep + 1)) if "\n" in text else (f"{name} {text}",)


def _word(value: Any) -> str:
    return {None: "–", True: "yes", False: "no"}.get(value, str(value)) if not isinstance(value, str) else value


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
