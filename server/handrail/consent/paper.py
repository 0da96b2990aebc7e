"""A form on paper as staff read it: what stands on it. It is never completed or corrected.

An employer's own form holds like any other if it is complete (trap 23). What is blank stays blank: the client
signs another one. What the law asks of each kind is in `paper_rules`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from handrail.consent.codes import ExpiryEvent, LegalAuthority, RecipientClass, Signer
from handrail.consent.representative import STANDS_IN
from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.ids import PersonId

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
    NOT_AGAINST_ME = "not_against_me"  # that it may be passed on as HIPAA allows, but not against the client in court
    REVOCABLE_FROM = "revocable_from"  # from when it can be taken back: by the end of the case at the latest
    WHERE = "where"  # the place to which it is to be sent


KINDS = frozenset(
    {
        LegalAuthority.HIPAA_AUTHORIZATION,
        LegalAuthority.HIPAA_NOTES_AUTHORIZATION,
        LegalAuthority.PART2_CONSENT,
        LegalAuthority.PART2_TPO_CONSENT,
        LegalAuthority.PART2_NOTES_CONSENT,
        LegalAuthority.PART2_PROCEEDINGS_CONSENT,
        LegalAuthority.PART2_CJ_CONSENT,
        LegalAuthority.ACCESS_THIRD_PARTY_DIRECTIVE,
    }
)
"""Every kind that a person signs; orders, subpoenas and findings are none."""


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
        reference: the case that it is about, where a court made taking part a condition (42 CFR 2.35).
        also: further classes it names without a name, as consent to treatment, payment and operations may
            (42 CFR 2.31(a)(4)(i)); on any other kind they count for nothing.
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
    reference: str = field(default="", repr=False)
    also: frozenset[RecipientClass] = frozenset()


def checked(paper: Paper, today: date) -> Paper:
    """The paper as recorded, if it can have been so.

    Raises:
        Invalid: a day that has not come, or a representative who is not named.
    """
    faults = []
    if paper.received_on > today or (paper.signed_on and paper.signed_on > paper.received_on):
        faults.append(Fault("/received_on", "a form is signed, then received, by today at the latest"))
    for at, written in (("/witness_name", paper.witness_name), ("/reference", paper.reference)):
        if len(written) > LONGEST_NAME or not (written or " ").isprintable():
            faults.append(Fault(at, f"give it as written, in at most {LONGEST_NAME} letters"))
    if (paper.signer in STANDS_IN and not paper.representative) or (
        paper.representative and STANDS_IN.isdisjoint({paper.signer, paper.cosigner})
    ):
        faults.append(Fault("/representative", "record the representative who signed first, and name them here"))
    if faults:
        raise Invalid(faults=tuple(faults))
    return paper
