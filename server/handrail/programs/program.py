"""What a program is: its status under 42 CFR Part 2, its state, zone and holidays."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.ids import ProgramId

_CODES = (
    "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR "
    "PA RI SC SD TN TX UT VA VT WA WI WV WY AS GU MP PR VI"
)
STATES = frozenset(_CODES.split())
"""Two-letter codes of the states, the District and the territories whose law may add to the federal rules."""


class Part2Status(StrEnum):
    """Whether the program is a Part 2 program (42 CFR 2.11, 2.12). Somebody has to answer; there is no default."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def applies(self) -> bool:
        """Whether the program is treated as one: an unknown answer protects as much as a yes."""
        return self is not Part2Status.NO

    @property
    def lets_readers_check(self) -> bool:
        """Whether a reader's check may be offered: to a Part 2 program each answer is a disclosure under 2.32."""
        return self is Part2Status.NO


@dataclass(frozen=True, slots=True)
class Program:
    """One clinic's program.

    Attributes:
        name: what its people call it; it may tell the kind of care, so it never stands in a letter.
        state: two-letter code of the state whose law applies to it.
        zone: IANA name of the zone that new cohorts and accounts start with.
        holidays: dates without sessions.
    """

    id: ProgramId
    name: str = field(repr=False)
    state: str
    zone: str
    part2: Part2Status
    holidays: frozenset[date] = frozenset()


def known_state(code: str, at: str = "/state") -> str:
    """`code`, if it is one of `STATES`.

    Raises:
        Invalid: it is not.
    """
    if code not in STATES:
        raise Invalid(faults=(Fault(at, "give the two-letter code of a state, such as OR"),))
    return code
