"""The closed codes that a form may speak in: elements, purposes, recipients, authorities, ways of sending.

They stand here, below `disclosure`, because a form states them and the engine reads them. A code that is
not here is an error everywhere, never a default.
"""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """What a disclosure is for."""

    INDIVIDUAL_ACCESS = "individual_access"
    ATTENDANCE_PROOF_WORK = "attendance_proof_work"
    ATTENDANCE_PROOF_SCHOOL = "attendance_proof_school"
    LEAVE_CERTIFICATION = "leave_certification"
    ACCOMMODATION_REQUEST = "accommodation_request"
    RETURN_TO_WORK = "return_to_work"
    VERIFICATION_CALLBACK = "verification_callback"
    TREATMENT = "treatment"
    PAYMENT = "payment"
    OPERATIONS = "operations"
    FAMILY_INVOLVEMENT = "family_involvement"
    LEGAL_PROCEEDING = "legal_proceeding"
    CJ_SUPERVISION = "cj_supervision"
    LAW_ENFORCEMENT = "law_enforcement"
    MEDICAL_EMERGENCY = "medical_emergency"
    THREAT_AVERSION = "threat_aversion"
    ABUSE_REPORT = "abuse_report"
    PUBLIC_HEALTH = "public_health"
    OVERSIGHT_AUDIT = "oversight_audit"
    WORKERS_COMP = "workers_comp"
    RESEARCH = "research"
    MARKETING = "marketing"
    MEDIA = "media"
    STAFF_TRAINING = "staff_training"
    SECURITY_ADMIN = "security_admin"
    BREACH_NOTICE = "breach_notice"


class RecipientClass(StrEnum):
    """Who would learn it."""

    INDIVIDUAL = "individual"
    PERSONAL_REPRESENTATIVE = "personal_representative"
    PARENT_GUARDIAN = "parent_guardian"
    FAMILY_FRIEND = "family_friend"
    GROUP_MEMBER = "group_member"
    EMPLOYER_HR = "employer_hr"
    EMPLOYER_SUPERVISOR = "employer_supervisor"
    EMPLOYER_OCC_HEALTH = "employer_occ_health"
    LEAVE_ADMINISTRATOR = "leave_administrator"
    EAP = "eap"
    SCHOOL_REGISTRAR = "school_registrar"
    SCHOOL_DISABILITY_OFFICE = "school_disability_office"
    SCHOOL_NURSE = "school_nurse"
    TREATING_PROVIDER = "treating_provider"
    HEALTH_PLAN = "health_plan"
    BUSINESS_ASSOCIATE_QSO = "business_associate_qso"
    VENDOR_NO_CONTRACT = "vendor_no_contract"
    INTERMEDIARY = "intermediary"
    COURT = "court"
    PROBATION_PAROLE = "probation_parole"
    PROSECUTOR = "prosecutor"
    LAW_ENFORCEMENT = "law_enforcement"
    ATTORNEY_FOR_INDIVIDUAL = "attorney_for_individual"
    ATTORNEY_ADVERSE = "attorney_adverse"
    PUBLIC_HEALTH_AUTHORITY = "public_health_authority"
    PROTECTIVE_SERVICES = "protective_services"
    OVERSIGHT_AGENCY = "oversight_agency"
    HHS = "hhs"
    EMERGENCY_MEDICAL = "emergency_medical"
    THREAT_TARGET = "threat_target"
    INSURER_OTHER = "insurer_other"
    RESEARCHER = "researcher"
    MEDIA_PUBLIC = "media_public"
    UNKNOWN = "unknown"


