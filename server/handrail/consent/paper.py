"""A form on paper as staff read it: what stands on it, and what is missing. It is never completed or corrected.

An employer's own form holds like any other if it is complete (trap 23). What is blank stays blank: the client
signs another one.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from handrail.consent.codes import ExpiryEvent, LegalAuthority, Signer
from handrail.consent.representative import STANDS_IN
from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.ids import PersonId

LARGEST = 5 * 1024 * 1024
"""Bytes of a scan."""
LONGEST_NAME = 200


class Origin(StrEnum):
    """Whose form it is."""

    OURS = "ours"
    RECIPIENTS = "recipients"  # an employer's or a school's own


class Statement(StrEnum):
    """What a form has to say or show besides who may tell whom what."""

    PATIENT = "patient"  # the client's name
    DISCLOSER = "discloser"  # who may tell
    REVOCATION = "revocation"  # that it can be taken back, and how
    CONDITIONS = "conditions"  # whether anything depends on signing
    REDISCLOSURE = "redisclosure"  # that whoever is told may tell others
    PLAIN = "plain"  # in words that the signer can read
    INSPECT = "inspect"  # the right to see and copy what is told
    REFUSAL = "refusal"  # what happens if it is not signed
    LARGE_OR_BY_HAND = "large_or_by_hand"  # at least 14 points, or in the signer's handwriting
    SET_APART = "set_apart"  # with a signature that serves only this
    COPIES = "copies"  # how to get more copies


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not there, and the row of the rules that asks for it."""

    rule: str
    says: str


@dataclass(frozen=True, slots=True)
class Paper:
    """What only a paper has.

    Attributes:
        scan: SHA-256, in hex, of the scanned paper: what was signed is exactly this.
        signed_on: the date beside the signature; `None`: there is none, or no signature.
        received_on: the day it reached the program, at the client's place.
        copy_given: the signer left with a copy.
        conditioned: it says that care, payment or entitlement depends on signing.
        witness_name: who signed as witness, as written; empty: nobody.
        representative: id of the representative who signed, first or second; empty: none, or it is not known which.
        cosigner: who else signed the same paper.
    """

    origin: Origin
    scan: str
    received_on: date
    recorded_by: PersonId
    recorded_at: datetime
    signed_on: date | None = None
    statements: frozenset[Statement] = frozenset()
    copy_given: bool = False
    conditioned: bool = False
    witness_name: str = field(default="", repr=False)
    representative: str = ""
    signer: Signer = Signer.PARTICIPANT
    cosigner: Signer | None = None
    expiry_event: ExpiryEvent | None = None


_HIPAA = {
    Statement.DISCLOSER: Missing("H-508-c1ii", "It does not say who may tell."),
    Statement.REVOCATION: Missing("H-508-c2", "It does not say that it can be taken back, and how."),
    Statement.CONDITIONS: Missing("H-508-c2", "It does not say whether anything depends on signing."),
    Statement.REDISCLOSURE: Missing("H-508-c2", "It does not say that whoever is told may tell others."),
    Statement.PLAIN: Missing("H-508-c34", "It is not in plain language."),
}
_PART2 = {
    Statement.PATIENT: Missing("P-31a1", "It does not name the client."),
    Statement.DISCLOSER: Missing("P-31a2", "It does not say who may tell."),
    Statement.REVOCATION: Missing("P-31a6", "It does not say that it can be taken back, and how."),
}
_STATE = {
    "IL": {
        Statement.INSPECT: Missing("X-IL-1", "It does not say that the client may see and copy what is told."),
        Statement.REFUSAL: Missing("X-IL-1", "It does not say what happens if it is not signed."),
    },
    "CA": {
        Statement.LARGE_OR_BY_HAND: Missing("X-CA-1", "It is neither in 14 points nor written by hand."),
        Statement.SET_APART: Missing("X-CA-1", "It does not stand apart with a signature of its own."),
        Statement.COPIES: Missing("X-CA-1", "It does not say how to get more copies."),
    },
}


def missing(paper: Paper, kinds: AbstractSet[LegalAuthority], states: Iterable[str]) -> tuple[Missing, ...]:
    """What the law asks of such a form and the paper lacks; what the engine sees itself (blanks, dates) is not here.

    The copy is asked for where the program gave the form out itself (164.508(c)(4)).
    """
    asked = dict[Statement, Missing]()
    if LegalAuthority.PART2_CONSENT in kinds:
        asked |= _PART2
    if LegalAuthority.HIPAA_AUTHORIZATION in kinds:
        asked |= _HIPAA
    for state in sorted(set(states) & _STATE.keys()):
        asked |= _STATE[state]
    found = [one for statement, one in asked.items() if statement not in paper.statements]
    if paper.origin is Origin.OURS and not paper.copy_given:
        found.append(Missing("H-508-c34", "The signer has no copy."))
    return tuple(found)


def checked(paper: Paper, today: date) -> Paper:
    """The paper as recorded, if it can have been so.

    Raises:
        Invalid: a day that has not come, or a representative who is not named.
    """
    faults = []
    if paper.received_on > today or (paper.signed_on and paper.signed_on > paper.received_on):
        faults.append(Fault("/received_on", "a form is signed, then received, by today at the latest"))
    if len(paper.witness_name) > LONGEST_NAME or not (paper.witness_name or " ").isprintable():
        faults.append(Fault("/witness_name", f"give the name as written, in at most {LONGEST_NAME} letters"))
    if (paper.signer in STANDS_IN and not paper.representative) or (
        paper.representative and STANDS_IN.isdisjoint({paper.signer, paper.cosigner})
    ):
        faults.append(Fault("/representative", "record the representative who signed first, and name them here"))
    if faults:
        raise Invalid(faults=tuple(faults))
    return paper
