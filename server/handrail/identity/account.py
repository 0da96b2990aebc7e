"""What an account is and may become: INVITED → ACTIVE → DISABLED.

    state     | Activate | Disable
    ----------+----------+---------
    INVITED   | ACTIVE   | DISABLED
    ACTIVE    | -        | DISABLED
    DISABLED  | -        | -

A missing pair is refused. A disabled account stays as it is, so that the log keeps its meaning; a person
who comes back is invited anew, and the new account goes through `Activate` again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from handrail.kernel.errors import Conflict
from handrail.kernel.ids import PersonId, ProgramId
from handrail.kernel.principal import STAFF, Role

LONGEST_MAILBOX = 254
"""Octets of an address at most (RFC 5321 §4.5.3.1.3, less the angle brackets)."""


class State(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


class Act(StrEnum):
    ACTIVATE = "activate"
    DISABLE = "disable"


MOVES: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.INVITED, Act.ACTIVATE): State.ACTIVE,
        (State.INVITED, Act.DISABLE): State.DISABLED,
        (State.ACTIVE, Act.DISABLE): State.DISABLED,
    }
)


@dataclass(frozen=True, slots=True)
class Account:
    """One person in one program.

    Attributes:
        display_name: what peers see in a room, chosen by the person.
        legal_name: what a letter says, as the program knows it.
        email: where sign-in finds the account; never shown to peers.
        zone: the person's own time zone (IANA name); None: the program's, which whoever speaks of days has to ask for.
    """

    person: PersonId
    program: ProgramId
    roles: frozenset[Role]
    state: State
    display_name: str = field(repr=False)
    legal_name: str = field(repr=False)
    email: str = field(repr=False)
    zone: str | None = None

    @property
    def is_staff(self) -> bool:
        """Whether a second factor and the shorter limits hold (A1, A3)."""
        return bool(self.roles & STAFF)

    def after(self, act: Act) -> Account:
        """The account after `act`.

        Raises:
            Conflict: the account's state does not allow it.
        """
        to = MOVES.get((self.state, act))
        if to is None:
            raise Conflict(f"An account that is {self.state} cannot {act}.")
        return replace(self, state=to)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What proves that it is this person.

    Attributes:
        password: the hash in its encoded form, empty before activation.
        second: secret of the authenticator app in base32, empty where there is none.
        step: last accepted 30-second step, so that no code holds twice (RFC 6238 §5.2).
    """

    password: str = field(repr=False)
    second: str = field(repr=False, default="")
    step: int = field(repr=False, default=0)


def mailbox(text: str) -> str:
    """An e-mail address in the one spelling that is stored and looked up.

    Upper and lower case are one, though RFC 5321 §2.4 lets the local part differ: people type it either way.

    Raises:
        ValueError: no `local@domain`, too long, or with a space or control character.
    """
    address = unicodedata.normalize("NFC", text).strip().casefold()
    local, at, domain = address.rpartition("@")
    if not (local and at and "." in domain.strip(".")) or len(address.encode()) > LONGEST_MAILBOX:
        raise ValueError("this is not an e-mail address")
    if any(unicodedata.category(one)[0] in "CZ" for one in address):
        raise ValueError("this is not an e-mail address")
    return address
