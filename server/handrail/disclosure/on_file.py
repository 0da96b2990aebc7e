"""What a client's forms, restrictions and choices mean to the engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from handrail.consent.authorization import Form
from handrail.consent.contact import ContactPolicy as Chosen
from handrail.consent.restriction import Restriction as Asked
from handrail.disclosure.request import Authority, ContactPolicy, Period, Recipient, Restriction, Subject
from handrail.disclosure.vocabulary import YesNoUnknown
from handrail.programs.program import Program


@dataclass(frozen=True, slots=True)
class OnFile:
    """Everything kept about a person and their program that a decision may rest on.

    Attributes:
        authorities: forms that were signed, expired and revoked ones among them; `Authority.id` is the consent's id.
        states: two-letter codes of the states whose law may add to the federal rules.
        zone: IANA name of the client's time zone.
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


def on_file(
    program: Program, zone: str, forms: Iterable[Form], restrictions: Iterable[Asked], contact: Chosen | None
) -> OnFile:
    """The facts as the engine reads them. What nobody recorded stays unknown."""
    return OnFile(
        authorities=tuple(authority for form in forms for authority in authorities(form)),
        restrictions=tuple(_restriction(one) for one in restrictions),
        contact_policy=ContactPolicy()
        if contact is None
        else ContactPolicy(allowed_channels=contact.allowed, unsecure_email_accepted=contact.plain_email_accepted),
        subject=Subject(),
        part2_status=YesNoUnknown(program.part2),
        issuer_publicly_sud=YesNoUnknown.UNKNOWN,
        route_c_signed_off=None,
        states=frozenset({program.state}),
        zone=zone or program.zone,
    )


def authorities(form: Form) -> tuple[Authority, ...]:
    """One authority for each rule that the paper serves: each validator judges the same paper for itself."""
    choices = form.choices
    limited = choices.service_from or choices.service_to
    return tuple(
        Authority(
            code=kind,
            id=form.id,
            data=choices.elements,
            purposes=choices.purposes,
            recipients=(Recipient(choices.recipient, choices.recipient_name),),
            period=Period(choices.service_from, choices.service_to) if limited else None,
            signed_at=form.signed_at,
            expires_on=choices.expires_on,
            revoked_at=form.revoked_at,
            revocation_manner=form.revocation_manner,
            signer=form.signer,
            witnessed=form.witnessed,
            combined_with=form.kinds - {kind},
        )
        for kind in sorted(form.kinds)
    )


def _restriction(asked: Asked) -> Restriction:
    return Restriction(
        id=asked.id,
        agreed=asked.agreed,
        mandatory=asked.self_paid,
        data=asked.elements,
        recipients=asked.recipients,
        purposes=asked.purposes,
    )
