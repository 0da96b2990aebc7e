"""A wish of a client's that nobody has answered yet, as the privacy officer's desk shows it."""

from __future__ import annotations

from dataclasses import dataclass, field

from handrail.consent.restriction import Restriction


@dataclass(frozen=True, slots=True)
class Wish:
    """The wish, and the legal name of whose it is."""

    restriction: Restriction
    name: str = field(repr=False)
