"""What a letter says: a pure function of what was permitted, its level, and who issues it (I3).

No text in it is typed by anybody. Each sentence stands on fields that the decision permitted and that the
level may carry; what is not permitted never reaches the words, so two clients who differ only there get
equal letters. A sentence may leave out, it may not mislead: where nothing true can be said within the
permitted fields, there is no letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from types import MappingProxyType

from handrail.disclosure.vocabulary import DataElement
from handrail.identity.name import NameRefused, checked
from handrail.kernel.errors import Fault, Invalid
from handrail.letters.code import shown


class Use(StrEnum):
    """Where the client means to hand the letter in."""

    WORK = "work"
    SCHOOL = "school"
    OTHER = "other"


class Level(IntEnum):
    """How much a letter may say."""

    APPOINTMENT = 1
    UNDER_CARE = 2


class PartOfDay(StrEnum):
    """The only times that levels 1 and 2 know: clock times over weeks are a fingerprint of the kind of care."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


_BASE = frozenset(
    {
        DataElement.PERSON_NAME,
        DataElement.FACILITY_NEUTRAL_NAME,
        DataElement.APPOINTMENT_DATE,
        DataElement.DATE_RANGE,
        DataElement.TIME_WINDOW,
    }
)
CARRIES: Mapping[Level, frozenset[DataElement]] = MappingProxyType(
    {
        Level.APPOINTMENT: _BASE,
        Level.UNDER_CARE: _BASE | {DataElement.UNDER_CARE_STATEMENT, DataElement.EXPECTED_END_DATE},
    }
)
"""The most that each level may carry, in the disclosure vocabulary."""

NOON = 12
EVENING_FROM = 17


def part_of_day(hour: int) -> PartOfDay:
    """The part of the day in which an appointment starting at this local hour (0–23) falls."""
    if hour < NOON:
        return PartOfDay.MORNING
    return PartOfDay.AFTERNOON if hour < EVENING_FROM else PartOfDay.EVENING


