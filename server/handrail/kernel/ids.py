"""Names for things and people, and the only place that asks for randomness."""

from __future__ import annotations

import secrets
from base64 import b32encode
from typing import NewType, Protocol

import uuid_utils

PersonId = NewType("PersonId", str)
SignInId = NewType("SignInId", str)
ProgramId = NewType("ProgramId", str)
CohortId = NewType("CohortId", str)
SessionId = NewType("SessionId", str)
SeatId = NewType("SeatId", str)
GroupId = NewType("GroupId", str)
RoundId = NewType("RoundId", str)
ResponseId = NewType("ResponseId", str)
AlertId = NewType("AlertId", str)
HandoutId = NewType("HandoutId", str)
EntryId = NewType("EntryId", str)
ConsentId = NewType("ConsentId", str)
DecisionId = NewType("DecisionId", str)
LetterId = NewType("LetterId", str)
CommandId = NewType("CommandId", str)
NodeId = NewType("NodeId", str)


class Ids(Protocol):
    """Where ids and secrets come from; tests hand in a counter."""

    def new(self) -> str:
        """A fresh UUIDv7 (RFC 9562 §5.7) as text: sorts by the instant it was made."""
        ...

    def secret(self, size: int) -> bytes:
        """`size` random bytes (8–64) fit for keys, tokens and codes."""
        ...


class SystemIds:
    """The operating system's randomness."""

    def new(self) -> str:
        return str(uuid_utils.uuid7())

    def secret(self, size: int) -> bytes:
        return secrets.token_bytes(size)


def base32(raw: bytes) -> str:
    """`raw` in upper-case base32 without padding (RFC 4648 §6): safe to read aloud and to type."""
    return b32encode(raw).decode("ascii").rstrip("=")


def seat(ids: Ids) -> SeatId:
    """A seat for one person in one session: 80 random bits, the only id of a person that peers see (I4)."""
    return SeatId(base32(ids.secret(10)))
