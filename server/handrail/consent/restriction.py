"""What a client asks not to be told to somebody, and what the program answered (45 CFR 164.522(a), 42 CFR 2.26)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from handrail.consent.codes import DataElement, Purpose, RecipientClass
from handrail.kernel.errors import Conflict, Fault, Invalid
from handrail.kernel.ids import PersonId, ProgramId


@dataclass(frozen=True, slots=True)
class Restriction:
    """One request; a part that is left out means "any".

    Attributes:
        self_paid: the service was paid in full by the client, so that a health plan need not learn of it: binding
            without anybody's agreement.
        agreed: what the program answered; `None`: not yet, and until then nothing goes either.
        ended_at: when the client took the request back (164.522(a)(2)); it then restricts nothing.
    """

    id: str
    person: PersonId
    program: ProgramId
    asked_at: datetime
    elements: frozenset[DataElement] | None = None
    recipients: frozenset[RecipientClass] | None = None
    purposes: frozenset[Purpose] | None = None
    self_paid: bool = False
    agreed: bool | None = None
    ended_at: datetime | None = None


def checked(restriction: Restriction) -> Restriction:
    """The request, if it names something.

    Raises:
        Invalid: it is empty, or a self-paid one is about somebody else than a plan.
    """
    named = (restriction.elements, restriction.recipients, restriction.purposes)
    if not any(named) or any(one is not None and not one for one in named):
        raise Invalid(faults=(Fault("/recipients", "say who should not be told, or what"),))
    if restriction.self_paid and restriction.recipients != frozenset({RecipientClass.HEALTH_PLAN}):
        raise Invalid(faults=(Fault("/recipients", "a service you paid for is kept from a health plan"),))
    return restriction


def answered(restriction: Restriction, *, agreed: bool) -> Restriction:
    """The request with the program's answer.

    Raises:
        Conflict: it was answered before.
    """
    if restriction.agreed is not None or restriction.ended_at is not None:
        raise Conflict("This request was answered or ended already.")
    return replace(restriction, agreed=agreed)


def ended(restriction: Restriction, at: datetime) -> Restriction:
    """The request, taken back by the client at this instant.

    Raises:
        Conflict: it was taken back before.
    """
    if restriction.ended_at is not None:
        raise Conflict("You ended this already.")
    return replace(restriction, ended_at=at)
