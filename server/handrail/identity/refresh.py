"""What using a refresh token means: once it rotates, twice it ends the family; a lost answer is not a theft (A7).

    the token …                                                          | Ruling
    ---------------------------------------------------------------------+--------
    was never used                                                       | ROTATE
    was used within 60 s with this Idempotency-Key, its successor unused | REPEAT
    was used otherwise                                                   | REUSED

The family is the sign-in. Source: RFC 9700 §4.14.2.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from handrail.kernel.ids import SignInId

RETRY_WITHIN = timedelta(seconds=60)
SECRET_SIZE = 32


class Ruling(StrEnum):
    ROTATE = "rotate"
    REPEAT = "repeat"
    REUSED = "reused"


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token as it is kept: its secret is not here, the store has a keyed digest.

    Attributes:
        id: the digest, in hex.
        used_key: the Idempotency-Key of the request that used it, or empty.
        followed: whether the successor was used in turn, so that the owner must have received it.
    """

    id: str
    sign_in: SignInId
    issued_at: datetime
    used_at: datetime | None = None
    used_key: str = ""
    followed: bool = False


def rule(token: RefreshToken, key: str | None, now: datetime) -> Ruling:
    """What a request with this token and Idempotency-Key gets."""
    if token.used_at is None:
        return Ruling.ROTATE
    age = now - token.used_at
    if key and key == token.used_key and timedelta() <= age <= RETRY_WITHIN and not token.followed:
        return Ruling.REPEAT
    return Ruling.REUSED


def secret_text(raw: bytes) -> str:
    """A token's or link's secret as it travels: base64url without padding (RFC 4648 §5)."""
    return urlsafe_b64encode(raw).decode("ascii").rstrip("=")
