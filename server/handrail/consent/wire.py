"""What consent looks like over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from handrail.consent.authorization import LONGEST_NAME, Choices, Form
from handrail.consent.codes import Channel, DataElement, LegalAuthority, Purpose, RecipientClass
from handrail.consent.contact import ContactPolicy
from handrail.consent.receipt import Kind, Receipt
from handrail.consent.restriction import Restriction
from handrail.consent.terms import Draft
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
    """The same choices, and the digest of the text that was shown."""

    choices: ChoicesIn
    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class DraftOut(Model):
    """A form as it will read. Signing repeats its `digest`."""

    text: Annotated[str, Field(repr=False)]
    digest: str
    terms: int
    serves: list[LegalAuthority]


class ConsentOut(Model):
    """A signed form; it holds to the end of `expires_on` unless it was taken back."""

    id: str
    recipient: RecipientClass
    recipient_name: Annotated[str, Field(repr=False)]
    purposes: list[Purpose]
    elements: list[DataElement]
    service_from: date | None
    service_to: date | None
    expires_on: date
    signed_at: datetime
    signed_on: date
    serves: list[LegalAuthority]
    terms: int
    digest: str
    text: Annotated[str, Field(repr=False)]
    revoked_at: datetime | None


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
    """A restriction; `agreed` is empty until the program answers, and until then nothing goes that it touches."""

    id: str
    elements: list[DataElement] | None
    recipients: list[RecipientClass] | None
    purposes: list[Purpose] | None
    self_paid: bool
    asked_at: datetime
    agreed: bool | None


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


def draft_out(draft: Draft) -> DraftOut:
    """A draft as it is shown."""
    return DraftOut(text=draft.text, digest=draft.digest, terms=draft.terms, serves=sorted(draft.kinds))


def consent_out(form: Form) -> ConsentOut:
    """A form as its own person reads it."""
    choices = form.choices
    return ConsentOut(
        id=form.id,
        recipient=choices.recipient,
        recipient_name=choices.recipient_name,
        purposes=sorted(choices.purposes),
        elements=sorted(choices.elements),
        service_from=choices.service_from,
        service_to=choices.service_to,
        expires_on=choices.expires_on,
        signed_at=form.signed_at,
        signed_on=form.signed_on,
        serves=sorted(form.kinds),
        terms=form.terms,
        digest=form.digest,
        text=form.text,
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
    )


def contact_out(policy: ContactPolicy | None) -> ContactOut:
    """A contact policy as its person reads it."""
    if policy is None:
        return ContactOut(channels=[], plain_email_accepted=False, set_at=None)
    return ContactOut(
        channels=sorted(policy.channels), plain_email_accepted=policy.plain_email_accepted, set_at=policy.set_at
    )
