"""When a one-time link still opens: once, within seven days, and only for the account it was made for (A2, A6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handrail.kernel.ids import PersonId

LIVES = timedelta(days=7)
SECRET_SIZE = 32
"""Random bytes of a link's secret."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that was handed out. Its secret is not here: the store keeps a keyed digest of it.

    Attributes:
        enrolling: secret of an authenticator app that the person is about to confirm, in base32; empty before.
    """

    id: str
    person: PersonId
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    enrolling: str = field(repr=False, default="")

    def opens(self, now: datetime) -> bool:
        """Whether the link may still be used."""
        return self.used_at is None and self.made_at <= now < self.expires_at


def link(origin: str, secret: str) -> str:
    """The address to hand over: the secret stands in the fragment, which is never sent to a server (A6)."""
    return f"{origin}/enter#{secret}"
