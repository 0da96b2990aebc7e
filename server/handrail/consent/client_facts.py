"""Facts about a client that the rules ask for and nobody else keeps: where they live, how old they are, what ended.

Each version is whole and the newest holds. What was never recorded stays unknown, which permits nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from handrail.consent.codes import ExpiryEvent
from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.ids import PersonId, ProgramId
from handrail.programs.program import known_state

OLDEST = 120
"""Years."""


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """One version.

    Attributes:
        state: two-letter code of the state where the client lives; empty: not known, and then the program's law alone
            adds to the federal rules.
        ended: days on which what a form may end with came to its end; what is not in it has not.
        consented_alone: a minor who agreed to this care without a parent, as state law lets them (164.502(g)(3)).
        lps_covered: care under the Lanterman-Petris-Short Act (Cal. Welf. & Inst. Code 5328).
        by: who recorded it.
    """

    person: PersonId
    program: ProgramId
    recorded_at: datetime
    by: PersonId
    state: str = field(default="", repr=False)
    born_on: date | None = field(default=None, repr=False)
    died_on: date | None = field(default=None, repr=False)
    ended: tuple[tuple[ExpiryEvent, date], ...] = field(default=(), repr=False)
    consented_alone: bool | None = field(default=None, repr=False)
    emancipated: bool | None = field(default=None, repr=False)
    lacks_capacity: bool | None = field(default=None, repr=False)
    in_custody: bool | None = field(default=None, repr=False)
    lps_covered: bool | None = field(default=None, repr=False)

    def has_come(self, event: ExpiryEvent) -> bool:
        """Whether this end was recorded."""
        return any(one is event for one, _ in self.ended)


def checked(facts: ClientFacts, today: date) -> ClientFacts:
    """The facts, if they can be true on `today`.

    Raises:
        Invalid: no such state, or a day that has not come.
    """
    if facts.state:
        known_state(facts.state)
    faults = []
    if facts.born_on and not (today.year - OLDEST <= facts.born_on.year and facts.born_on <= today):
        faults.append(Fault("/born_on", "give the day of birth"))
    if facts.died_on and (facts.died_on > today or (facts.born_on and facts.died_on < facts.born_on)):
        faults.append(Fault("/died_on", "give a day that has been"))
    events = [event for event, _ in facts.ended]
    if len(events) > len(set(events)) or ExpiryEvent.NONE_STATED in events:
        faults.append(Fault("/ended", "name each end once"))
    if any(day > today for _, day in facts.ended):
        faults.append(Fault("/ended", "record an end once it has come"))
    if faults:
        raise Invalid(faults=tuple(faults))
    return facts


def age_on(born_on: date, today: date) -> int:
    """Whole years; somebody born on 29 February is a year older on 1 March."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
