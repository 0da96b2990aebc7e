"""A form that the client signs: composed from choices, complete under every rule it has to pass, never edited.

    DRAFT ──sign──> SIGNED ──revoke──> REVOKED        (expiry is judged at each use, never written)
                           └─revoke──> HELD ──witness──> REVOKED   where state law asks for a witness (740 ILCS 110/5)

One paper may serve two rules: in a Part 2 program it is an authorization (45 CFR 164.508) and a consent
(42 CFR 2.31) at once. What it may be used for is decided at each use, elsewhere; here only what cannot be
signed at all is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from handrail.consent.codes import (
    DataElement,
    LegalAuthority,
    Purpose,
    RecipientClass,
    RevocationManner,
    Signer,
)
from handrail.consent.paper import Paper
from handrail.consent.witness import Of, Witness
from handrail.kernel.errors import Conflict, Fault, Invalid, NotAllowed
from handrail.kernel.ids import ConsentId, PersonId, ProgramId

LONGEST_NAME = 200
LONGEST_TERM = timedelta(days=365)
"""A year: the longest that any state asks for (Cal. Civ. Code 56.11), so that one paper holds everywhere."""

PURPOSES = frozenset(
    {
        Purpose.ATTENDANCE_PROOF_WORK,
        Purpose.ATTENDANCE_PROOF_SCHOOL,
        Purpose.LEAVE_CERTIFICATION,
        Purpose.ACCOMMODATION_REQUEST,
        Purpose.RETURN_TO_WORK,
        Purpose.VERIFICATION_CALLBACK,
        Purpose.TREATMENT,
        Purpose.FAMILY_INVOLVEMENT,
    }
)
"""What a client may sign for here; proceedings, supervision and notes need papers of their own."""

NEVER_ON_A_FORM = frozenset(
    {
        DataElement.OTHER_MEMBER_IDENTITY,
        DataElement.CHAT_OR_RECORDING,
        DataElement.AUDIT_LOG,
        DataElement.PSYCHOTHERAPY_NOTES,
        DataElement.SUD_COUNSELING_NOTES,
    }
)
NOT_BY_FORM = frozenset({RecipientClass.INDIVIDUAL, RecipientClass.UNKNOWN, RecipientClass.VENDOR_NO_CONTRACT})


@dataclass(frozen=True, slots=True)
class Choices:
    """What the client chose, in full: every core element of 164.508(c)(1) that is theirs to choose.

    Only on paper can something be blank: no name, no purpose, no day, or elements that nothing limits (`None`).

    Attributes:
        recipient_name: organisation and unit or person, as it is to be printed.
        service_from: first day of service that may be spoken of; `None`: no limit.
        service_to: last day.
        expires_on: last day on which it holds, in the client's zone.
    """

    recipient: RecipientClass
    recipient_name: str = field(repr=False)
    purposes: frozenset[Purpose]
    elements: frozenset[DataElement] | None
    expires_on: date | None
    service_from: date | None = None
    service_to: date | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One signed form. It never changes; a revocation is an entry of its own that is shown with it.

    Attributes:
        kinds: the rules it serves.
        signed_at: when it was signed here, or a paper was recorded, UTC.
        signed_on: the date at the client's place.
        terms: version of the wording.
        digest: SHA-256 of the text that was shown and signed, in hex.
        text: that text.
        authenticated_at: when the client last gave a password, passkey or code before signing.
        paper: what stands on it, where it was signed on paper; its `digest` is then that of the scan.
        witness: who attested to the signature, where somebody did.
        held: it was taken back and nobody has witnessed that yet; it stops just as well (trap 7).
    """

    id: ConsentId
    person: PersonId
    program: ProgramId
    kinds: frozenset[LegalAuthority]
    choices: Choices
    signed_at: datetime
    signed_on: date
    authenticated_at: datetime
    terms: int
    digest: str
    text: str = field(repr=False)
    paper: Paper | None = None
    witness: Witness | None = None
    revoked_at: datetime | None = None
    revocation_manner: RevocationManner | None = None
    held: bool = False
    revocation_terms: int = 0

    @property
    def signer(self) -> Signer:
        """Who signed; here it is always the client."""
        return self.paper.signer if self.paper else Signer.PARTICIPANT

    @property
    def witnessed(self) -> bool:
        """Whether somebody attested to the signature, here or on the paper."""
        return self.witness is not None or bool(self.paper and self.paper.witness_name.strip())

    def holds_on(self, today: date) -> bool:
        """Whether it was neither taken back nor has run out; what it allows is another question."""
        return self.revoked_at is None and (self.choices.expires_on is None or today <= self.choices.expires_on)


