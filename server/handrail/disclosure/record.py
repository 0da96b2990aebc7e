"""What is kept of a decision: inputs by reference, the rules that spoke, and what left to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from handrail.disclosure.vocabulary import (
    ActorRole,
    Channel,
    DataElement,
    LegalAuthority,
    Obligation,
    Outcome,
    Purpose,
    RecipientClass,
)
from handrail.kernel.ids import DecisionId, PersonId, ProgramId


@dataclass(frozen=True, slots=True)
class Record:
    """One decision, kept for ever (I9).

    Attributes:
        person: whom the data are about; `None` where nobody is known under what was asked for.
        on: the date at the client's place.
        consents: ids of the forms that the permit rests on.
        authorities: their codes, and those of authorities that are no form.
        facts: SHA-256 of the request that was decided, in hex: proves later what was asked, holds nothing of it.
        released: whether something left on this decision.
        artefact: SHA-256 of what left, in hex; empty where nothing did.
        from_ehr: whether the data came from an electronic health record; `None`: not known.
    """

    id: DecisionId
    at: datetime
    on: date
    person: PersonId | None
    program: ProgramId
    actor: PersonId | None
    actor_role: ActorRole
    purpose: Purpose
    recipient: RecipientClass
    recipient_name: str = field(repr=False)
    channel: Channel
    letter_level: int | None
    outcome: Outcome
    elements: tuple[DataElement, ...]
    period: tuple[date | None, date | None] | None
    obligations: tuple[Obligation, ...]
    rules: tuple[str, ...]
    rulebook: str
    authorities: tuple[LegalAuthority, ...]
    consents: tuple[str, ...]
    facts: str
    released: bool
    artefact: str
    from_ehr: bool | None = None
