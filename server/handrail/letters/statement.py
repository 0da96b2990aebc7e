"""A clinician's dated and signed statement: the only source of leave, return, limits and level 4 items (trap 4).

Everything in it is chosen from closed lists or is a date, a time or a code, so that nobody words a letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time

from handrail.disclosure.vocabulary import DataElement
from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.ids import PersonId
from handrail.letters.choices import Away, Condition, Credential, Limit, Restriction, Specialty

ICD = re.compile(r"[A-TV-Z][0-9][0-9AB](?:\.[0-9A-TV-Z]{1,4})?")
"""An ICD-10-CM code as it is written: three characters, a point, up to four more (CMS, ICD-10-CM guidelines I.A.2)."""
MOST_DAYS_A_MONTH = 20


@dataclass(frozen=True, slots=True)
class Leave:
    """Time away: one stretch of days, or up to so many days a month until a date."""

    first: date
    last: date
    days_a_month: int | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """Away before or after a time of day on some weekdays, until about a date. No weekdays, no hours (trap 3)."""

    side: Away
    at: time
    until: date


@dataclass(frozen=True, slots=True)
class Statement:
    """What one clinician states of one person.

    Attributes:
        clinician: who signed.
        name: of the clinician, as it is printed.
        signed_on: date of signing in the client's zone.
        good_until: last day on which a letter may rest on it.
        diagnosis_code: ICD-10-CM.
    """

    clinician: PersonId
    name: str = field(repr=False)
    credential: Credential
    signed_on: date
    good_until: date
    leave: Leave | None = field(default=None, repr=False)
    return_on: date | None = field(default=None, repr=False)
    limits: tuple[Limit, ...] = field(default=(), repr=False)
    restrictions: tuple[Restriction, ...] = field(default=(), repr=False)
    schedule: Schedule | None = field(default=None, repr=False)
    specialty: Specialty | None = field(default=None, repr=False)
    condition: Condition | None = field(default=None, repr=False)
    diagnosis_code: str = field(default="", repr=False)

    @property
    def covers(self) -> frozenset[DataElement]:
        """The elements that it can speak to."""
        said = {
            DataElement.LEAVE_AMOUNT: self.leave,
            DataElement.RETURN_DATE: self.return_on,
            DataElement.FUNCTIONAL_LIMITS: self.limits,
            DataElement.WORK_RESTRICTIONS: self.restrictions,
            DataElement.SCHEDULE_NEED: self.schedule,
            DataElement.PROVIDER_SPECIALTY: self.specialty,
            DataElement.DIAGNOSIS_GENERAL: self.condition,
            DataElement.DIAGNOSIS_SPECIFIC: self.diagnosis_code,
        }
        signed = {DataElement.PROVIDER_NAME, DataElement.PROVIDER_CREDENTIAL}
        return frozenset({element for element, value in said.items() if value} | signed)


def checked(statement: Statement) -> Statement:
    """The statement, if it hangs together.

    Raises:
        Invalid: dates the wrong way round, too many days, or no ICD-10-CM code.
    """
    faults = []
    leave = statement.leave
    if statement.good_until < statement.signed_on:
        faults.append(Fault("/good_until", "give a day from today on"))
    if leave and leave.first > leave.last:
        faults.append(Fault("/leave/last", "give a day from the first on"))
    if leave and leave.days_a_month is not None and not 1 <= leave.days_a_month <= MOST_DAYS_A_MONTH:
        faults.append(Fault("/leave/days_a_month", f"give 1 to {MOST_DAYS_A_MONTH} days"))
    if statement.diagnosis_code and not ICD.fullmatch(statement.diagnosis_code):
        faults.append(Fault("/diagnosis_code", "give a code as ICD-10-CM writes it"))
    if faults:
        raise Invalid(faults=tuple(faults))
    return statement
