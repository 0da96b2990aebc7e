"""An agency asks that a person is not told, for a time, what went to it (45 CFR 164.528(a)(2); 42 CFR 2.25).

Only oversight agencies and law enforcement may ask. In writing they name the time; by word it holds for 30 days at
most. What is suspended stays in the log and comes back into the person's own view when the time is over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from handrail.disclosure.record import Record
from handrail.disclosure.request import Recipient
from handrail.disclosure.vocabulary import RecipientClass
from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.ids import PersonId, ProgramId

AGENCIES = frozenset({RecipientClass.OVERSIGHT_AGENCY, RecipientClass.LAW_ENFORCEMENT})
LONGEST_ORAL = timedelta(days=30)
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Suspension:
    """One statement of an agency.

    Attributes:
        agency_name: the agency, as it stands in the log of what went to it.
        official: who made the statement: name and office.
        oral: it was made by word; a later one in writing is a suspension of its own.
        said_on: the day of the statement.
        until: the last day.
    """

    id: str
    person: PersonId
    program: ProgramId
    agency: RecipientClass
    agency_name: str = field(repr=False)
    official: str = field(repr=False)
    oral: bool
    said_on: date
    until: date
    by: PersonId
    at: datetime

    def hides(self, one: Record, today: date) -> bool:
        """Whether this entry of the log is not shown to its person today."""
        if not self.said_on <= today <= self.until or one.recipient is not self.agency:
            return False
        named = Recipient(self.agency, self.agency_name)
        return named.same_as(Recipient(one.recipient, one.recipient_name or None))


def checked(one: Suspension, today: date) -> Suspension:
    """The suspension, if an agency may have it so.

    Raises:
        Invalid: nobody who may ask, nobody named, or for longer than a word holds.
    """
    faults = []
    if one.agency not in AGENCIES:
        faults.append(Fault("/agency", "only an oversight agency or law enforcement may ask for this"))
    for at, text in (("/agency_name", one.agency_name), ("/official", one.official)):
        if not text.strip() or len(text) > LONGEST or not text.isprintable():
            faults.append(Fault(at, f"name the agency and who spoke for it, in 1 to {LONGEST} letters"))
    if one.said_on > today:
        faults.append(Fault("/said_on", "give the day of the statement"))
    if one.until < one.said_on or (one.oral and one.until > one.said_on + LONGEST_ORAL):
        faults.append(Fault("/until", "give the last day; by word it is 30 days after the statement at the latest"))
    if faults:
        raise Invalid(faults=tuple(faults))
    return one


def shown(records: Iterable[Record], suspensions: Iterable[Suspension], today: date) -> tuple[Record, ...]:
    """What the person may be shown today."""
    known = tuple(suspensions)
    return tuple(one for one in records if not any(each.hides(one, today) for each in known))