class DataElement(StrEnum):
    """One kind of fact about a person. `patient_status` is the bare fact of being known here."""

    PATIENT_STATUS = "patient_status"
    LETTER_EXISTENCE = "letter_existence"
    PERSON_NAME = "person_name"
    CONTACT_DETAILS = "contact_details"
    DATE_OF_BIRTH = "date_of_birth"
    APPOINTMENT_DATE = "appointment_date"
    DATE_RANGE = "date_range"
    DATES_ATTENDED = "dates_attended"
    DATES_ABSENT = "dates_absent"
    TIME_WINDOW = "time_window"
    WEEKLY_HOURS = "weekly_hours"
    SESSION_COUNT = "session_count"
    SCHEDULE_NEED = "schedule_need"
    START_DATE = "start_date"
    EXPECTED_END_DATE = "expected_end_date"
    LEAVE_AMOUNT = "leave_amount"
    RETURN_DATE = "return_date"
    UNDER_CARE_STATEMENT = "under_care_statement"
    FUNCTIONAL_LIMITS = "functional_limits"
    WORK_RESTRICTIONS = "work_restrictions"
    PROVIDER_NAME = "provider_name"
    PROVIDER_CREDENTIAL = "provider_credential"
    PROVIDER_SPECIALTY = "provider_specialty"
    FACILITY_NEUTRAL_NAME = "facility_neutral_name"
    FACILITY_TRADE_NAME = "facility_trade_name"
    PROGRAM_NAME = "program_name"
    LEVEL_OF_CARE = "level_of_care"
    REFERRAL_SOURCE = "referral_source"
    MANDATE_STATUS = "mandate_status"
    DIAGNOSIS_GENERAL = "diagnosis_general"
    DIAGNOSIS_SPECIFIC = "diagnosis_specific"
    MH_FLAG = "mh_flag"
    SUD_FLAG = "sud_flag"
    MEDICATION = "medication"
    TEST_RESULTS = "test_results"
    CHECKIN_ANSWERS = "checkin_answers"
    CHAT_OR_RECORDING = "chat_or_recording"
    CLINICAL_NOTE = "clinical_note"
    PSYCHOTHERAPY_NOTES = "psychotherapy_notes"
    SUD_COUNSELING_NOTES = "sud_counseling_notes"
    BILLING_CODES = "billing_codes"
    HANDOUT_HISTORY = "handout_history"
    OTHER_MEMBER_IDENTITY = "other_member_identity"
    AUDIT_LOG = "audit_log"


class LegalAuthority(StrEnum):
    """What on file might permit it."""

    NONE = "none"
    TO_INDIVIDUAL = "to_individual"
    ACCESS_RIGHT = "access_right"
    ACCESS_THIRD_PARTY_DIRECTIVE = "access_third_party_directive"
    HIPAA_AUTHORIZATION = "hipaa_authorization"
    HIPAA_NOTES_AUTHORIZATION = "hipaa_notes_authorization"
    PART2_CONSENT = "part2_consent"
    PART2_TPO_CONSENT = "part2_tpo_consent"
    PART2_NOTES_CONSENT = "part2_notes_consent"
    PART2_PROCEEDINGS_CONSENT = "part2_proceedings_consent"
    PART2_CJ_CONSENT = "part2_cj_consent"
    TPO_506 = "tpo_506"
    AGREEMENT_510B = "agreement_510b"
    REQUIRED_BY_LAW = "required_by_law"
    COURT_ORDER = "court_order"
    COURT_ORDER_PART2_WITH_SUBPOENA = "court_order_part2_with_subpoena"
    SUBPOENA_ONLY = "subpoena_only"
    WARRANT = "warrant"
    MEDICAL_EMERGENCY = "medical_emergency"
    SERIOUS_THREAT = "serious_threat"
    CHILD_ABUSE_REPORT = "child_abuse_report"
    ADULT_ABUSE_REPORT = "adult_abuse_report"
    CRIME_ON_PREMISES = "crime_on_premises"
    OVERSIGHT = "oversight"
    AUDIT_EVALUATION = "audit_evaluation"
    WORKERS_COMP_LAW = "workers_comp_law"
    PUBLIC_HEALTH_LAW = "public_health_law"
    BAA_QSOA = "baa_qsoa"
    DEIDENTIFIED = "deidentified"
    HHS_ENFORCEMENT = "hhs_enforcement"


class Channel(StrEnum):
    """How it would travel."""

    PORTAL = "portal"
    IN_PERSON = "in_person"
    HAND = "hand"
    EMAIL_PLAIN = "email_plain"
    EMAIL_SECURE = "email_secure"
    FAX = "fax"
    PHONE = "phone"
    POST = "post"
    API = "api"
    QR = "qr"
    ROOM = "room"


class ExpiryEvent(StrEnum):
    """An event that ends a form."""

    END_OF_TREATMENT = "end_of_treatment"
    END_OF_LEAVE = "end_of_leave"
    END_OF_TERM = "end_of_term"
    NONE_STATED = "none_stated"


class Signer(StrEnum):
    """Who signed."""

    PARTICIPANT = "participant"
    PERSONAL_REPRESENTATIVE = "personal_representative"
    PARENT_GUARDIAN = "parent_guardian"
    OTHER = "other"


class RepresentativeAuthority(StrEnum):
    """How far a representative's power goes today."""

    ACTIVE_IN_SCOPE = "active_in_scope"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_ACTIVATED = "not_activated"
    NONE = "none"


class RevocationManner(StrEnum):
    """How a form was taken back."""

    WRITTEN = "written"
    ELECTRONIC = "electronic"
    ORAL = "oral"
