"""What consent looks like over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Base64Bytes, Field

from handrail.consent.alone import SAYS, NotAlone
from handrail.consent.authorization import LONGEST_NAME, Choices, Form
from handrail.consent.client_facts import ClientFacts
from handrail.consent.codes import (
    Channel,
    DataElement,
    ExpiryEvent,
    LegalAuthority,
    Purpose,
    RecipientClass,
    RepresentativeAuthority,
    Signer,
)
from handrail.consent.contact import ContactPolicy
from handrail.consent.earlier import Earlier
from handrail.consent.paper import KINDS, Origin, Paper, Statement
from handrail.consent.paper_rules import Missing
from handrail.consent.receipt import Kind, Receipt
from handrail.consent.recorded import Recorded
from handrail.consent.representative import LONGEST, Representative, Standing, Step
from handrail.consent.restriction import Restriction
from handrail.consent.terms import Draft
from handrail.consent.witness import How, Of
from handrail.kernel.ids import PersonId, ProgramId
from handrail.web.model import Model

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, repr=False)]


class ChoicesIn(Model):
    """Who may be told what, for which purpose, until when. Dates are yours, in your own time zone."""

    recipient: RecipientClass
    recipient_name: Name
    purposes: Annotated[list[Purpose], Field(min_length=1, max_length=10)]
    elements: Annotated[list[DataElement], Field(min_length=1, max_length=50)]
    expires_on: date
    service_from: date | None = None
    service_to: date | None = None

    def to_choices(self) -> Choices:
        return Choices(
            recipient=self.recipient,
            recipient_name=self.recipient_name,
            purposes=frozenset(self.purposes),
            elements=frozenset(self.elements),
            expires_on=self.expires_on,
            service_from=self.service_from,
            service_to=self.service_to,
        )


class SignatureIn(Model):
    """The same choices, the digest of the text that was shown, and the keys of the earlier choices shown beside it."""

    choices: ChoicesIn
    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    seen: Annotated[tuple[str, ...], Field(max_length=100)] = ()


class EarlierOut(Model):
    """Something chosen before that this form would go against."""

    key: str
    says: Annotated[str, Field(repr=False)]


class DraftOut(Model):
    """A form as it will read. Signing repeats its `digest`, and in `seen` the keys of `earlier`.

    `needs_witness`: it will not hold until somebody of the program witnessed the signature. `not_alone`: it cannot be
    signed here, because your signature alone is not enough; `says` what to do instead.
    """

    text: Annotated[str, Field(repr=False)]
    digest: str
    terms: int
    serves: list[LegalAuthority]
    earlier: list[EarlierOut]
    needs_witness: bool
    not_alone: NotAlone | None
    says: str


class ConsentOut(Model):
    """A signed form; it holds to the end of `expires_on` unless it was taken back.

    Only on paper can something be blank: `elements` that nothing limits, no `expires_on`. Only a paper can name
    further classes of recipients (`also`).
    """

    id: str
    recipient: RecipientClass
    recipient_name: Annotated[str, Field(repr=False)]
    also: list[RecipientClass]
    purposes: list[Purpose]
    elements: list[DataElement] | None
    service_from: date | None
    service_to: date | None
    expires_on: date | None
    signed_at: datetime
    signed_on: date
    serves: list[LegalAuthority]
    terms: int
    digest: str
    text: Annotated[str, Field(repr=False)]
    on_paper: bool
    witnessed: bool
    revoked_at: datetime | None


class PaperIn(Model):
    """A form on paper as it stands: what is blank stays blank.

    `scan` is the paper as a PDF, in base64; its pages are kept.

    `serves` names every kind of form that the paper is. `representative` is the id of a recorded representative who
    signed, first or second. `statements` names what the paper says. `reference` is the case that consent to court
    supervision is about. `also` holds further classes that consent to treatment, payment and operations names.
    """

    serves: Annotated[tuple[LegalAuthority, ...], Field(min_length=1, max_length=len(KINDS))]
    origin: Origin
    recipient: RecipientClass
    recipient_name: Annotated[str, Field(max_length=LONGEST_NAME, repr=False)] = ""
    purposes: Annotated[tuple[Purpose, ...], Field(max_length=10)] = ()
    elements: Annotated[tuple[DataElement, ...], Field(max_length=50)] | None = None
    service_from: date | None = None
    service_to: date | None = None
    expires_on: date | None = None
    expiry_event: ExpiryEvent | None = None
    signed_on: date | None = None
    received_on: date
    signer: Signer = Signer.PARTICIPANT
    cosigner: Signer | None = None
    representative: Annotated[str, Field(max_length=64)] = ""
    witness_name: Annotated[str, Field(max_length=LONGEST_NAME, repr=False)] = ""
    statements: Annotated[tuple[Statement, ...], Field(max_length=20)] = ()
    copy_given: bool = False
    conditioned: bool = False
    reference: Annotated[str, Field(max_length=LONGEST_NAME, repr=False)] = ""
    also: Annotated[tuple[RecipientClass, ...], Field(max_length=10)] = ()
    scan: Annotated[Base64Bytes, Field(repr=False)]

    def to_recorded(self, by: PersonId) -> Recorded:
        def paper(digest: str, now: datetime) -> Paper:
            return Paper(
                self.origin,
                digest,
                self.received_on,
                by,
                now,
                signed_on=self.signed_on,
                statements=frozenset(self.statements),
                copy_given=self.copy_given,
                conditioned=self.conditioned,
                witness_name=self.witness_name,
                representative=self.representative,
                signer=self.signer,
                cosigner=self.cosigner,
                expiry_event=self.expiry_event,
                reference=self.reference.strip(),
                also=frozenset(self.also),
            )

        choices = Choices(
            recipient=self.recipient,
            recipient_name=" ".join(self.recipient_name.split()),
            purposes=frozenset(self.purposes),
            elements=None if self.elements is None else frozenset(self.elements),
            expires_on=self.expires_on,
            service_from=self.service_from,
            service_to=self.service_to,
        )
        return Recorded(choices, frozenset(self.serves), self.scan, paper)


class MissingOut(Model):
    """Something that the law asks of a form and this paper lacks; `rule` is its row in the rules."""

    rule: str
    says: str


class PaperOut(ConsentOut):
    """A form as staff read it. Where something is missing it permits nothing: the client signs another one.

    `representative` is the id of the one who signed, first or second; `reference` the case of a court consent.
    """

    signer: Signer
    cosigner: Signer | None
    representative: str
    reference: Annotated[str, Field(repr=False)]
    missing: list[MissingOut]


class AttestIn(Model):
    """What you witnessed, and how you know the client."""

    of: Of
    how: How


class WaitingOut(ConsentOut):
    """A form that waits for a witness, of its signature or of taking it back."""

    of: Of


class RevocationIn(Model):
    """How the client told you."""

    manner: Literal["written", "oral"]


class OutOut(Model):
    """Something that left on a form before it was taken back."""

    at: datetime
    on: date
    recipient: RecipientClass
    recipient_name: Annotated[str, Field(repr=False)]
    told: list[DataElement]
    why: Purpose


class StoppedOut(Model):
    """Something that stopped with a form: a reader's check, a sending, a link or a draft, and its id."""

    kind: Kind
    id: str


