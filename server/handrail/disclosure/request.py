"""What a decision is asked about: one disclosure and every fact on file, as values that cannot be half right.

`None` in a fact means that nobody knows it. A default that the request format states is filled in here and is
a value like any other; everything else stays unknown, and unknown never permits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from handrail.disclosure.vocabulary import (
    ActorRole,
    Assurance,
    Channel,
    DataElement,
    ExpiryEvent,
    LegalAuthority,
    Obligation,
    OrderKind,
    Purpose,
    RecipientClass,
    RecordSource,
    Relation,
    RepresentativeAuthority,
    RevocationManner,
    Signer,
    YesNoUnknown,
)


@dataclass(frozen=True, slots=True)
class Period:
    """Days, inclusive, in the client's time zone; an open end is `None`."""

    start: date | None = None
    end: date | None = None

    def meet(self, other: Period) -> Period | None:
        """The days in both; `None` when there are none."""
        start = max((day for day in (self.start, other.start) if day), default=None)
        end = min((day for day in (self.end, other.end) if day), default=None)
        return None if start and end and start > end else Period(start, end)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who would receive it; the name as the asker or the form gives it."""

    klass: RecipientClass
    name: str | None = field(default=None, repr=False)

    def same_as(self, other: Recipient) -> bool:
        """The same class and, where both give a name, the same name (case and spacing aside)."""
        if self.klass is not other.klass:
            return False
        if self.name is None or other.name is None:
            return True
        return plain(self.name) == plain(other.name)


def plain(name: str) -> str:
    """A name as it is compared: without the accidents of case and spacing, and with nothing else taken away."""
    return " ".join(name.casefold().split())


@dataclass(frozen=True, slots=True)
class Authority:
    """One thing on file that might permit it.

    For forms a missing signature, recipient, purpose or expiry means that the form leaves it blank. `data=None`
    means that the form does not limit the elements. Whether a representative who signed is suspended is a fact
    about that representative alone; `None`: not known.
    """

    code: LegalAuthority
    id: str | None = None
    reference: str | None = field(default=None, repr=False)
    data: frozenset[DataElement] | None = None
    purposes: frozenset[Purpose] | None = None
    recipients: tuple[Recipient, ...] | None = None
    period: Period | None = None
    signed_at: datetime | None = None
    received_on: date | None = None
    expires_on: date | None = None
    expiry_event: ExpiryEvent | None = None
    expiry_event_occurred: bool | None = None
    revoked_at: datetime | None = None
    revocation_manner: RevocationManner | None = None
    signer: Signer = Signer.PARTICIPANT
    cosigner: Signer | None = None
    representative_authority: RepresentativeAuthority | None = None
    signer_suspended: bool | None = None
    cosigner_suspended: bool = False
    witnessed: bool = False
    combined_with: frozenset[LegalAuthority] = frozenset()
    conditioned_on_treatment: bool = False
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restriction:
    """What the person asked not to be told to somebody; a part left out means "any"."""

    id: str | None = None
    agreed: bool | None = None
    mandatory: bool | None = None
    data: frozenset[DataElement] | None = None
    recipients: frozenset[RecipientClass] | None = None
    purposes: frozenset[Purpose] | None = None


@dataclass(frozen=True, slots=True)
class ContactPolicy:
    """How the person may be written to."""

    allowed_channels: frozenset[Channel] | None = None
    allowed_addresses_only: bool | None = None
    address_matches: bool | None = None
    unsecure_email_accepted: bool | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The person whom the data are about."""

    age: int | None = None
    deceased: bool | None = None
    in_custody: bool | None = None
    emancipated: bool | None = None
    lacks_capacity: bool | None = None


@dataclass(frozen=True, slots=True)
class Threat:
    """What a clinician found about a danger to somebody."""

    serious_and_imminent: bool | None = None
    recipient_able_to_prevent: bool | None = None
    learned_in_treatment_for_propensity: bool | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """The official paper, as read by staff."""

    kind: OrderKind | None = None
    with_subpoena: bool | None = None
    scope: frozenset[DataElement] | None = None
    satisfactory_assurance: bool | None = None
    findings_made: bool | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """Facts around the question. `states` are those of client, program and recipient; none means no overlay."""

    part2_status: YesNoUnknown = YesNoUnknown.UNKNOWN
    issuer_publicly_sud: YesNoUnknown = YesNoUnknown.UNKNOWN
    route_c_signed_off: bool | None = None
    subject: Subject = Subject()
    minor_consented_alone: bool | None = None
    states: frozenset[str] = frozenset()
    lps_covered: bool | None = None
    service_for_third_party: bool = False
    obligations_met: frozenset[Obligation] = frozenset()
    artefact: frozenset[Obligation] | None = None
    already_occurred: bool = False
    record_source: RecordSource | None = None
    restrictions: tuple[Restriction, ...] = ()
    contact_policy: ContactPolicy = ContactPolicy()
    pr_suspended: bool | None = None
    identity_assurance: Assurance | None = None
    requester_relation: Relation | None = None
    individual_present_and_agrees: bool | None = None
    individual_objects: bool | None = None
    emergency: bool | None = None
    threat: Threat = Threat()
    order: Order = Order()
    treatment_relationship: bool | None = None
    baa_in_place: bool | None = None
    qsoa_in_place: bool | None = None
    deidentified: bool | None = None
    leak_scan_passed: bool | None = None


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """May this actor give these elements to this recipient, for this purpose, on these authorities, now?

    `now` carries the client's UTC offset, so that "the end of the day" can be told.
    """

    now: datetime
    actor_role: ActorRole
    purpose: Purpose
    recipient: Recipient
    data: tuple[DataElement, ...]
    data_period: Period | None = None
    channel: Channel = Channel.PORTAL
    letter_level: int | None = None
    authorities: tuple[Authority, ...] = ()
    context: Context = Context()

    @property
    def today(self) -> date:
        """The date at the client's place."""
        return self.now.date()

    @property
    def assurance(self) -> Assurance:
        """How sure we are of the asker; somebody signed in is verified unless it is said otherwise."""
        if self.context.identity_assurance is not None:
            return self.context.identity_assurance
        return Assurance.NONE if self.actor_role is ActorRole.EXTERNAL_REQUESTER else Assurance.VERIFIED
