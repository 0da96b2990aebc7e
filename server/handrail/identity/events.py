"""What identity states for others to act on: who may no longer do anything."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.kernel.ids import PersonId, SignInId
from handrail.kernel.principal import Role


@dataclass(frozen=True, slots=True)
class SignInEnded:
    """This sign-in is over: its sockets close within 5 s on every node (I7)."""

    sign_in: SignInId
    person: PersonId


@dataclass(frozen=True, slots=True)
class RolesChanged:
    """From now on these are the person's roles; a place that went with another one is theirs no longer."""

    person: PersonId
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class AccountDisabled:
    """This person may not enter any more. Each of their sign-ins is stated as ended, too."""

    person: PersonId