class ReceiptOut(ConsentOut):
    """The form that was taken back; what stopped with it, and what is out and cannot be called back."""

    held: bool
    stopped: list[StoppedOut]
    already_out: list[OutOut]
    says: Annotated[list[str], Field(repr=False)]


class RestrictionIn(Model):
    """What should not be told to whom; a part that is left out means any. `self_paid`: you paid for it yourself."""

    elements: Annotated[list[DataElement], Field(min_length=1, max_length=50)] | None = None
    recipients: Annotated[list[RecipientClass], Field(min_length=1, max_length=50)] | None = None
    purposes: Annotated[list[Purpose], Field(min_length=1, max_length=30)] | None = None
    self_paid: bool = False


class RestrictionOut(Model):
    """A restriction; `agreed` is empty until the program answers, and until then nothing goes that it touches.

    Once it is ended it restricts nothing.
    """

    id: str
    elements: list[DataElement] | None
    recipients: list[RecipientClass] | None
    purposes: list[Purpose] | None
    self_paid: bool
    asked_at: datetime
    agreed: bool | None
    ended_at: datetime | None


class AnswerIn(Model):
    """The program's answer."""

    agreed: bool


class ContactIn(Model):
    """Channels on which you may be reached besides your account."""

    channels: Annotated[list[Channel], Field(max_length=10)]
    plain_email_accepted: bool = False


