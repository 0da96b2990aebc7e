"""Where somebody is today: what they tell before joining, for help to find them, and how long it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from handrail.kernel.errors import Conflict, Fault, Invalid
from handrail.programs.calendar import starts_at
from handrail.programs.session import CLOSED, Session
from handrail.programs.wording import one_line

EARLIEST = timedelta(hours=24)
"""How long before the start an answer still says where somebody is "today"."""

KEPT_FOR = timedelta(hours=24)
"""How long after the end of a session the answer is kept; then its key is destroyed."""

NEVER_CLOSED = timedelta(hours=72)
"""How long an answer is kept at most, where a session was never opened or never ended."""

_DIGITS = 5


class PlaceKind(StrEnum):
    """What kind of place it is."""

    HOME = "home"
    WORK = "work"
    CAR = "car"
    OTHER = "other"


class Privacy(StrEnum):
    """Who could overhear."""

    ALONE = "alone"
    OTHERS_NEARBY = "others_nearby"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """One answer. `address` is in the person's own words; `callback` reaches them if the connection breaks."""

    kind: PlaceKind = field(repr=False)
    address: str = field(repr=False)
    callback: str = field(repr=False)
    privacy: Privacy = field(repr=False)


def whereabouts(kind: PlaceKind, address: str, callback: str, privacy: Privacy) -> Whereabouts:
    """An answer that somebody could act on.

    Raises:
        Invalid: nothing that could find them, or no number that could be dialled.
    """
    words = one_line(address, "/address", most=200, least=3)
    number = one_line(callback, "/callback", most=40)
    if sum(one.isdigit() for one in number) < _DIGITS:
        raise Invalid(faults=(Fault("/callback", "give a number that we can call"),))
    return Whereabouts(kind, words, number, privacy)


def may_tell(session: Session, now: datetime, earliest: timedelta = EARLIEST) -> None:
    """Nothing, if it is time to tell.

    Raises:
        Conflict: the session is over, or too far away for "today".
    """
    if session.state in CLOSED:
        raise Conflict("This session is over.")
    if now < starts_at(session) - earliest:
        raise Conflict("It is too early: please tell us on the day of the session.")
