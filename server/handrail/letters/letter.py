"""What a letter says: a pure function of what was permitted, its level, and who issues it (I3).

No text in it is typed by anybody. Each sentence stands on fields that the decision permitted and that the
level may carry; what is not permitted never reaches the words, so two clients who differ only there get
equal letters. A sentence may leave out, it may not mislead: where nothing true can be said within the
permitted fields, there is no letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from handrail.disclosure.vocabulary import DataElement
from handrail.identity.name import NameRefused, checked
from handrail.kernel.errors import Fault, Invalid
from handrail.letters.choices import Level, PartOfDay
from handrail.letters.code import shown
from handrail.letters.content import Check, Form, LetterContent, Letterhead, Points
from handrail.letters.phrases import PHRASES, Phrases, clock, in_words
from handrail.letters.statement import Statement

_APPOINTMENT = frozenset(
    {
        DataElement.PERSON_NAME,
        DataElement.FACILITY_NEUTRAL_NAME,
        DataElement.APPOINTMENT_DATE,
        DataElement.DATE_RANGE,
        DataElement.TIME_WINDOW,
    }
)
_UNDER_CARE = _APPOINTMENT | {
    DataElement.UNDER_CARE_STATEMENT,
    DataElement.EXPECTED_END_DATE,
    DataElement.LEAVE_AMOUNT,
    DataElement.RETURN_DATE,
}
_FUNCTION = _UNDER_CARE | {
    DataElement.FUNCTIONAL_LIMITS,
    DataElement.WORK_RESTRICTIONS,
    DataElement.SCHEDULE_NEED,
    DataElement.PROVIDER_NAME,
    DataElement.PROVIDER_CREDENTIAL,
}
NAMED_ITEMS = (
    DataElement.PROVIDER_SPECIALTY,
    DataElement.PROGRAM_NAME,
    DataElement.LEVEL_OF_CARE,
    DataElement.DIAGNOSIS_GENERAL,
    DataElement.DIAGNOSIS_SPECIFIC,
)
"""What a letter of level 4 may name, each only where the client signed for it by itself."""

CARRIES: Mapping[Level, frozenset[DataElement]] = MappingProxyType(
    {
        Level.APPOINTMENT: _APPOINTMENT,
        Level.UNDER_CARE: _UNDER_CARE,
        Level.FUNCTION: _FUNCTION,
        Level.NAMED: _FUNCTION | frozenset(NAMED_ITEMS),
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
        statement: what a clinician signed, where the letter rests on one.
        program: what the program is called.
    """

    person_name: str = field(repr=False)
    attended: tuple[Day, ...] = field(repr=False)
    under_care: bool = field(repr=False)
    expected_end: date | None = field(repr=False)
    statement: Statement | None = field(default=None, repr=False)
    program: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the decision let through: data elements, and the days they may speak of (inclusive; None: no bound)."""

    fields: frozenset[DataElement]
    first_day: date | None = None
    last_day: date | None = None


def compose(
    facts: Facts,
    allowed: Allowed,
    form: Form,
    head: Letterhead,
    issued_on: date,
    number: str,
    check: Check | None,
) -> LetterContent:
    """The letter.

    Args:
        facts: everything known; what is not allowed is never looked at.
        allowed: what the decision let through.
        form: its level, which narrows `allowed` and never widens it; where it will be handed in; how it is written.
        head: who issues it.
        issued_on: the day of issue in the client's zone. The hour is left out: letters made right after every
            evening would tell of the evenings.
        number: as `code.number` made it.
        check: how a reader checks it, where the client signed for that.

    Raises:
        Invalid: the name may not stand in a letter, or nothing true can be said within what is allowed.
    """
    fields = allowed.fields & CARRIES[form.level]
    if DataElement.PERSON_NAME not in fields or DataElement.FACILITY_NEUTRAL_NAME not in fields:
        raise Invalid("A letter needs the name of the person and of the office that issues it.")
    say = PHRASES[form.language]
    name = _name(facts.person_name)
    writer = _Writer(name, form, say, facts, fields)
    paragraphs = (
        *writer.care(),
        *writer.appointments(_days(facts.attended, allowed)),
        *writer.leave(),
    )
    points = tuple(writer.points())
    named = writer.named()
    if not paragraphs and not points and not named:
        raise Invalid("Nothing can be confirmed for these dates.", faults=(Fault("/first_day", "choose other dates"),))
    return LetterContent(
        number=number,
        issued_on=issued_on,
        form=form,
        head=head,
        title=say.titles[form.level],
        paragraphs=paragraphs,
        points=points,
        named=named,
        stated_by=writer.stated_by(),
        closing=(f"{say.given[form.use].format(name=name)} {say.checkable if check else say.silent}",),
        **check_fields(check),
    )


def check_fields(check: Check | None) -> dict[str, str]:
    """How a check is printed: the page without its scheme, the code in groups, the link with it in the fragment."""
    if check is None:
        return {}
    page = check.page.removeprefix("https://").removeprefix("http://")
    return {"check_page": page, "check_code": shown(check.code), "check_link": f"{check.page}#{check.code}"}


def rests_on(facts: Facts, allowed: Allowed, level: Level) -> frozenset[date]:
    """The days whose ledger entries the letter states: a correction that takes one away makes the letter untrue."""
    days = stated_days(facts, allowed, level)
    said = days if DataElement.TIME_WINDOW in allowed.fields & CARRIES[level] else (*days[:1], *days[-1:])
    return frozenset(day.on for day in said)


def stated_days(facts: Facts, allowed: Allowed, level: Level) -> tuple[Day, ...]:
    """The attended days that the letter speaks of, in order: it names the first and the last of them."""
    days = _days(facts.attended, allowed)
    return days if _speaks_of(days, allowed.fields & CARRIES[level]) else ()


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


def _speaks_of(days: tuple[Day, ...], fields: frozenset[DataElement]) -> bool:
    if not days:
        return False
    one = days[0].on == days[-1].on
    return DataElement.DATE_RANGE in fields or (one and DataElement.APPOINTMENT_DATE in fields)


@dataclass(frozen=True, slots=True)
class _Writer:
    """The sentences that these fields allow."""

    name: str = field(repr=False)
    form: Form
    say: Phrases = field(repr=False)
    facts: Facts
    fields: frozenset[DataElement]

    def care(self) -> Iterator[str]:
        if DataElement.UNDER_CARE_STATEMENT not in self.fields or not self.facts.under_care:
            return
        said = self.say.under_care.format(name=self.name)
        if DataElement.EXPECTED_END_DATE in self.fields and self.facts.expected_end:
            said += " " + self.say.expected_end.format(day=self._date(self.facts.expected_end))
        yield said

    def appointments(self, days: tuple[Day, ...]) -> Iterator[str]:
        if not _speaks_of(days, self.fields):
            return
        first, last = days[0].on, days[-1].on
        parts = {day.part for day in days}
        one_part = DataElement.TIME_WINDOW in self.fields and len(parts) == 1
        part = self.say.at_part.format(part=self.say.parts[parts.pop()]) if one_part else ""
        sentence = self.say.one_day if first == last else self.say.period
        yield sentence.format(
            name=self.name, day=self._date(first), first=self._date(first), last=self._date(last), part=part
        )

    def leave(self) -> Iterator[str]:
        statement, say, name = self.facts.statement, self.say, self.name
        if statement is None:
            return
        if (leave := statement.leave) and DataElement.LEAVE_AMOUNT in self.fields:
            sentence = say.leave_days if leave.days_a_month else say.leave
            first, last = self._date(leave.first), self._date(leave.last)
            yield sentence.format(name=name, first=first, last=last, days=leave.days_a_month)
        if (away := statement.schedule) and DataElement.SCHEDULE_NEED in self.fields:
            yield say.away[away.side].format(
                name=name,
                place=say.away_from[self.form.use],
                time=clock(away.at, self.form.language),
                day=self._date(away.until),
            )
        if statement.return_on and DataElement.RETURN_DATE in self.fields:
            yield say.returns[self.form.use].format(name=name, day=self._date(statement.return_on))

    def points(self) -> Iterator[Points]:
        statement, say = self.facts.statement, self.say
        if statement and statement.limits and DataElement.FUNCTIONAL_LIMITS in self.fields:
            yield Points(say.limits_lead.format(name=self.name), tuple(say.limits[one] for one in statement.limits))
        if statement and statement.restrictions and DataElement.WORK_RESTRICTIONS in self.fields:
            yield Points(say.restrictions_lead, tuple(say.restrictions[one] for one in statement.restrictions))

    def named(self) -> str:
        statement, say = self.facts.statement, self.say
        if statement is None:
            return ""
        items = {
            DataElement.PROVIDER_SPECIALTY: say.specialty[statement.specialty] if statement.specialty else "",
            DataElement.PROGRAM_NAME: say.program.format(program=self.facts.program),
            DataElement.LEVEL_OF_CARE: say.level_of_care,
            DataElement.DIAGNOSIS_GENERAL: say.condition[statement.condition] if statement.condition else "",
            DataElement.DIAGNOSIS_SPECIFIC: (
                say.diagnosis.format(code=statement.diagnosis_code) if statement.diagnosis_code else ""
            ),
        }
        said = [sentence for element, sentence in items.items() if sentence and element in self.fields]
        return " ".join((*said, say.permitted.format(name=self.name))) if said else ""

    def stated_by(self) -> str:
        statement = self.facts.statement
        if statement is None or not self.fields >= {DataElement.PROVIDER_NAME, DataElement.PROVIDER_CREDENTIAL}:
            return ""
        return self.say.stated_by.format(
            clinician=statement.name,
            credential=self.say.credentials[statement.credential],
            day=self._date(statement.signed_on),
        )

    def _date(self, day: date) -> str:
        return in_words(day, self.form.language)