class ContactOut(ContactIn):
    """How you may be reached; `set_at` is empty where you never chose, and then every channel is allowed."""

    set_at: datetime | None


class EndIn(Model):
    """Something that a form may end with, and the day on which it came."""

    event: Literal["end_of_treatment", "end_of_leave", "end_of_term"]
    on: date


class FactsIn(Model):
    """All that is known, each time: what is left out counts as not known."""

    state: Annotated[str, Field(max_length=2)] = ""
    born_on: Annotated[date | None, Field(repr=False)] = None
    died_on: Annotated[date | None, Field(repr=False)] = None
    ended: Annotated[tuple[EndIn, ...], Field(max_length=3)] = ()
    consented_alone: bool | None = None
    emancipated: bool | None = None
    lacks_capacity: bool | None = None
    in_custody: bool | None = None
    lps_covered: bool | None = None

    def to_facts(self, person: PersonId, program: ProgramId, by: PersonId, at: datetime) -> ClientFacts:
        return ClientFacts(
            person,
            program,
            at,
            by,
            state=self.state,
            born_on=self.born_on,
            died_on=self.died_on,
            ended=tuple((ExpiryEvent(one.event), one.on) for one in self.ended),
            consented_alone=self.consented_alone,
            emancipated=self.emancipated,
            lacks_capacity=self.lacks_capacity,
            in_custody=self.in_custody,
            lps_covered=self.lps_covered,
        )


class EndOut(Model):
    """An end that was recorded."""

    event: ExpiryEvent
    on: date


class FactsOut(Model):
    """The newest version; `recorded_at` is empty where nothing was ever recorded."""

    recorded_at: datetime | None
    state: str
    born_on: Annotated[date | None, Field(repr=False)]
    died_on: Annotated[date | None, Field(repr=False)]
    ended: list[EndOut]
    consented_alone: bool | None
    emancipated: bool | None
    lacks_capacity: bool | None
    in_custody: bool | None
    lps_covered: bool | None


class RepresentativeIn(Model):
    """Who may act for a client, and the paper that staff saw."""

    relation: Literal["personal_representative", "parent_guardian"]
    name: Annotated[str, Field(min_length=1, max_length=LONGEST, repr=False)]
    basis: Annotated[str, Field(min_length=1, max_length=LONGEST, repr=False)]
    in_scope: bool
    activated: bool

    def to_representative(
        self, id_: str, person: PersonId, program: ProgramId, by: PersonId, at: datetime
    ) -> Representative:
        return Representative(
            id_, person, program, at, by, Signer(self.relation), self.name, self.basis, self.in_scope, self.activated
        )


class OwnRepresentativeOut(Model):
    """Somebody who may act for you."""

    relation: Signer
    name: Annotated[str, Field(repr=False)]
    basis: Annotated[str, Field(repr=False)]
    authority: RepresentativeAuthority
    recorded_at: datetime


class StepOut(Model):
    """A step that was taken."""

    step: Step
    by: str
    at: datetime
    reason: Annotated[str, Field(repr=False)]


class RepresentativeOut(OwnRepresentativeOut):
    """The same for staff, with the steps since."""

    id: str
    standing: Standing
    steps: list[StepOut]


class StepIn(Model):
    """A step and its reason."""

    step: Step
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST, repr=False)]


def facts_out(facts: ClientFacts | None) -> FactsOut:
    """Facts as they are shown; all unknown where nothing was recorded."""
    return FactsOut(
        recorded_at=facts.recorded_at if facts else None,
        state=facts.state if facts else "",
        born_on=facts.born_on if facts else None,
        died_on=facts.died_on if facts else None,
        ended=[EndOut(event=event, on=day) for event, day in facts.ended] if facts else [],
        consented_alone=facts.consented_alone if facts else None,
        emancipated=facts.emancipated if facts else None,
        lacks_capacity=facts.lacks_capacity if facts else None,
        in_custody=facts.in_custody if facts else None,
        lps_covered=facts.lps_covered if facts else None,
    )


