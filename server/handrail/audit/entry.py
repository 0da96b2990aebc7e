"""What is written down about an act: a closed list of tags "subject:action", and ids only (security H1).

No entry holds a word about a person's health or any text of theirs, so destroyed keys leave the log whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tag(StrEnum):
    """Everything that is ever recorded. A new act gets a new tag here."""

    PROGRAM_CREATED = "program:created"
    PROGRAM_CHANGED = "program:changed"
    PART2_ANSWERED = "part2:answered"
    ISSUER_PROFILE_WRITTEN = "issuer-profile:written"
    COHORT_CREATED = "cohort:created"
    SESSION_CHANGED = "session:changed"
    ENROLMENT_CHANGED = "enrolment:changed"
    FACILITATOR_ASSIGNED = "facilitator:assigned"
    FACILITATOR_UNASSIGNED = "facilitator:unassigned"
    INVITATION_MADE = "invitation:made"
    ACCOUNT_ACTIVATED = "account:activated"
    ACCOUNT_CHANGED = "account:changed"
    ACCOUNT_DISABLED = "account:disabled"
    SIGN_IN_DONE = "sign-in:done"
    SIGN_IN_FAILED = "sign-in:failed"
    SIGN_IN_CONFIRMED = "sign-in:confirmed"
    SIGN_IN_PAUSED = "sign-in:paused"
    SIGN_IN_RESUMED = "sign-in:resumed"
    SIGN_IN_ENDED = "sign-in:ended"
    PIN_CHOSEN = "pin:chosen"
    PASSKEY_ADDED = "passkey:added"
    PASSKEY_REMOVED = "passkey:removed"
    REFRESH_REUSED = "refresh:reused"
    ACCESS_REFUSED = "access:refused"
    PLACE_TOLD = "place:told"
    PLACE_READ = "place:read"
    PLACE_DESTROYED = "place:destroyed"
    TICKET_MADE = "ticket:made"
    ROOM_JOINED = "room:joined"
    ROOM_OPENED = "room:opened"
    ROOM_CLOSED = "room:closed"
    MEMBER_ADMITTED = "member:admitted"
    MEMBER_REMOVED = "member:removed"
    ROUND_OPENED = "round:opened"
    ROUND_CLOSED = "round:closed"
    RESPONSE_KEPT = "response:kept"
    RESPONSE_READ = "response:read"
    ANSWER_SHARED = "answer:shared"
    PICTURE_SHOWN = "picture:shown"
    NOTE_KEPT = "note:kept"
    HANDOUT_SHARED = "handout:shared"
    ALERT_OPENED = "alert:opened"
    ALERT_READ = "alert:read"
    ALERT_ACKNOWLEDGED = "alert:acknowledged"
    CRISIS_PLAN_WRITTEN = "crisis-plan:written"
    ATTENDANCE_RECORDED = "attendance:recorded"
    ATTENDANCE_CORRECTED = "attendance:corrected"
    ATTENDANCE_DISPUTED = "attendance:disputed"
    ATTENDANCE_READ = "attendance:read"
    ATTENDANCE_POLICY_SET = "attendance-policy:set"
    CONSENT_SIGNED = "consent:signed"
    CONSENT_REVOKED = "consent:revoked"
    CONSENT_RECORDED = "consent:recorded"
    CONSENT_WITNESSED = "consent:witnessed"
    CONSENT_READ = "consent:read"
    CONSENT_COPIED = "consent:copied"
    CLIENT_FACTS_RECORDED = "client-facts:recorded"
    CLIENT_FACTS_READ = "client-facts:read"
    REPRESENTATIVE_RECORDED = "representative:recorded"
    REPRESENTATIVE_CHANGED = "representative:changed"
    ISSUER_REVIEWED = "issuer:reviewed"
    RESTRICTION_ASKED = "restriction:asked"
    RESTRICTION_ANSWERED = "restriction:answered"
    RESTRICTION_ENDED = "restriction:ended"
    RESTRICTION_READ = "restriction:read"
    CONTACT_CHANGED = "contact-policy:changed"
    ACCOUNTING_SUSPENDED = "accounting:suspended"
    RIGHT_ASKED = "right:asked"
    RIGHT_EXTENDED = "right:extended"
    RIGHT_FEE_TOLD = "right:fee-told"
    RIGHT_FEE_ACCEPTED = "right:fee-accepted"
    RIGHT_ANSWERED = "right:answered"
    RIGHT_WITHDRAWN = "right:withdrawn"
    RIGHT_OVERDUE = "right:overdue"
    RIGHTS_READ = "rights:read"
    DISCLOSURE_DECIDED = "disclosure:decided"
    DISCLOSURE_REFUSED = "disclosure:refused"
    LETTER_ISSUED = "letter:issued"
    LETTER_REFUSED = "letter:refused"
    LETTER_READ = "letter:read"
    LETTER_WITHDRAWN = "letter:withdrawn"
    LETTER_REPLACED = "letter:replaced"
    LETTER_CHECKED = "letter:checked"
    LETTER_PREPARED = "letter-request:prepared"
    LETTER_REQUESTED = "letter-request:made"
    LETTER_REQUEST_CANCELLED = "letter-request:cancelled"
    LETTER_REQUEST_ANSWERED = "letter-request:answered"
    LETTER_ITEM_SIGNED = "letter-request:item-signed"
    LETTER_QUEUE_READ = "letter-queue:read"
    STATEMENT_SIGNED = "statement:signed"
    CLINICIAN_NAMED = "clinician:named"
    SLIP_ISSUED = "slip:issued"
    LETTER_CHECK_ENDED = "letter-check:ended"
    PAPERWORK_ASKED = "paperwork:asked"
    PAPERWORK_CANCELLED = "paperwork:cancelled"
    PAPERWORK_QUEUE_READ = "paperwork-queue:read"
    PAPERWORK_ATTACHED = "paperwork:attached"
    PAPERWORK_DECLINED = "paperwork:declined"
    PAPERWORK_READ = "paperwork:read"
    RENEWAL_SIGNED = "letter-renewal:signed"
    RENEWAL_STOPPED = "letter-renewal:stopped"
    RENEWAL_MADE = "letter-renewal:made"
    RENEWALS_STARTED = "letter-renewal:batch-started"
    DELIVERY_QUEUED = "delivery:queued"
    DELIVERY_CANCELLED = "delivery:cancelled"
    DELIVERY_BEGUN = "delivery:begun"
    DELIVERY_NOT_SENT = "delivery:not-sent"
    DELIVERY_SENT = "delivery:sent"
    DELIVERY_FETCHED = "delivery:fetched"
    ACCOUNTING_EXPORTED = "accounting:exported"
    ACCOUNTING_READ = "accounting:read"
    KEYS_CHANGED = "keys:changed"
    BACKUP_RESTORED = "backup:restored"
    AUDIT_VERIFIED = "audit:verified"


@dataclass(frozen=True, slots=True)
class Entry:
    """One act.

    Attributes:
        id: UUIDv7 of the entry.
        at: when it was written, UTC.
        tag: what was done.
        actor: person who did it; empty for the system and for those who are not signed in.
        subject: id of the object it was done to; of a refused request its method and path, without a value.
        program: program it belongs to; empty for the installation itself.
        outcome: `done` or `refused`.
        node: the server process that wrote it.
    """

    id: str
    at: datetime
    tag: Tag
    actor: str
    subject: str
    program: str
    outcome: str
    node: str
