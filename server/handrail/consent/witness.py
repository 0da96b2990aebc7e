"""What a second person attests about a form: that this client signed it, or took it back, before their eyes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from handrail.kernel.ids import PersonId

ASKS_FOR_ONE = frozenset({"IL"})
"""States whose law asks for a witness, of the signature and of taking it back (740 ILCS 110/5)."""


class Of(StrEnum):
    """What was witnessed."""

    SIGNATURE = "signature"
    REVOCATION = "revocation"


class How(StrEnum):
    """How the witness knows the client: the law asks for somebody who can attest to who it is."""

    KNOWN = "known"  # has met the client in care
    DOCUMENT = "document"  # saw a document with a picture


@dataclass(frozen=True, slots=True)
class Witness:
    """One attestation.

    Attributes:
        by: the second person, of staff.
        on: the date at the client's place.
    """

    of: Of
    by: PersonId
    at: datetime
    on: date
    how: How


def needed(states: Iterable[str]) -> bool:
    """Whether the law of one of these states asks for a witness."""
    return not ASKS_FOR_ONE.isdisjoint(states)
