"""The log of disclosures in plain sentences for the person whom it is about: what was told, to whom, why, on what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handrail.consent.terms import day_in_words, listed, to_you
from handrail.disclosure.accounting import Entry
from handrail.disclosure.rulebook import Rulebook
from handrail.disclosure.vocabulary import LegalAuthority, Purpose, RecipientClass

R, P, A = RecipientClass, Purpose, LegalAuthority

WHO: Mapping[RecipientClass, str] = {
    R.INDIVIDUAL: "you",
    R.PERSONAL_REPRESENTATIVE: "your representative",
    R.PARENT_GUARDIAN: "your parent or guardian",
    R.FAMILY_FRIEND: "family or friends",
    R.GROUP_MEMBER: "another member of the group",
    R.EMPLOYER_HR: "your employer's staff office",
    R.EMPLOYER_SUPERVISOR: "your supervisor at work",
    R.EMPLOYER_OCC_HEALTH: "your employer's health service",
    R.LEAVE_ADMINISTRATOR: "the office that runs leaves",
    R.EAP: "the employee assistance program",
    R.SCHOOL_REGISTRAR: "your school",
    R.SCHOOL_DISABILITY_OFFICE: "your school's disability office",
    R.SCHOOL_NURSE: "the school nurse",
    R.TREATING_PROVIDER: "another provider who treats you",
    R.HEALTH_PLAN: "your health plan",
    R.BUSINESS_ASSOCIATE_QSO: "a contractor of the program",
    R.VENDOR_NO_CONTRACT: "a company",
    R.INTERMEDIARY: "a go-between",
    R.COURT: "a court",
    R.PROBATION_PAROLE: "probation or parole",
    R.PROSECUTOR: "a prosecutor",
    R.LAW_ENFORCEMENT: "the police",
    R.ATTORNEY_FOR_INDIVIDUAL: "your lawyer",
    R.ATTORNEY_ADVERSE: "the other side's lawyer",
    R.PUBLIC_HEALTH_AUTHORITY: "the health department",
    R.PROTECTIVE_SERVICES: "protective services",
    R.OVERSIGHT_AGENCY: "an oversight agency",
    R.HHS: "the federal health department",
    R.EMERGENCY_MEDICAL: "an emergency team",
    R.THREAT_TARGET: "a person in danger",
    R.INSURER_OTHER: "an insurer",
    R.RESEARCHER: "a researcher",
    R.MEDIA_PUBLIC: "the public",
    R.UNKNOWN: "somebody we do not know",
}
WHY: Mapping[Purpose, str] = {
    P.INDIVIDUAL_ACCESS: "as you have a right to see what is yours",
    P.ATTENDANCE_PROOF_WORK: "to show at work that you came to appointments",
    P.ATTENDANCE_PROOF_SCHOOL: "to show at school that you came to appointments",
    P.LEAVE_CERTIFICATION: "to certify a leave",
    P.ACCOMMODATION_REQUEST: "to ask for an accommodation",
    P.RETURN_TO_WORK: "for your return to work",
    P.VERIFICATION_CALLBACK: "to answer whether a letter of yours is genuine",
    P.TREATMENT: "for your treatment",
    P.PAYMENT: "to have your care paid",
    P.OPERATIONS: "to run the program",
    P.FAMILY_INVOLVEMENT: "so that they can support you",
    P.LEGAL_PROCEEDING: "for a case in court",
    P.CJ_SUPERVISION: "for a court's supervision",
    P.LAW_ENFORCEMENT: "for the police",
    P.MEDICAL_EMERGENCY: "in a medical emergency",
    P.THREAT_AVERSION: "to keep somebody from harm",
    P.ABUSE_REPORT: "to report abuse or neglect",
    P.PUBLIC_HEALTH: "for public health",
    P.OVERSIGHT_AUDIT: "for an audit by an agency",
    P.WORKERS_COMP: "for a claim after an injury at work",
    P.RESEARCH: "for research",
    P.MARKETING: "for advertising",
    P.MEDIA: "for the media",
    P.STAFF_TRAINING: "to train staff",
    P.SECURITY_ADMIN: "to keep the system safe",
    P.BREACH_NOTICE: "to tell of a breach",
}
_SIGNED = "you signed a form for it"
_ORDER = "a court ordered it"
_LAW = "another law asks for it"
BASIS: Mapping[LegalAuthority, str] = {
    A.NONE: "the rules allow it",
    A.TO_INDIVIDUAL: "it is about you, and went to you",
    A.ACCESS_RIGHT: "you asked for what is yours",
    A.ACCESS_THIRD_PARTY_DIRECTIVE: "you asked in writing that it goes there",
    A.HIPAA_AUTHORIZATION: _SIGNED,
    A.HIPAA_NOTES_AUTHORIZATION: _SIGNED,
    A.PART2_CONSENT: _SIGNED,
    A.PART2_TPO_CONSENT: _SIGNED,
    A.PART2_NOTES_CONSENT: _SIGNED,
    A.PART2_PROCEEDINGS_CONSENT: _SIGNED,
    A.PART2_CJ_CONSENT: _SIGNED,
    A.TPO_506: "the law allows it for treatment, payment and running the program",
    A.AGREEMENT_510B: "you agreed, or did not object",
    A.REQUIRED_BY_LAW: _LAW,
    A.COURT_ORDER: _ORDER,
    A.COURT_ORDER_PART2_WITH_SUBPOENA: _ORDER,
    A.SUBPOENA_ONLY: "a subpoena asked for it",
    A.WARRANT: "a warrant asked for it",
    A.MEDICAL_EMERGENCY: "it was a medical emergency",
    A.SERIOUS_THREAT: "somebody was in serious danger",
    A.CHILD_ABUSE_REPORT: "the law asks to report harm to a child",
    A.ADULT_ABUSE_REPORT: "the law asks to report harm to an adult who needs protection",
    A.CRIME_ON_PREMISES: "there was a crime at the program",
    A.OVERSIGHT: "an agency oversees the program",
    A.AUDIT_EVALUATION: "an agency audits the program",
    A.WORKERS_COMP_LAW: "the law on injuries at work asks for it",
    A.PUBLIC_HEALTH_LAW: "the law on public health asks for it",
    A.BAA_QSOA: "a contractor who is bound to keep it safe needs it",
    A.DEIDENTIFIED: "nobody can tell that it is about you",
    A.HHS_ENFORCEMENT: "the federal health department asked for it",
}


def sentence(entry: Entry, rulebook: Rulebook) -> str:
    """One entry for its person: two sentences, the second of which says on what ground."""
    day = day_in_words(entry.on)
    if not entry.released:
        return f"On {day}, {_who(entry)} {_asked(entry)}, and was told nothing, because {_because(entry, rulebook)}."
    told = to_you(listed(entry.told))
    came = "were handed" if entry.recipient is R.INDIVIDUAL else "was told"
    because = ground(entry.authorities)
    return f"On {day}, {_who(entry)} {came} {told}, {WHY[entry.why]}. This was allowed because {because}."


def ground(authorities: Iterable[LegalAuthority]) -> str:
    """What it rests on, in words; what two authorities have in common is said once."""
    words = dict.fromkeys(BASIS[one] for one in authorities)
    return " and ".join(words) or BASIS[A.NONE]


def _who(entry: Entry) -> str:
    if entry.recipient is R.INDIVIDUAL or not entry.recipient_name:
        return WHO[entry.recipient]
    return f"{entry.recipient_name} ({WHO[entry.recipient]})"


def _asked(entry: Entry) -> str:
    return (
        f"was to be told something {WHY[entry.why]}" if entry.recipient is not R.INDIVIDUAL else "asked for something"
    )


def _because(entry: Entry, rulebook: Rulebook) -> str:
    plain = (rulebook.rules[rule].plain for rule in entry.basis if rule in rulebook.rules)
    return next((one for one in plain if one), "no rule allows it")
