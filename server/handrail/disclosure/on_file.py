"""What a client's forms, restrictions and choices mean to the engine."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from handrail.consent.authorization import Choices, Form
from handrail.consent.client_facts import ClientFacts, age_on
from handrail.consent.contact import ContactPolicy as Chosen
from handrail.consent.paper import Paper
from handrail.consent.paper_rules import missing
from handrail.consent.representative import STANDS_IN, Representative, suspended
from handrail.consent.restriction import Restriction as Asked
from handrail.disclosure.issuer_review import IssuerReview
from handrail.disclosure.request import Authority, ContactPolicy, Period, Recipient, Restriction, Subject
from handrail.disclosure.vocabulary import ActorRole, LegalAuthority, RecipientClass, YesNoUnknown
from handrail.programs.program import Program

_REPRESENTATIVES = frozenset({RecipientClass.PERSONAL_REPRESENTATIVE, RecipientClass.PARENT_GUARDIAN})
_AS_REPRESENTATIVE = frozenset({ActorRole.PERSONAL_REPRESENTATIVE, ActorRole.PARENT_GUARDIAN})


@dataclass(frozen=True, slots=True)
class OnFile:
    """Everything kept about a person and their program that a decision may rest on.

    Attributes:
        authorities: forms that were signed, expired and revoked ones among them; `Authority.id` is the consent's id.
        states: two-letter codes of the states whose law may add to the federal rules.
        zone: IANA name of the client's time zone.
        with_notice: whether the privacy officer chose that letters go to others with the notice of 42 CFR 2.32.
    """

    authorities: tuple[Authority, ...]
    restrictions: tuple[Restriction, ...]
    contact_policy: ContactPolicy
    subject: Subject
    part2_status: YesNoUnknown
    issuer_publicly_sud: YesNoUnknown
    route_c_signed_off: bool | None
    states: frozenset[str]
    zone: str
    born_on: date | None = field(default=None, repr=False)
    representatives: tuple[Representative, ...] = field(default=(), repr=False)
    consented_alone: bool | None = None
    lps_covered: bool | None = None
    with_notice: bool = False

    @property
    def neutral_issuer(self) -> bool:
        """Whether route C is open: counsel signed off an issuer that is not known for this care (trap 1)."""
        return self.route_c_signed_off is True and self.issuer_publicly_sud is YesNoUnknown.NO

    def subject_on(self, today: date) -> Subject:
        """The person as they are on a day at their place: a minor is of age from midnight (trap 14)."""
        return self.subject if self.born_on is None else replace(self.subject, age=age_on(self.born_on, today))

    def suspended(self, recipient: Recipient, actor: ActorRole) -> bool | None:
        """Whether a representative who asks, or would be told, is suspended; of anybody else it is no question."""
        if recipient.klass in _REPRESENTATIVES:
            return suspended(self.representatives, recipient.name or "")
        return suspended(self.representatives) if actor in _AS_REPRESENTATIVE else False


@dataclass(frozen=True, slots=True)
class Kept:
    """What was recorded about a client and a program, as it was kept."""

    forms: tuple[Form, ...] = ()
    restrictions: tuple[Asked, ...] = ()
    contact: Chosen | None = None
    facts: ClientFacts | None = None
    representatives: tuple[Representative, ...] = ()
    review: IssuerReview | None = None
    profile: int = 0


def on_file(program: Program, zone: str | None, kept: Kept) -> OnFile:
    """The facts as the engine reads them. What nobody recorded stays unknown."""
    contact, facts, review = kept.contact, kept.facts, kept.review
    states = frozenset({program.state, facts.state if facts else ""} - {""})
    return OnFile(
        authorities=tuple(
            authority for form in kept.forms for authority in authorities(form, kept, states, zone or program.zone)
        ),
        restrictions=tuple(_restriction(one) for one in kept.restrictions if one.ended_at is None),
        contact_policy=ContactPolicy()
        if contact is None
        else ContactPolicy(allowed_channels=contact.allowed, unsecure_email_accepted=contact.plain_email_accepted),
        subject=_subject(facts),
        part2_status=YesNoUnknown(program.part2),
        issuer_publicly_sud=review.publicly_sud if review else YesNoUnknown.UNKNOWN,
        route_c_signed_off=review.route_c(kept.profile) if review else None,
        states=states,
        zone=zone or program.zone,
        born_on=facts.born_on if facts else None,
        representatives=kept.representatives,
        consented_alone=facts.consented_alone if facts else None,
        lps_covered=facts.lps_covered if facts else None,
        with_notice=review is not None and review.with_notice,
    )


def _subject(facts: ClientFacts | None) -> Subject:
    if facts is None:
        return Subject()
    return Subject(
        deceased=facts.died_on is not None,
        in_custody=facts.in_custody,
        emancipated=facts.emancipated,
        lacks_capacity=facts.lacks_capacity,
    )


def authorities(form: Form, kept: Kept, states: frozenset[str], zone: str) -> tuple[Authority, ...]:
    """One authority for each rule that the paper serves: each validator judges the same paper for itself."""
    choices, paper = form.choices, form.paper
    limited = choices.service_from or choices.service_to
    one = Authority(
        code=LegalAuthority.NONE,
        id=form.id,
        data=choices.elements,
        purposes=choices.purposes,
        period=Period(choices.service_from, choices.service_to) if limited else None,
        signed_at=form.signed_at,
        expires_on=choices.expires_on,
        revoked_at=form.revoked_at,
        revocation_manner=form.revocation_manner,
        witnessed=form.witnessed,
    )
    if paper:
        one = _as_on(paper, form, one, kept, states, zone)
    return tuple(
        replace(one, code=kind, combined_with=form.kinds - {kind}, recipients=_told(form, kind))
        for kind in sorted(form.kinds)
    )


def _told(form: Form, kind: LegalAuthority) -> tuple[Recipient, ...]:
    """Whom it names; consent to treatment, payment and operations may name classes (42 CFR 2.31(a)(4)(i))."""
    further = form.paper.also if form.paper and kind is LegalAuthority.PART2_TPO_CONSENT else frozenset()
    return _named(form.choices) + tuple(Recipient(one) for one in sorted(further))


def _as_on(paper: Paper, form: Form, one: Authority, kept: Kept, states: frozenset[str], zone: str) -> Authority:
    """What a paper says, and no more: a blank stays blank, and what the law asks of it and it lacks is a defect."""
    signed = datetime.combine(paper.signed_on, time(), ZoneInfo(zone)) if paper.signed_on else None
    stands_in = next((who for who in kept.representatives if who.id == paper.representative), None)
    aside = suspended(kept.representatives, stands_in.name if stands_in else "")
    event = paper.expiry_event
    return replace(
        one,
        signed_at=signed,
        received_on=paper.received_on,
        expiry_event=event,
        expiry_event_occurred=kept.facts.has_come(event) if event and kept.facts else None,
        signer=paper.signer,
        cosigner=paper.cosigner,
        representative_authority=stands_in.authority if stands_in else None,
        signer_suspended=aside if paper.signer in STANDS_IN else False,
        cosigner_suspended=paper.cosigner in STANDS_IN and aside is not False,
        conditioned_on_treatment=paper.conditioned,
        reference=paper.reference or None,
        defects=tuple(dict.fromkeys(lack.rule for lack in missing(paper, form.kinds, states, form.choices.elements))),
    )


def _named(choices: Choices) -> tuple[Recipient, ...]:
    if choices.recipient is RecipientClass.UNKNOWN and not choices.recipient_name.strip():
        return ()  # nobody is named: blank, to the validators
    return (Recipient(choices.recipient, choices.recipient_name or None),)


def _restriction(asked: Asked) -> Restriction:
    return Restriction(
        id=asked.id,
        agreed=asked.agreed,
        mandatory=asked.self_paid,
        data=asked.elements,
        recipients=asked.recipients,
        purposes=asked.purposes,
    )
