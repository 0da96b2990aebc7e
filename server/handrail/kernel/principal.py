"""Who is asking, and which powers a role has: a table that routes and a test read (security G1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from handrail.kernel.ids import PersonId, ProgramId, SignInId


class Role(StrEnum):
    """What somebody is in a program. `clinician` is a power of a staff account, not a role (design §9.12)."""

    PARTICIPANT = "participant"
    FACILITATOR = "facilitator"
    COORDINATOR = "coordinator"
    PRIVACY_OFFICER = "privacy_officer"


STAFF = frozenset({Role.FACILITATOR, Role.COORDINATOR, Role.PRIVACY_OFFICER})


class Power(StrEnum):
    """One thing a role may ask for. A relation rule (assignment, membership, ownership) still has to hold."""

    ANYONE = "anyone"  # not signed in: sign-in itself, public keys, the reader's check, health
    SIGNED_IN = "signed_in"  # signing out, coming back, and what is the same for everybody
    OWN_ACCOUNT = "own_account"
    OWN_RECORD = "own_record"
    JOIN_ROOM = "join_room"
    LEAD_ROOM = "lead_room"
    READ_ROOM_ANSWERS = "read_room_answers"
    CORRECT_ATTENDANCE = "correct_attendance"
    RUN_PROGRAM = "run_program"
    INVITE = "invite"
    READ_ACCOUNTING = "read_accounting"
    VERIFY_AUDIT = "verify_audit"
    KEEP_FORMS = "keep_forms"  # papers, representatives and facts that the rules ask for
    ATTEST = "attest"  # what a second person says: a witness, a suspension
    SIGN_OFF = "sign_off"  # what the program answers for: restrictions, its public name


_EVERYBODY = frozenset({Power.ANYONE, Power.SIGNED_IN, Power.OWN_ACCOUNT})

POWERS: Mapping[Role, frozenset[Power]] = MappingProxyType(
    {
        Role.PARTICIPANT: _EVERYBODY | {Power.OWN_RECORD, Power.JOIN_ROOM},
        Role.FACILITATOR: _EVERYBODY
        | {Power.JOIN_ROOM, Power.LEAD_ROOM, Power.READ_ROOM_ANSWERS, Power.CORRECT_ATTENDANCE, Power.ATTEST},
        Role.COORDINATOR: _EVERYBODY
        | {Power.RUN_PROGRAM, Power.INVITE, Power.CORRECT_ATTENDANCE, Power.KEEP_FORMS, Power.ATTEST},
        Role.PRIVACY_OFFICER: _EVERYBODY
        | {Power.READ_ACCOUNTING, Power.VERIFY_AUDIT, Power.KEEP_FORMS, Power.ATTEST, Power.SIGN_OFF},
    }
)


WHILE_LOCKED = frozenset({Power.SIGNED_IN, Power.JOIN_ROOM, Power.LEAD_ROOM})
"""What a locked sign-in may still ask for: the room and its material, not the record and not the account."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody signed in, as the database knows them at this request (never as a token claims)."""

    person: PersonId
    program: ProgramId
    roles: frozenset[Role]
    sign_in: SignInId
    authenticated_at: datetime
    """When a password, passkey or code was last given, UTC: what "fresh authentication" is measured from."""
    locked: bool = False
    """Paused, or not used for a while but in an open room: good for the room alone until the person is back (A3)."""

    def may(self, power: Power) -> bool:
        """Whether any of the roles carries this power."""
        return any(power in POWERS[role] for role in self.roles)

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF)
