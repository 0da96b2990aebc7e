"""What a client may ask for: a choice of few things, none of them typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from handrail.disclosure.vocabulary import DataElement, Purpose
from handrail.kernel.errors import Fault, Invalid
from handrail.letters.choices import Language, Level, Use
from handrail.letters.content import LARGE_SIZE, STANDARD_SIZE, Form
from handrail.letters.learned_said import SAYINGS, Heed
from handrail.letters.letter import CARRIES

LONGEST_PERIOD = 366
"""Days that one letter may span."""

PURPOSES: Mapping[Use, Purpose] = MappingProxyType(
    {
        Use.WORK: Purpose.ATTENDANCE_PROOF_WORK,
        Use.SCHOOL: Purpose.ATTENDANCE_PROOF_SCHOOL,
        Use.OTHER: Purpose.INDIVIDUAL_ACCESS,
    }
)

CHOSEN = (
    DataElement.LEAVE_AMOUNT,
    DataElement.RETURN_DATE,
    DataElement.FUNCTIONAL_LIMITS,
    DataElement.WORK_RESTRICTIONS,
    DataElement.SCHEDULE_NEED,
    DataElement.PROVIDER_SPECIALTY,
    DataElement.PROGRAM_NAME,
    DataElement.LEVEL_OF_CARE,
    DataElement.DIAGNOSIS_GENERAL,
    DataElement.DIAGNOSIS_SPECIFIC,
)
"""What is in a letter only where the client chose it; all of it rests on a clinician's statement."""


@dataclass(frozen=True, slots=True)
class LetterAsk:
    """A client's choice. Nothing in it is free text.

    Attributes:
        first_day: first day to speak of, in the client's zone; from level 2 on the days may be left out.
        last_day: last day to speak of; the same for a single appointment.
        time_of_day: whether to say morning, afternoon or evening.
        expected_end: whether to give the planned end, from level 2 on.
        items: what else to say, of `CHOSEN`.
        large: whether to set it in 14 points.
        reader_form: id of the signed form that lets a reader check the letter; empty: nobody checks it.
    """

    use: Use
    level: Level
    first_day: date | None = field(default=None, repr=False)
    last_day: date | None = field(default=None, repr=False)
    time_of_day: bool = False
    expected_end: bool = False
    items: frozenset[DataElement] = field(default=frozenset(), repr=False)
    language: Language = Language.ENGLISH
    large: bool = False
    reader_form: str = ""

    @property
    def form(self) -> Form:
        """How the letter is written."""
        return Form(self.level, self.use, self.language, LARGE_SIZE if self.large else STANDARD_SIZE)

    @property
    def needs_clinician(self) -> bool:
        """Whether it rests on a clinician's statement: levels 3 and 4, and leave or return at level 2."""
        return self.level >= Level.FUNCTION or bool(self.items)


def purpose(ask: LetterAsk) -> Purpose:
    """What the letter is for, as the rules call it."""
    if ask.use is Use.OTHER:
        return PURPOSES[ask.use]
    if DataElement.LEAVE_AMOUNT in ask.items:
        return Purpose.LEAVE_CERTIFICATION
    if ask.level >= Level.FUNCTION:
        return Purpose.ACCOMMODATION_REQUEST
    return Purpose.RETURN_TO_WORK if DataElement.RETURN_DATE in ask.items else PURPOSES[ask.use]


def warnings(ask: LetterAsk, language: Language = Language.ENGLISH) -> tuple[str, ...]:
    """What the client has to have read before such a letter is made; empty: nothing."""
    named = {
        Heed.SCHEDULE: DataElement.SCHEDULE_NEED in ask.items,
        Heed.FUNCTION: ask.level is Level.FUNCTION,
        Heed.NAMED: ask.level is Level.NAMED,
        Heed.SCHOOL: ask.level >= Level.FUNCTION and ask.use is Use.SCHOOL,
    }
    return tuple(SAYINGS[language].heed[heed] for heed, holds in named.items() if holds)


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
    if ask.expected_end and ask.level < Level.UNDER_CARE:
        faults.append(Fault("/expected_end", "only a letter of level 2 or more can say this"))
    if not ask.items <= CARRIES[ask.level] & frozenset(CHOSEN):
        faults.append(Fault("/items", "a letter of this level cannot say all of these"))
    if ask.level >= Level.FUNCTION and not ask.items:
        faults.append(Fault("/items", "choose what the letter should say, or a lower level"))
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
    if ask.level >= Level.UNDER_CARE:
        asked.append(DataElement.UNDER_CARE_STATEMENT)
        if ask.expected_end:
            asked.append(DataElement.EXPECTED_END_DATE)
    if ask.level >= Level.FUNCTION:
        asked.extend((DataElement.PROVIDER_NAME, DataElement.PROVIDER_CREDENTIAL))
    asked.extend(element for element in CHOSEN if element in ask.items)
    return tuple(asked)
