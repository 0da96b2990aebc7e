"""What the second opinion reads from the rule rows: lists of codes, written down once more."""

from __future__ import annotations

NO, ASK, YES = 0, 1, 2
"""Stays; a person looks; may go."""

REPRESENTATIVES = {"personal_representative", "parent_guardian"}
PERSON = {"individual"} | REPRESENTATIVES
WORKPLACE = {"employer_hr", "employer_supervisor", "employer_occ_health", "leave_administrator", "eap"}
SCHOOLS = {"school_registrar", "school_disability_office", "school_nurse"}
JUSTICE = {"court", "probation_parole", "prosecutor"}
NOTES = {"psychotherapy_notes", "sud_counseling_notes"}
NEVER = {"other_member_identity", "audit_log", "chat_or_recording"}
ROUTINE = {"treatment", "payment", "operations"}
WORKDAY = {
    "attendance_proof_work",
    "attendance_proof_school",
    "leave_certification",
    "accommodation_request",
    "return_to_work",
    "verification_callback",
}
OFFICIALS = {"court", "prosecutor", "law_enforcement", "probation_parole", "protective_services", "oversight_agency"}
LAWYERS = {"attorney_for_individual", "attorney_adverse"}
COURTROOM = {"legal_proceeding", "law_enforcement", "cj_supervision", "oversight_audit"}
RECORDS = {"checkin_answers", "clinical_note", "handout_history", "billing_codes"}

# What a consented Part 2 sending has no need of, by purpose (2.13(a)); of the rest the enumeration asks little.
NEEDLESS = {purpose: {"checkin_answers", *NOTES} for purpose in (*WORKDAY, "payment", "operations", "workers_comp")}
for purpose in WORKDAY:
    NEEDLESS[purpose] |= {"clinical_note", "diagnosis_general", "diagnosis_specific", "medication"}
for purpose in ("cj_supervision", "family_involvement"):
    NEEDLESS[purpose] = {"checkin_answers"}
for purpose in ("accommodation_request", "family_involvement"):
    NEEDLESS[purpose] |= {"dates_attended"}
for purpose in (
    "accommodation_request",
    "family_involvement",
    "treatment",
    "payment",
    "cj_supervision",
    "workers_comp",
):
    NEEDLESS.setdefault(purpose, set()).add("letter_existence")

# Minimum necessary where a purpose has a short list of its own: a report, a warning, an incident.
SHORT = {
    "child_abuse_report": {"patient_status", "person_name", "contact_details", "date_of_birth", "appointment_date"},
    "serious_threat": {"person_name", "contact_details", "date_of_birth"},
    "crime_on_premises": {"patient_status", "person_name", "contact_details"},
}
SHORT["adult_abuse_report"] = SHORT["child_abuse_report"]

CAUSE_OF_DEATH = {"person_name", "date_of_birth", "contact_details", "diagnosis_general", "diagnosis_specific"}
HIPAA_FORMS = {"hipaa_authorization", "hipaa_notes_authorization"}
PART2_FORMS = {
    "part2_consent",
    "part2_tpo_consent",
    "part2_notes_consent",
    "part2_proceedings_consent",
    "part2_cj_consent",
}
GENERAL = {"part2_consent", "part2_tpo_consent"}
FORMS = HIPAA_FORMS | PART2_FORMS
MANDATES = {"court_order", "court_order_part2_with_subpoena", "subpoena_only", "warrant"}

LEVELS: dict[int, set[str]] = {0: set()}
LEVELS[1] = {"person_name", "appointment_date", "date_range", "time_window", "facility_neutral_name"}
LEVELS[2] = LEVELS[1] | {"under_care_statement", "leave_amount", "expected_end_date", "return_date"}
LEVELS[3] = LEVELS[2] | {
    "functional_limits",
    "work_restrictions",
    "schedule_need",
    "provider_name",
    "provider_credential",
}
LEVELS[4] = LEVELS[3] | {
    "provider_specialty",
    "program_name",
    "level_of_care",
    "diagnosis_general",
    "diagnosis_specific",
    "mandate_status",
}

# What would show, by itself or beside a neutral issuer's name, that the care is for substance use.
SHOWS_SUD = {
    "provider_specialty",
    "facility_trade_name",
    "program_name",
    "level_of_care",
    "referral_source",
    "mandate_status",
    "diagnosis_general",
    "diagnosis_specific",
    "mh_flag",
    "sud_flag",
    "medication",
    "test_results",
    "checkin_answers",
    "clinical_note",
    "billing_codes",
    "handout_history",
    *NOTES,
    *NEVER,
}
IDENTIFYING = {
    "patient_status",
    "letter_existence",
    "person_name",
    "contact_details",
    "date_of_birth",
    "appointment_date",
    "date_range",
    "dates_attended",
    "dates_absent",
    "start_date",
    "expected_end_date",
    "return_date",
    "clinical_note",
    "checkin_answers",
    *NOTES,
    *NEVER,
}
