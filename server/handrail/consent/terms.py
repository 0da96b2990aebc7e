"""The words of a form, as they are shown, signed and kept: a pure function of version, names and choices.

Every version holds every core element and statement of 45 CFR 164.508(c) and, for a Part 2 program, of 42 CFR
2.31(a); from version 2 on also what Illinois and California ask for. A change of one word is a new version; an
old one stays, so that a signed text can be made again. A test measures that it reads at grade 8 at most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from handrail.consent.alone import NotAlone
from handrail.consent.authorization import Choices
from handrail.consent.codes import DataElement, LegalAuthority, Purpose

CURRENT = 2

_PURPOSE: Mapping[Purpose, str] = {
    Purpose.ATTENDANCE_PROOF_WORK: "to show at work that I came to appointments",
    Purpose.ATTENDANCE_PROOF_SCHOOL: "to show at school that I came to appointments",
    Purpose.LEAVE_CERTIFICATION: "to certify a leave",
    Purpose.ACCOMMODATION_REQUEST: "to ask for an accommodation",
    Purpose.RETURN_TO_WORK: "to return to work",
    Purpose.VERIFICATION_CALLBACK: "to answer whether a letter of mine is genuine, yes or no",
    Purpose.TREATMENT: "for my treatment",
    Purpose.FAMILY_INVOLVEMENT: "so that they can support me",
}
_ELEMENT_1: Mapping[DataElement, str] = {
    DataElement.PATIENT_STATUS: "that I come here",
    DataElement.LETTER_EXISTENCE: "that a letter exists and is genuine",
    DataElement.PERSON_NAME: "my name",
    DataElement.CHECKIN_ANSWERS: "my check-in answers",
    DataElement.MH_FLAG: "that the care is for mental health",
    DataElement.SUD_FLAG: "that the care is for substance use",
}
_ELEMENT: Mapping[DataElement, str] = {
    **_ELEMENT_1,
    DataElement.CONTACT_DETAILS: "my address, phone and e-mail",
    DataElement.DATE_OF_BIRTH: "the day I was born",
    DataElement.APPOINTMENT_DATE: "the day of an appointment",
    DataElement.DATE_RANGE: "the first and last day of a time in which I had appointments",
    DataElement.DATES_ATTENDED: "the days on which I came",
    DataElement.DATES_ABSENT: "the days on which I did not come",
    DataElement.TIME_WINDOW: "the time of day of my appointments",
    DataElement.WEEKLY_HOURS: "how many hours a week I come",
    DataElement.SESSION_COUNT: "how many times I came",
    DataElement.SCHEDULE_NEED: "when I need to be away",
    DataElement.START_DATE: "the day I began",
    DataElement.EXPECTED_END_DATE: "the day my care should end",
    DataElement.LEAVE_AMOUNT: "how long I need to be away",
    DataElement.RETURN_DATE: "the day I can come back",
    DataElement.UNDER_CARE_STATEMENT: "that a health professional cares for me",
    DataElement.FUNCTIONAL_LIMITS: "what I can and cannot do for now",
    DataElement.WORK_RESTRICTIONS: "what I should not do at work for now",
    DataElement.PROVIDER_NAME: "the name of who cares for me",
    DataElement.PROVIDER_CREDENTIAL: "the license of who cares for me",
    DataElement.PROVIDER_SPECIALTY: "the field of who cares for me, which tells the kind of care",
    DataElement.FACILITY_NEUTRAL_NAME: "the name on the letterhead",
    DataElement.FACILITY_TRADE_NAME: "the name the place is known by",
    DataElement.PROGRAM_NAME: "the name of the program, which tells the kind of care",
    DataElement.LEVEL_OF_CARE: "how much care I get, which tells the kind of care",
    DataElement.REFERRAL_SOURCE: "who sent me here",
    DataElement.MANDATE_STATUS: "whether a court sent me here",
    DataElement.DIAGNOSIS_GENERAL: "the kind of illness I have",
    DataElement.DIAGNOSIS_SPECIFIC: "my diagnosis",
    DataElement.MEDICATION: "what medicine I take",
    DataElement.TEST_RESULTS: "results of my tests",
    DataElement.CLINICAL_NOTE: "notes on my care",
    DataElement.BILLING_CODES: "codes on my bills",
    DataElement.HANDOUT_HISTORY: "which handouts I was given",
}
_YOU = (
    (r"\bI was\b", "you were"),
    (r"\bI am\b", "you are"),
    (r"\bI\b", "you"),
    (r"\bmy\b", "your"),
    (r"\bmine\b", "yours"),
    (r"\bme\b", "you"),
)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who signs and who may tell, as they are printed."""

    person_name: str = field(repr=False)
    program_name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that could be signed today: `digest` is what signing has to repeat.

    Attributes:
        needs_witness: it will not hold until somebody witnessed the signature.
        not_alone: why it cannot be signed here, where one signature is not enough.
    """

    choices: Choices
    kinds: frozenset[LegalAuthority]
    terms: int
    digest: str
    text: str = field(repr=False)
    day: date
    needs_witness: bool = False
    not_alone: NotAlone | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the words of a form hang on.

    Attributes:
        states: two-letter codes of the states whose law adds to the federal rules.
    """

    parties: Parties
    choices: Choices
    kinds: frozenset[LegalAuthority]
    today: date
    states: frozenset[str] = frozenset()


