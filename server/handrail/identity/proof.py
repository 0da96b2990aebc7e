"""What somebody gives to show who they are, and what holds once they have."""

from __future__ import annotations

from dataclasses import dataclass, field

from handrail.kernel.ids import PersonId


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody gave, and where from.

    Attributes:
        program: set only where one address has accounts in two programs.
        source: network address the request came from.
    """

    email: str = field(repr=False)
    password: str = field(repr=False)
    code: str = field(repr=False, default="")
    program: str | None = None
    source: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Proven:
    """Somebody who gave the right password and code. `settle` must follow in the unit that uses it."""

    person: PersonId
    email: str = field(repr=False)
    source: str = field(repr=False)
    step: int = field(repr=False, default=0)


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody already signed in gives again."""

    password: str = field(repr=False)
    code: str = field(repr=False, default="")
    source: str = field(repr=False, default="")
