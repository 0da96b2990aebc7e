"""Who is invited, and the account that makes: which names, addresses, roles and zones are taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from handrail.identity.account import Account, State, mailbox
from handrail.identity.name import NameRefused, checked
from handrail.identity.zone import known_zone
from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.ids import PersonId, ProgramId
from handrail.kernel.principal import Role


@dataclass(frozen=True, slots=True)
class Invitee:
    """Who is invited, as the program knows them. `zone` is an IANA name or empty: the program's."""

    email: str = field(repr=False)
    legal_name: str = field(repr=False)
    display_name: str = field(repr=False)
    roles: frozenset[Role]
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """The link, shown once."""

    person: PersonId
    link: str = field(repr=False)
    expires_at: datetime


def account(person: PersonId, program: ProgramId, invitee: Invitee) -> Account:
    """The account that an invitation makes.

    Raises:
        Invalid: names every field that has to be changed, and repeats none.
    """
    faults: list[Fault] = []
    values: dict[str, Any] = {}
    for at, check, value in (
        ("email", mailbox, invitee.email),
        ("legal_name", checked, invitee.legal_name),
        ("display_name", checked, invitee.display_name),
        ("zone", known_zone, invitee.zone),
    ):
        try:
            values[at] = check(value)
        except (NameRefused, ValueError) as wrong:
            faults.append(Fault(f"/{at}", str(wrong)))
    faults += wrong_roles(invitee.roles)
    if faults:
        raise Invalid(faults=tuple(faults))
    return Account(person=person, program=program, roles=invitee.roles, state=State.INVITED, **values)


def wrong_roles(roles: frozenset[Role]) -> list[Fault]:
    """What is wrong with a set of roles; empty for nothing."""
    if not roles:
        return [Fault("/roles", "name at least one role")]
    if Role.PARTICIPANT in roles and len(roles) > 1:
        return [Fault("/roles", "a participant has no role in the staff of the same program")]
    return []
