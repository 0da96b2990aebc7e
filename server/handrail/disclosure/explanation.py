"""The answer in one to three plain sentences for the person whom the data are about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from handrail.disclosure.decision import Denied
from handrail.disclosure.request import DecisionRequest
from handrail.disclosure.rulebook import Rulebook
from handrail.disclosure.vocabulary import DataElement, Obligation, Outcome, RecipientClass

R = RecipientClass
_WHO: Mapping[RecipientClass, str] = {
    R.INDIVIDUAL: "You",
    R.PERSONAL_REPRESENTATIVE: "Your representative",
    R.PARENT_GUARDIAN: "Your parent or guardian",
    R.FAMILY_FRIEND: "Your family or friend",
    R.GROUP_MEMBER: "The other group member",
    R.EMPLOYER_HR: "Your employer",
    R.EMPLOYER_SUPERVISOR: "Your supervisor",
    R.EMPLOYER_OCC_HEALTH: "Your employer's health service",
    R.LEAVE_ADMINISTRATOR: "The leave office",
    R.EAP: "The employee assistance program",
    R.SCHOOL_REGISTRAR: "Your school",
    R.SCHOOL_DISABILITY_OFFICE: "Your school's disability office",
    R.SCHOOL_NURSE: "The school nurse",
    R.TREATING_PROVIDER: "Your other provider",
    R.HEALTH_PLAN: "Your health plan",
    R.BUSINESS_ASSOCIATE_QSO: "The program's contractor",
    R.VENDOR_NO_CONTRACT: "This company",
    R.INTERMEDIARY: "The go-between",
    R.COURT: "The court",
    R.PROBATION_PAROLE: "Probation or parole",
    R.PROSECUTOR: "The prosecutor",
    R.LAW_ENFORCEMENT: "The police",
    R.ATTORNEY_FOR_INDIVIDUAL: "Your lawyer",
    R.ATTORNEY_ADVERSE: "The other side's lawyer",
    R.PUBLIC_HEALTH_AUTHORITY: "The health department",
    R.PROTECTIVE_SERVICES: "Protective services",
    R.OVERSIGHT_AGENCY: "The oversight agency",
    R.HHS: "The federal health department",
    R.EMERGENCY_MEDICAL: "The emergency team",
    R.THREAT_TARGET: "The person in danger",
    R.INSURER_OTHER: "This insurer",
    R.RESEARCHER: "The researcher",
    R.MEDIA_PUBLIC: "The public",
    R.UNKNOWN: "Someone we do not know",
}
_ELEMENT: Mapping[DataElement, str] = {
    DataElement.PATIENT_STATUS: "that you come here",
    DataElement.LETTER_EXISTENCE: "that a letter exists and is genuine",
    DataElement.PERSON_NAME: "your name",
    DataElement.DATES_ATTENDED: "the dates you came",
    DataElement.DATES_ABSENT: "the dates you missed",
    DataElement.CHECKIN_ANSWERS: "your check-in answers",
    DataElement.OTHER_MEMBER_IDENTITY: "who else is in the group",
    DataElement.MH_FLAG: "that the care is for mental health",
    DataElement.SUD_FLAG: "that the care is for substance use",
    DataElement.CHAT_OR_RECORDING: "chat or recordings",
    DataElement.PSYCHOTHERAPY_NOTES: "a therapist's separate notes",
    DataElement.SUD_COUNSELING_NOTES: "a counselor's separate notes",
}
_FEW = 4


def explain(
    request: DecisionRequest,
    outcome: Outcome,
    permitted: Sequence[DataElement],
    denied: Sequence[Denied],
    obligations: Collection[Obligation],
    rulebook: Rulebook,
) -> str:
    """One to three sentences, the first of which says who learns what."""
    who = _WHO[request.recipient.klass]
    you = request.recipient.klass is RecipientClass.INDIVIDUAL
    because = _because(denied, rulebook)
    if outcome is Outcome.DENY:
        return (f"{who} cannot be given this" if you else f"{who} will not be told anything") + f", because {because}."
    if outcome is Outcome.NEEDS_REVIEW:
        first = "A person has to look at this first" if you else f"{who} will not be told anything for now"
        return f"{first}, because {because}. The privacy officer decides."
    sentences = [f"{who} may be given {_listed(permitted)}."]
    if denied:
        sentences.append(f"Not {_listed([one.element for one in denied])}, because {because}.")
    if Obligation.REDISCLOSURE_NOTICE_PART2 in obligations:
        sentences.append("It has to carry a notice that shows this is substance use treatment.")
    elif not you and len(sentences) == 1:
        sentences.append("Nothing else will be told.")
    return " ".join(sentences)


def _because(denied: Sequence[Denied], rulebook: Rulebook) -> str:
    for one in denied:
        for rule in one.rules:
            known = rulebook.rules.get(rule)
            if known and known.plain:
                return known.plain
    return "no rule allows it"


def _listed(elements: Sequence[DataElement]) -> str:
    words = [_ELEMENT.get(one, one.replace("_", " ")) for one in elements]
    if len(words) > _FEW:
        return ", ".join(words[: _FEW - 1]) + f" and {len(words) - _FEW + 1} more"
    return ", ".join(words[:-1]) + (" and " if len(words) > 1 else "") + words[-1]
