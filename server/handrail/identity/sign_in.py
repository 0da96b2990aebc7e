"""How long a sign-in lasts: 12 h for staff and 24 h for others, 15 and 30 minutes without activity (A3).

standing | when                                                   | may ask for
---------+--------------------------------------------------------+----------------------------------
OPEN     | used by a person within the inactivity limit           | what the roles carry
LOCKED   | paused within that limit by who uses it, or not used   | the room, and coming back
         | but in an open room, spoken or silent (I11)            |
OVER     | ended, past the overall limit, or none of the above    | nothing
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from handrail.kernel.ids import PersonId, ProgramId, SignInId
from handrail.kernel.principal import Role


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a sign-in lasts altogether, and without anything a person did."""

    overall: timedelta
    inactive: timedelta


STAFF_LIMITS = Limits(timedelta(hours=12), timedelta(minutes=15))
OTHER_LIMITS = Limits(timedelta(hours=24), timedelta(minutes=30))

ROOM_KEEPS = timedelta(minutes=12)
"""How long one join or renewal speaks for being in a room: a socket renews at least every 10 minutes (design §5)."""

TOUCH_AFTER = timedelta(seconds=30)
"""Activity is written down no more often than this, so a limit may be reached this much early, never late."""

CLOCK_STEP = timedelta(seconds=30)
"""An instant of ours further ahead than this: the clock was set back, and the sign-in does not outlive that (K6)."""


class Standing(StrEnum):
    OPEN = "open"
    LOCKED = "locked"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One authenticated login.

    Attributes:
        authenticated_at: when a password or code was last given, UTC: what fresh authentication is measured from.
        active_at: when the person last did something; polling, refreshing and keep-alives do not count.
        in_room_at: when a room last spoke for them, by joining or renewing.
        paused_at: when its screen went blank; None while it is in use.
    """

    id: SignInId
    person: PersonId
    staff: bool
    started_at: datetime
    authenticated_at: datetime
    active_at: datetime
    in_room_at: datetime | None = None
    ended_at: datetime | None = None
    paused_at: datetime | None = None

    @property
    def limits(self) -> Limits:
        return STAFF_LIMITS if self.staff else OTHER_LIMITS

    def standing(self, now: datetime) -> Standing:
        """What this sign-in is good for at `now`."""
        latest = max(self.started_at, self.authenticated_at, self.active_at, self.in_room_at or self.started_at)
        if self.ended_at is not None or now + CLOCK_STEP < latest:
            return Standing.OVER
        if now - self.started_at >= self.limits.overall:
            return Standing.OVER
        if now - self.active_at < self.limits.inactive:
            return Standing.LOCKED if self.paused_at else Standing.OPEN
        if self.in_room_at is not None and now - self.in_room_at < ROOM_KEEPS:
            return Standing.LOCKED
        return Standing.OVER

    def wants_touch(self, now: datetime) -> bool:
        """Whether activity at `now` is worth writing down."""
        return now - self.active_at >= TOUCH_AFTER

    def confirmed(self, now: datetime) -> SignIn:
        """After the person proved again that it is them."""
        return replace(self, authenticated_at=now, active_at=now, paused_at=None)


def started(sign_in: SignInId, person: PersonId, now: datetime, *, staff: bool) -> SignIn:
    """A sign-in that begins now."""
    return SignIn(sign_in, person, staff, started_at=now, authenticated_at=now, active_at=now)


@dataclass(frozen=True, slots=True)
class Access:
    """A short-lived access token and when it stops, UTC."""

    text: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Entered:
    """What somebody who proved who they are gets: an access token and the secret that renews it."""

    sign_in: SignIn
    program: ProgramId
    roles: frozenset[Role]
    access: Access
    refresh: str = field(repr=False)
