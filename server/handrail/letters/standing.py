"""Where an issued letter stands: ISSUED, then at most one of REPLACED, WITHDRAWN and EXPIRED.

           replace  → REPLACED
    ISSUED withdraw → WITHDRAWN
           expire   → EXPIRED

Nothing leads back, and the letter itself never changes (I9): each step is an appended entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import reduce
from types import MappingProxyType

from handrail.kernel.errors import Conflict


class Standing(StrEnum):
    ISSUED = "issued"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Step(StrEnum):
    """What can happen to a letter after issue."""

    REPLACE = "replace"  # an entry it states was corrected
    WITHDRAW = "withdraw"  # the client took it back
    EXPIRE = "expire"  # the form it rests on ran out


MOVES: Mapping[tuple[Standing, Step], Standing] = MappingProxyType(
    {
        (Standing.ISSUED, Step.REPLACE): Standing.REPLACED,
        (Standing.ISSUED, Step.WITHDRAW): Standing.WITHDRAWN,
        (Standing.ISSUED, Step.EXPIRE): Standing.EXPIRED,
    }
)


def move(standing: Standing, step: Step) -> Standing:
    """Where the step leads.

    Raises:
        Conflict: a letter in this state cannot take it.
    """
    try:
        return MOVES[standing, step]
    except KeyError:
        raise Conflict(f"A letter that is {standing} cannot {step}.") from None


def after(steps: Iterable[Step]) -> Standing:
    """Where a letter stands after these steps, oldest first."""
    return reduce(move, steps, Standing.ISSUED)