def checked(choices: Choices, today: date) -> Choices:
    """The choices, if a form can be made of them.

    Raises:
        Invalid: something is missing, or may not stand on a form of this kind.
    """
    faults = [
        *_of_recipient(choices),
        *_of_content(choices),
        *_of_dates(choices, today),
    ]
    if faults:
        raise Invalid(faults=tuple(faults))
    return replace(choices, recipient_name=" ".join(choices.recipient_name.split()))


def _of_recipient(choices: Choices) -> list[Fault]:
    if choices.recipient in NOT_BY_FORM:
        return [Fault("/recipient", "choose who may be told; you yourself need no form")]
    name = choices.recipient_name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        return [
            Fault("/recipient_name", f"name the organisation and the unit or person, in 1 to {LONGEST_NAME} letters")
        ]
    return []


def _of_content(choices: Choices) -> list[Fault]:
    faults = []
    if not choices.purposes or not choices.purposes <= PURPOSES:
        faults.append(Fault("/purposes", "choose what it is for; other purposes need a paper of their own"))
    if not choices.elements or choices.elements & NEVER_ON_A_FORM:
        faults.append(Fault("/elements", "choose what may be told; this cannot stand on a form of this kind"))
    checking = Purpose.VERIFICATION_CALLBACK in choices.purposes
    if checking and (choices.purposes, choices.elements) != (
        frozenset({Purpose.VERIFICATION_CALLBACK}),
        frozenset({DataElement.LETTER_EXISTENCE}),
    ):
        faults.append(Fault("/purposes", "a form that lets a reader check a letter is for that alone"))
    return faults


def _of_dates(choices: Choices, today: date) -> list[Fault]:
    faults = []
    if choices.expires_on is None or not today <= choices.expires_on <= today + LONGEST_TERM:
        faults.append(Fault("/expires_on", "choose a last day from today to a year from today"))
    if choices.service_from and choices.service_to and choices.service_from > choices.service_to:
        faults.append(Fault("/service_to", "the last day cannot be before the first"))
    return faults


def kinds(*, part2: bool) -> frozenset[LegalAuthority]:
    """Which rules a form of a program has to serve."""
    authorization = frozenset({LegalAuthority.HIPAA_AUTHORIZATION})
    return authorization | {LegalAuthority.PART2_CONSENT} if part2 else authorization


def revoked(form: Form, at: datetime, manner: RevocationManner, terms: int, *, held: bool = False) -> Form:
    """The form, taken back at this instant under these terms; `held` where somebody still has to witness it.

    Raises:
        Conflict: it was taken back before.
    """
    if form.revoked_at is not None:
        raise Conflict("You took this form back already.")
    return replace(form, revoked_at=at, revocation_manner=manner, revocation_terms=terms, held=held)


def attested(form: Form, witness: Witness) -> Form:
    """The form with what a second person attests.

    Raises:
        Conflict: it was attested before, or there is nothing to attest to.
        NotAllowed: one's own signature, or one's own reading of a paper.
    """
    if witness.by == form.person or (form.paper and form.paper.recorded_by == witness.by):
        raise NotAllowed("Somebody else has to witness this.")
    if witness.of is Of.REVOCATION:
        if not form.held:
            raise Conflict("There is nothing on hold here.")
        return replace(form, held=False)
    if form.witness is not None or form.revoked_at is not None:
        raise Conflict("There is nothing to witness here.")
    return replace(form, witness=witness)
