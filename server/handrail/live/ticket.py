"""A ticket: one person's way into one room, once, within a minute (design §9.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from handrail.kernel.ids import PersonId, SessionId, SignInId

LIFE = timedelta(seconds=60)
BYTES = 32

OPENS_BEFORE = timedelta(minutes=30)
"""How long before its start a session takes people into the lobby."""
STAYS_AFTER = timedelta(hours=2)
"""How long after its planned end a session that still runs can be joined again."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket stands for. Its secret is kept as a keyed digest only.

    Attributes:
        leads: whether the person is an assigned facilitator of the session.
        expires_at: UTC.
    """

    digest: bytes
    person: PersonId
    session: SessionId
    sign_in: SignInId
    leads: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Admission:
    """A ticket about to be spent, and the sign-in for which the room then speaks (security A3)."""

    ticket: bytes
    sign_in: SignInId


def may_join(now: datetime, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a session of these instants takes people at `now`."""
    return starts_at - OPENS_BEFORE <= now < ends_at + STAYS_AFTER