def text(occasion: Occasion, version: int = CURRENT) -> str:
    """The whole form in plain language, a paragraph a line; the first is its title.

    Raises:
        KeyError: there is no such version.
    """
    return "\n".join(line for line in _VERSIONS[version](occasion) if line)


def digest(of: str) -> str:
    """SHA-256 of a form's text, in hex: what is signed is exactly this."""
    return sha256(of.encode()).hexdigest()


def element_in_words(element: DataElement) -> str:
    """One kind of fact as its person would say it: "my name"."""
    return _ELEMENT.get(element, "my " + element.replace("_", " "))


def listed(elements: Iterable[DataElement]) -> str:
    """Some kinds of fact in one phrase."""
    words = [element_in_words(one) for one in elements]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def to_you(said: str) -> str:
    """What the person says, as it is said to them: "your name"."""
    for pattern, you in _YOU:
        said = re.sub(pattern, you, said)
    return said


def day_in_words(day: date) -> str:
    """A date as it is printed: "June 4, 2026"."""
    return f"{day:%B} {day.day}, {day.year}"


def _version_1(of: Occasion) -> list[str]:
    choices = of.choices
    lines = [
        "Leave to share information about me",
        f"I am {of.parties.person_name}.",
        f"{of.parties.program_name} may tell {choices.recipient_name}:",
        *(f"- {_ELEMENT_1.get(one, 'my ' + one.replace('_', ' '))}" for one in _elements(choices)),
        _days(choices),
        "It may do so " + _purposes(choices) + ".",
        _from_to(of),
        (
            "I may take this back at any time, in writing or here in my account. It then stops at once. "
            "What was told before cannot be called back."
        ),
        "My care, what I pay and what I am entitled to do not depend on signing this.",
        "Whoever is told may tell others. The privacy rule of HIPAA may then no longer protect it.",
    ]
    if LegalAuthority.PART2_CONSENT in of.kinds:
        lines.append(
            "These are records of substance use treatment. What is sent carries a notice of 42 CFR Part 2, and that "
            "notice shows what kind of care it was. It may not be used against me in court without my consent or a "
            "special court order."
        )
    return [*lines, "I get a copy of this form, and can read it in my account."]


def _version_2(of: Occasion) -> list[str]:
    choices, program = of.choices, of.parties.program_name
    return [
        "Leave to share information about me",
        f"I am {of.parties.person_name}.",
        f"{program} may tell {choices.recipient_name}:",
        *(f"- {element_in_words(one)}" for one in _elements(choices)),
        _days(choices),
        "It may do so " + _purposes(choices) + ". Nothing else may be told on this form.",
        _from_to(of) + " Then it ends by itself.",
        (
            f"I may take this back at any time. I can do so in my account, or in writing to {program}. It then stops "
            "at once. What was told before cannot be called back."
        ),
        "I do not have to sign. My care, what I pay and what I am entitled to stay the same if I do not.",
        "Whoever is told may tell others. The federal privacy rule, HIPAA, may then no longer protect it.",
        *_of_part2(of),
        *_of_states(of),
        "I get a copy of this form. I can read it in my account at any time.",
    ]


def _of_part2(of: Occasion) -> list[str]:
    if LegalAuthority.PART2_CONSENT not in of.kinds:
        return []
    return [
        "These are records of care for substance use. A federal law, 42 CFR Part 2, guards them.",
        "What is sent carries a notice of that law. The notice shows what kind of care it was.",
        "What is told may not be used against me in court. That takes my consent or a special court order.",
    ]


def _of_states(of: Occasion) -> list[str]:
    lines = []
    if "IL" in of.states:
        lines += [
            "I may look at what is told, and copy it.",
            f"If I do not sign, {of.choices.recipient_name} is not told. Nothing else follows from it.",
            "Whoever is told may not tell others unless I agree. That is the law of Illinois.",
            "Somebody who knows who I am signs as a witness. Until then this form does not hold.",
            "If I take it back, somebody witnesses that too. Until then it is on hold, and nothing is told.",
        ]
    if "CA" in of.states:
        lines.append(
            "I may get more copies of this form at any time. "
            f"I find it in my account, or I ask {of.parties.program_name}."
        )
    return lines


_VERSIONS: Mapping[int, Callable[[Occasion], list[str]]] = {1: _version_1, 2: _version_2}


def _elements(choices: Choices) -> list[DataElement]:
    return [element for element in DataElement if element in (choices.elements or frozenset())]


def _purposes(choices: Choices) -> str:
    return " and ".join(_PURPOSE[one] for one in Purpose if one in choices.purposes)


def _from_to(of: Occasion) -> str:
    last = of.choices.expires_on or of.today
    return f"This holds from {day_in_words(of.today)} to the end of {day_in_words(last)}."


def _days(choices: Choices) -> str:
    if choices.service_from and choices.service_to:
        return f"Only about the days from {day_in_words(choices.service_from)} to {day_in_words(choices.service_to)}."
    if choices.service_from:
        return f"Only about days from {day_in_words(choices.service_from)} on."
    if choices.service_to:
        return f"Only about days up to {day_in_words(choices.service_to)}."
    return ""
