"""Which digits bring somebody back to a screen that went blank, and how often they may be wrong.

A PIN belongs to one sign-in and ends with it. It opens what that sign-in had opened, and proves nothing that
asks for fresh authentication (G2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

SHORTEST = 4
LONGEST = 12

MOST_TRIES = 5
"""Wrong tries in a row that end the sign-in: the password is asked then."""


@dataclass(frozen=True, slots=True)
class Pin:
    """What is kept of a sign-in's PIN.

    Attributes:
        encoded: the hash in its encoded form.
        tries: tries since it was last right, the one under way included.
    """

    encoded: str = field(repr=False)
    tries: int

    @property
    def may_be_tried(self) -> bool:
        return self.tries <= MOST_TRIES

    @property
    def was_last(self) -> bool:
        """Whether the sign-in ends if the try under way is wrong."""
        return self.tries >= MOST_TRIES


def faults(pin: str) -> tuple[str, ...]:
    """What has to be changed before these digits are taken; empty when nothing has to."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        return (f"use {SHORTEST} to {LONGEST} digits",)
    steps = {ord(after) - ord(before) for before, after in pairwise(pin)}
    if steps in ({0}, {1}, {-1}):
        return ("this is easy to guess; choose another",)
    return ()
