"""A passkey: what is kept of one, and how long a challenge for one may be answered (W3C Web Authentication, Level 3).

Each use asks the device for a PIN, finger or face (user verification), so a passkey is two factors in one, and
it answers to this installation's address alone: no page that looks like ours can use it (A1).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from handrail.kernel.ids import PersonId

CHALLENGE_SIZE = 32
LIVES = timedelta(minutes=5)
"""How long a challenge may be answered; each is answered once."""

MOST = 10
"""Passkeys of one person at most."""

Spoken = dict[str, Any]
"""What a browser is asked, and what it answers, in the JSON forms of the standard (§5.1.8 and §5.1.10 there)."""


class Purpose(StrEnum):
    ENROL = "enrol"
    PROVE = "prove"


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey of one person.

    Attributes:
        credential: its id as the device names it, base64url.
        public_key: the COSE key that checks its signatures.
        counter: how often the device says it was used; 0 where it does not count.
    """

    id: str
    person: PersonId
    credential: str = field(repr=False)
    public_key: bytes = field(repr=False)
    counter: int
    made_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a challenge was made for. `person` is empty where nobody has said who they are."""

    purpose: Purpose
    person: str
    expires_at: datetime

    def is_for(self, purpose: Purpose, person: str, now: datetime) -> bool:
        return (self.purpose, self.person) == (purpose, person) and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a device made."""

    credential: str = field(repr=False)
    public_key: bytes = field(repr=False)
    counter: int
