"""What somebody who opens a one-time link chooses, and what they may be asked to set up first."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Activation:
    """What somebody who opened their link chose.

    Attributes:
        secret: the link's fragment.
        code: from the authenticator that the first call set up; empty in the first call.
        second_factor: whether a participant wants an authenticator, too. Staff always have one (A1).
        display_name: what peers see; empty: as invited.
    """

    secret: str = field(repr=False)
    password: str = field(repr=False)
    code: str = field(repr=False, default="")
    second_factor: bool = False
    display_name: str = field(repr=False, default="")
    source: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Enrolling:
    """The authenticator secret that waits for its first code: for a QR code, and to type."""

    address: str = field(repr=False)
    secret: str = field(repr=False)