def own_representative_out(one: Representative) -> OwnRepresentativeOut:
    """A representative as the client reads it."""
    return OwnRepresentativeOut(
        relation=one.relation, name=one.name, basis=one.basis, authority=one.authority, recorded_at=one.recorded_at
    )


def representative_out(one: Representative) -> RepresentativeOut:
    """A representative as staff read it."""
    return RepresentativeOut(
        **own_representative_out(one).model_dump(),
        id=one.id,
        standing=one.standing,
        steps=[StepOut(step=taken.step, by=taken.by, at=taken.at, reason=taken.reason) for taken in one.steps],
    )


def draft_out(draft: Draft, earlier: Sequence[Earlier]) -> DraftOut:
    """A draft as it is shown."""
    return DraftOut(
        text=draft.text,
        digest=draft.digest,
        terms=draft.terms,
        serves=sorted(draft.kinds),
        earlier=[EarlierOut(key=one.key, says=one.says) for one in earlier],
        needs_witness=draft.needs_witness,
        not_alone=draft.not_alone,
        says=SAYS[draft.not_alone] if draft.not_alone else "",
    )


def paper_out(form: Form, missing: Sequence[Missing]) -> PaperOut:
    """A recorded paper as staff read it."""
    paper = form.paper
    return PaperOut(
        **consent_out(form).model_dump(),
        signer=form.signer,
        cosigner=paper.cosigner if paper else None,
        representative=paper.representative if paper else "",
        reference=paper.reference if paper else "",
        missing=[MissingOut(rule=one.rule, says=one.says) for one in missing],
    )


def consent_out(form: Form) -> ConsentOut:
    """A form as its own person reads it."""
    choices = form.choices
    return ConsentOut(
        id=form.id,
        recipient=choices.recipient,
        recipient_name=choices.recipient_name,
        also=sorted(form.paper.also) if form.paper else [],
        purposes=sorted(choices.purposes),
        elements=None if choices.elements is None else sorted(choices.elements),
        service_from=choices.service_from,
        service_to=choices.service_to,
        expires_on=choices.expires_on,
        signed_at=form.signed_at,
        signed_on=form.signed_on,
        serves=sorted(form.kinds),
        terms=form.terms,
        digest=form.digest,
        text=form.text,
        on_paper=form.paper is not None,
        witnessed=form.witnessed,
        revoked_at=form.revoked_at,
    )


def receipt_out(receipt: Receipt) -> ReceiptOut:
    """A receipt as its person reads it."""
    return ReceiptOut(
        **consent_out(receipt.form).model_dump(),
        held=receipt.form.held,
        stopped=[StoppedOut(kind=one.kind, id=one.subject) for one in receipt.stopped],
        already_out=[
            OutOut(
                at=one.at,
                on=one.on,
                recipient=one.recipient,
                recipient_name=one.recipient_name,
                told=list(one.told),
                why=one.why,
            )
            for one in receipt.out
        ],
        says=list(receipt.sentences),
    )


def restriction_out(restriction: Restriction) -> RestrictionOut:
    """A restriction as it is shown."""
    return RestrictionOut(
        id=restriction.id,
        elements=None if restriction.elements is None else sorted(restriction.elements),
        recipients=None if restriction.recipients is None else sorted(restriction.recipients),
        purposes=None if restriction.purposes is None else sorted(restriction.purposes),
        self_paid=restriction.self_paid,
        asked_at=restriction.asked_at,
        agreed=restriction.agreed,
        ended_at=restriction.ended_at,
    )


def contact_out(policy: ContactPolicy | None) -> ContactOut:
    """A contact policy as its person reads it."""
    if policy is None:
        return ContactOut(channels=[], plain_email_accepted=False, set_at=None)
    return ContactOut(
        channels=sorted(policy.channels), plain_email_accepted=policy.plain_email_accepted, set_at=policy.set_at
    )
