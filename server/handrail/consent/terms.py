"""The words of a form, as they are shown, signed and kept: a pure function of version, names and choices.

Version 1 holds every core element and statement of 45 CFR 164.508(c) and, for a Part 2 program, of 42 CFR
2.31(a). A change of one word is a new version; an old one stays, so that a signed text can be made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from handrail.consent.authorization import Choices
from handrail.consent.codes import DataElement, LegalAuthority, Purpose

CURRENT = 1

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
_ELEMENT: Mapping[DataElement, str] = {
    DataElement.PATIENT_STATUS: "that I come here",
    DataElement.LETTER_EXISTENCE: "whether a letter is genuine",
    DataElement.PERSON_NAME: "my name",
    DataElement.CHECKIN_ANSWERS: "my check-in answers",
    DataElement.MH_FLAG: "that the care is for mental health",
    DataElement.SUD_FLAG: "that the care is for substance use",
}


@dataclass(frozen=True, slots=True)
class Parties:
    """Who signs and who may tell, as they are printed."""

    person_name: str = field(repr=False)
    program_name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that could be signed today: `digest` is what signing has to repeat."""

    choices: Choices
    kinds: frozenset[LegalAuthority]
    terms: int
    digest: str
    text: str = field(repr=False)
    day: date


def text(
    parties: Parties, choices: Choices, kinds: frozenset[LegalAuthority], today: date, version: int = CURRENT
) -> str:
    """The whole form in plain language, a paragraph a line.

    Raises:
        KeyError: there is no such version.
    """
    return _VERSIONS[version](parties, choices, kinds, today)


def digest(of: str) -> str:
    """SHA-256 of a form's text, in hex: what is signed is exactly this."""
    return sha256(of.encode()).hexdigest()


def _version_1(parties: Parties, choices: Choices, kinds: frozenset[LegalAuthority], today: date) -> str:
    part2 = LegalAuthority.PART2_CONSENT in kinds
    lines = [
        "Leave to share information about me",
        f"I am {parties.person_name}.",
        f"{parties.program_name} may tell {choices.recipient_name}:",
        *(f"- {element_in_words(element)}" for element in DataElement if element in choices.elements),
        _days(choices),
        "It may do so " + " and ".join(_PURPOSE[one] for one in Purpose if one in choices.purposes) + ".",
        f"This holds from {day_in_words(today)} to the end of {day_in_words(choices.expires_on)}.",
        (
            "I may take this back at any time, in writing or here in my account. It then stops at once. "
            "What was told before cannot be called back."
        ),
        "My care, what I pay and what I am entitled to do not depend on signing this.",
        "Whoever is told may tell others. The privacy rule of HIPAA may then no longer protect it.",
    ]
    if part2:
        lines.append(
            "These are records of substance use treatment. What is sent carries a notice of 42 CFR Part 2, and that "
            "notice shows what kind of care it was. It may not be used against me in court without my consent or a "
            "special court order."
        )
    lines.append("I get a copy of this form, and can read it in my account.")
    return "\n".join(line for line in lines if line)


_VERSIONS = {1: _version_1}


def element_in_words(element: DataElement) -> str:
    """One kind of fact as its person would say it: "my name"."""
    return _ELEMENT.get(element, "my " + element.replace("_", " "))


def _days(choices: Choices) -> str:
    if choices.service_from and choices.service_to:
        return f"Only about the days from {day_in_words(choices.service_from)} to {day_in_words(choices.service_to)}."
    if choices.service_from:
        return f"Only about days from {day_in_words(choices.service_from)} on."
    if choices.service_to:
        return f"Only about days up to {day_in_words(choices.service_to)}."
    return ""


def day_in_words(day: date) -> str:
    """A date as it is printed: "June 4, 2026"."""
    return f"{day:%B} {day.day}, {day.year}"
