"""What a client may ask for: a choice of few things, none of them typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from handrail.disclosure.vocabulary import DataElement, Purpose
from handrail.kernel.errors import Fault, Invalid
from handrail.letters.letter import Level, Use

LONGEST_PERIOD = 366
"""Days that one letter may span."""

PURPOSES: Mapping[Use, Purpose] = MappingProxyType(
    {
        Use.WORK: Purpose.ATTENDANCE_PROOF_WORK,
        Use.SCHOOL: Purpose.ATTENDANCE_PROOF_SCHOOL,
        Use.OTHER: Purpose.INDIVIDUAL_ACCESS,
    }
)


@dataclass(frozen=True, slots=True)
class LetterAsk:
    """A client's choice. Nothing in it is free text.

    Attributes:
        first_day: first day to speak of, in the client's zone; level 2 may leave the days out.
        last_day: last day to speak of; the same for a single appointment.
        time_of_day: whether to say morning, afternoon or evening.
        expected_end: whether level 2 gives the planned end.
        reader_form: id of the signed form that lets a reader check the letter; empty: nobody checks it.
    """

    use: Use
    level: Level
    first_day: date | None = field(default=None, repr=False)
    last_day: date | None = field(default=None, repr=False)
    time_of_day: bool = False
    expected_end: bool = False
    reader_form: str = ""


def checked(ask: LetterAsk, today: date) -> LetterAsk:
    """The choice, if a letter could be made from it.

    Raises:
        Invalid: days missing, the wrong way round, too far apart or in the future; or more than the level says.
    """
    faults = []
    if (ask.first_day is None) != (ask.last_day is None):
        faults.append(Fault("/last_day", "give both days, or neither"))
    elif ask.first_day is None and ask.level is Level.APPOINTMENT:
        faults.append(Fault("/first_day", "give the day or days that the letter is about"))
    elif ask.first_day and ask.last_day:
        if ask.first_day > ask.last_day or (ask.last_day - ask.first_day).days >= LONGEST_PERIOD:
            faults.append(Fault("/last_day", f"give a day from the first on, within {LONGEST_PERIOD} days"))
        if ask.last_day > today:
            faults.append(Fault("/last_day", "a letter speaks of days that have been"))
    if ask.expected_end and ask.level is not Level.UNDER_CARE:
        faults.append(Fault("/expected_end", "only a letter of level 2 can say this"))
    if faults:
        raise Invalid("No letter can be made from this.", faults=tuple(faults))
    return ask


def elements(ask: LetterAsk) -> tuple[DataElement, ...]:
    """The data elements that such a letter speaks of; the rules may permit fewer."""
    asked = [DataElement.PERSON_NAME, DataElement.FACILITY_NEUTRAL_NAME]
    if ask.first_day:
        one_day = ask.first_day == ask.last_day
        asked.append(DataElement.APPOINTMENT_DATE if one_day else DataElement.DATE_RANGE)
        if ask.time_of_day:
            asked.append(DataElement.TIME_WINDOW)
    if ask.level is Level.UNDER_CARE:
        asked.append(DataElement.UNDER_CARE_STATEMENT)
        if ask.expected_end:
            asked.append(DataElement.EXPECTED_END_DATE)
    return tuple(asked)