@dataclass(frozen=True, slots=True)
class Day:
    """One attended appointment: its date in the client's zone as the ledger holds it, and the part of the day."""

    on: date
    part: PartOfDay


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a letter could be made from, before anything is left out.

    Attributes:
        attended: days on which the ledger says the client was there, within the period asked about.
        under_care: whether the client is enrolled on the day of issue, with a licensed professional.
        expected_end: planned last day, as the enrolment holds it.
    """

    person_name: str = field(repr=False)
    attended: tuple[Day, ...] = field(repr=False)
    under_care: bool = field(repr=False)
    expected_end: date | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the decision let through: data elements, and the days they may speak of (inclusive; None: no bound)."""

    fields: frozenset[DataElement]
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who the letter is from: the neutral face of a program."""

    name: str
    address_lines: tuple[str, ...]
    phone: str
    signer_name: str
    signer_title: str


@dataclass(frozen=True, slots=True)
class Check:
    """How a reader checks the letter; only where the client signed for it.

    Attributes:
        page: address of the neutral page, `https://host/check`.
        code: the code as minted.
    """

    page: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LetterContent:
    """Every word of a letter; the template only lays it out.

    Attributes:
        title: heading of the page.
        paragraphs: what is stated.
        closing: what the reader should know about the letter itself.
        check_page: address without scheme, as printed; empty: the letter cannot be checked.
        check_code: the code in groups.
        check_link: the address with the code in the fragment, for the QR code.
    """

    number: str
    issued_on: date
    head: Letterhead
    title: str
    paragraphs: tuple[str, ...] = field(repr=False)
    closing: tuple[str, ...] = field(repr=False)
    check_page: str = ""
    check_code: str = field(default="", repr=False)
    check_link: str = field(default="", repr=False)


def compose(
    facts: Facts,
    allowed: Allowed,
    level: Level,
    use: Use,
    head: Letterhead,
    issued_on: date,
    number: str,
    check: Check | None,
) -> LetterContent:
    """The letter.

    Args:
        facts: everything known; what is not allowed is never looked at.
        allowed: what the decision let through.
        level: how much a letter may say; it narrows `allowed`, never widens it.
        use: where it will be handed in.
        head: who issues it.
        issued_on: the day of issue in the client's zone. The hour is left out: letters made right after every
            evening would tell of the evenings.
        number: as `code.number` made it.
        check: how a reader checks it, where the client signed for that.

    Raises:
        Invalid: the name may not stand in a letter, or nothing true can be said within what is allowed.
    """
    fields = allowed.fields & CARRIES[level]
    if DataElement.PERSON_NAME not in fields or DataElement.FACILITY_NEUTRAL_NAME not in fields:
        raise Invalid("A letter needs the name of the person and of the office that issues it.")
    name = _name(facts.person_name)
    days = _days(facts.attended, allowed)
    stated = _care(name, facts, fields) + _appointments(name, days, fields)
    if not stated:
        raise Invalid("Nothing can be confirmed for these dates.", faults=(Fault("/first_day", "choose other dates"),))
    return LetterContent(
        number=number,
        issued_on=issued_on,
        head=head,
        title="Confirmation of care" if level is Level.UNDER_CARE else "Confirmation of appointment",
        paragraphs=stated,
        closing=_closing(name, use, check),
        check_page=check.page.removeprefix("https://").removeprefix("http://") if check else "",
        check_code=shown(check.code) if check else "",
        check_link=f"{check.page}#{check.code}" if check else "",
    )


def rests_on(facts: Facts, allowed: Allowed, level: Level) -> frozenset[date]:
    """The days whose ledger entries the letter states: a correction that takes one away makes the letter untrue."""
    days = stated_days(facts, allowed, level)
    said = days if DataElement.TIME_WINDOW in allowed.fields & CARRIES[level] else (*days[:1], *days[-1:])
    return frozenset(day.on for day in said)


def stated_days(facts: Facts, allowed: Allowed, level: Level) -> tuple[Day, ...]:
    """The attended days that the letter speaks of, in order: it names the first and the last of them."""
    days = _days(facts.attended, allowed)
    return days if _appointments("", days, allowed.fields & CARRIES[level]) else ()


def _name(given: str) -> str:
    try:
        return checked(given)
    except NameRefused as refused:
        raise Invalid(
            "This name cannot stand in a letter as it is spelled.", faults=(Fault("/person_name", str(refused)),)
        ) from None


def _days(attended: tuple[Day, ...], allowed: Allowed) -> tuple[Day, ...]:
    first, last = allowed.first_day or date.min, allowed.last_day or date.max
    return tuple(sorted((day for day in attended if first <= day.on <= last), key=lambda day: day.on))


def _care(name: str, facts: Facts, fields: frozenset[DataElement]) -> tuple[str, ...]:
    if DataElement.UNDER_CARE_STATEMENT not in fields or not facts.under_care:
        return ()
    said = f"{name} is under the care of a licensed health professional."
    if DataElement.EXPECTED_END_DATE in fields and facts.expected_end:
        said += f" This care is expected to continue until about {in_words(facts.expected_end)}."
    return (said,)


def _appointments(name: str, days: tuple[Day, ...], fields: frozenset[DataElement]) -> tuple[str, ...]:
    if not days or not fields & {DataElement.APPOINTMENT_DATE, DataElement.DATE_RANGE}:
        return ()
    first, last = days[0].on, days[-1].on
    if first == last:
        said = f"This letter confirms that {name} attended a health appointment on {in_words(first)}"
    elif DataElement.DATE_RANGE in fields:
        said = (
            f"This letter confirms that {name} attended health appointments in the period from "
            f"{in_words(first)} to {in_words(last)}"
        )
    else:
        return ()
    parts = {day.part for day in days}
    if DataElement.TIME_WINDOW in fields and len(parts) == 1:
        said += f", in the {parts.pop()}"
    return (said + ".",)


def _closing(name: str, use: Use, check: Check | None) -> tuple[str, ...]:
    place = {Use.WORK: ", for use at work", Use.SCHOOL: ", for use at school", Use.OTHER: ""}[use]
    given = f"This letter was given to {name} on request{place}."
    if check is None:
        return (f"{given} We give no further information about it, in writing or by phone.",)
    checkable = "Whether it is current can be checked as shown below."
    return (f"{given} {checkable} Beyond that we give no further information about it, in writing or by phone.",)


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def in_words(day: date) -> str:
    """A date as United States readers write it, whatever the machine's locale."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
