"""The closed vocabulary of a decision: every code that a request or an answer may hold."""

from __future__ import annotations

from enum import StrEnum

from handrail.consent.codes import (
    Channel,
    DataElement,
    ExpiryEvent,
    LegalAuthority,
    Purpose,
    RecipientClass,
    RepresentativeAuthority,
    RevocationManner,
    Signer,
)
from handrail.programs.program import STATES

__all__ = [
    "STATES",
    "ActorRole",
    "Assurance",
    "Channel",
    "DataElement",
    "ExpiryEvent",
    "LegalAuthority",
    "Obligation",
    "OrderKind",
    "Outcome",
    "Purpose",
    "RecipientClass",
    "RecordSource",
    "Relation",
    "RepresentativeAuthority",
    "RevocationManner",
    "Signer",
    "YesNoUnknown",
]


class ActorRole(StrEnum):
    """Who would hand it over, or (`external_requester`) who asks from outside."""

    PARTICIPANT = "participant"
    PERSONAL_REPRESENTATIVE = "personal_representative"
    PARENT_GUARDIAN = "parent_guardian"
    FACILITATOR = "facilitator"
    CLINICIAN = "clinician"
    PROGRAM_DIRECTOR = "program_director"
    FRONT_DESK = "front_desk"
    BILLING = "billing"
    PRIVACY_OFFICER = "privacy_officer"
    LEGAL_COUNSEL = "legal_counsel"
    AUDITOR = "auditor"
    SERVICE_ACCOUNT = "service_account"
    VENDOR_SUPPORT = "vendor_support"
    EXTERNAL_REQUESTER = "external_requester"


class Outcome(StrEnum):
    """The answer. To outsiders the last two look alike."""

    PERMIT = "permit"
    PERMIT_WITH_OBLIGATIONS = "permit_with_obligations"
    NEEDS_REVIEW = "needs_review"
    DENY = "deny"

    @property
    def permits(self) -> bool:
        return self in (Outcome.PERMIT, Outcome.PERMIT_WITH_OBLIGATIONS)


class Obligation(StrEnum):
    """A duty attached to an answer: on a permit a condition, otherwise a duty or what is missing."""

    REDISCLOSURE_NOTICE_PART2 = "redisclosure_notice_part2"
    COPY_OF_CONSENT_OR_SCOPE = "copy_of_consent_or_scope"
    ACCOUNTING_ENTRY_HIPAA = "accounting_entry_hipaa"
    ACCOUNTING_ENTRY_PART2 = "accounting_entry_part2"
    MINIMUM_NECESSARY_FILTER = "minimum_necessary_filter"
    SCOPE_FILTER = "scope_filter"
    NOTIFY_INDIVIDUAL = "notify_individual"
    SECONDARY_APPROVAL = "secondary_approval"
    CLINICIAN_APPROVAL = "clinician_approval"
    VERIFY_IDENTITY = "verify_identity"
    WITNESS_ATTESTATION = "witness_attestation"
    GIVE_COPY_TO_SIGNER = "give_copy_to_signer"
    UNSECURE_CHANNEL_WARNING = "unsecure_channel_warning"
    REVEAL_WARNING = "reveal_warning"
    LEAK_SCAN = "leak_scan"
    EMERGENCY_LOG = "emergency_log"
    DOCUMENT_BASIS = "document_basis"
    WRITTEN_DENIAL = "written_denial"
    NEUTRAL_RESPONSE = "neutral_response"
    HOLD_AND_ESCALATE = "hold_and_escalate"
    BREACH_ASSESSMENT = "breach_assessment"
    DEADLINE_CLOCK = "deadline_clock"
    LOG_DECISION = "log_decision"


class YesNoUnknown(StrEnum):
    """A fact about a program that nobody may guess."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Assurance(StrEnum):
    """How sure the system is of who asks."""

    NONE = "none"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    STRONG = "strong"


class Relation(StrEnum):
    """What the asker is to the person the data are about."""

    SELF = "self"
    PERSONAL_REPRESENTATIVE = "personal_representative"
    PARENT = "parent"
    SPOUSE = "spouse"
    OTHER_FAMILY = "other_family"
    ATTORNEY = "attorney"
    EXECUTOR = "executor"
    GROUP_MEMBER = "group_member"
    NONE = "none"


class OrderKind(StrEnum):
    """What an official paper is."""

    COURT_ORDER = "court_order"
    PART2_COURT_ORDER = "part2_court_order"
    SUBPOENA = "subpoena"
    WARRANT = "warrant"


class RecordSource(StrEnum):
    """Where the asked data are held."""

    EHR = "ehr"
    ELECTRONIC_OTHER = "electronic_other"
    PAPER = "paper"
