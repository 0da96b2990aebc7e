"""The second opinion on HIPAA: one way out after the other."""

# ruff: noqa: C901, PLR0911, PLR0912, SIM102 - plain on purpose: one question after the other, none of them shared

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.disclosure.oracle_forms import Forms
from tests.disclosure.oracle_tables import (
    ASK,
    COURTROOM,
    FORMS,
    HIPAA_FORMS,
    IDENTIFYING,
    JUSTICE,
    LAWYERS,
    NEVER,
    NO,
    NOTES,
    OFFICIALS,
    PART2_FORMS,
    PERSON,
    RECORDS,
    REPRESENTATIVES,
    ROUTINE,
    SCHOOLS,
    SHORT,
    WORKDAY,
    WORKPLACE,
    YES,
)


class Hipaa(Forms):
    """Which elements a paper opens under 45 CFR 164.502 to 164.524."""

    def hipaa(self, paper: dict[str, Any], element: str) -> int:
        kind = paper["authority"]
        trail = element == "audit_log" and kind == "hhs_enforcement"
        if (element in NEVER and not trail) or self.to == "unknown":
            return NO
        if kind == "deidentified":
            return min(self.by_deidentified(paper, element), self.described(paper, element))
        if element not in SHORT.get(kind, {element}) and not (kind == "serious_threat" and self.directors(element)):
            return NO
        if self.to == "individual":
            return self.to_person(paper, element)
        if self.to in REPRESENTATIVES and kind in {"to_individual", "access_right"}:
            if self.purpose == "verification_callback" and element != "letter_existence":
                return NO
            return NO if element in NOTES else self.representative(paper)
        if self.to == "vendor_no_contract":
            directed = kind == "access_third_party_directive" and element not in NOTES
            return min(ASK, self.directive(paper, element)) if directed else NO
        if self.purpose == "verification_callback":
            if element != "letter_existence" or kind not in FORMS or self.to == "employer_supervisor":
                return NO
        at_work = WORKPLACE - {"eap"} | SCHOOLS
        if self.purpose == "accommodation_request" and self.to in at_work and element in RECORDS | NOTES:
            return ASK
        if self.purpose in ROUTINE and self.to in {"employer_hr", "employer_supervisor", "school_registrar", "court"}:
            return NO
        if self.purpose == "cj_supervision" and self.to not in JUSTICE | PERSON | {"law_enforcement"}:
            return NO
        if self.purpose == "leave_certification" and self.to == "employer_supervisor":
            return ASK
        if kind in HIPAA_FORMS:
            return min(self.form(paper), self.covers(paper, element))
        if self.in_the_room(kind, element):
            return self.described(paper, element)
        noted = kind == "part2_notes_consent" and element == "sud_counseling_notes" and self.part2
        if noted and self.purpose == "treatment" and self.to == "treating_provider":
            related = {True: YES, False: NO}.get(self.facts.get("treatment_relationship"), ASK)
            return min(related, self.form(paper), self.covers(paper, element))
        if kind in PART2_FORMS or kind == "tpo_506":
            # Treatment, payment and operations need no authorization; a Part 2 consent for them says so too.
            return min(self.routine(paper, element), YES if kind == "tpo_506" else self.form(paper))
        if element in NOTES:
            return NO
        if kind == "access_third_party_directive":
            return self.directive(paper, element)
        check = getattr(self, "by_" + kind, None)
        return min(check(paper, element), self.described(paper, element)) if check else NO

    def in_the_room(self, kind: str, element: str) -> bool:
        """A first name in a group session, which is treatment; joining says that one agrees."""
        session = self.to == "group_member" and self.channel == "room" and self.purpose == "treatment"
        agreed = self.facts.get("individual_present_and_agrees") and not self.facts.get("individual_objects")
        return (
            session and element == "person_name" and (kind == "tpo_506" or (kind == "agreement_510b" and bool(agreed)))
        )

    def to_person(self, paper: dict[str, Any], element: str) -> int:
        if element == "psychotherapy_notes" and paper["authority"] == "hipaa_notes_authorization":
            return self.form(paper)
        if paper["authority"] not in {"to_individual", "access_right"} or element in NOTES:
            return NO
        if self.subject.get("deceased"):
            return NO
        return YES if self.facts.get("requester_relation", "self") == "self" else NO

    def representative(self, paper: dict[str, Any]) -> int:
        power = paper.get("representative_authority")
        gone, suspended = self.subject.get("deceased"), self.facts.get("pr_suspended")
        if suspended or power not in {"active_in_scope", None}:
            return NO
        if self.to == "parent_guardian":
            return min(self.parental(), ASK if suspended is None else YES)
        relation, age = self.facts.get("requester_relation"), self.subject.get("age", 18)
        minor = (self.subject.get("emancipated"), self.facts.get("minor_consented_alone"))
        if relation in {"none", "group_member", "attorney", "self"} or (age < 18 and True in minor):
            return NO
        doubts = [power is None, suspended is None and not gone, relation == "executor" and not gone]
        doubts += [age < 18 and None in minor]
        return ASK if any(doubts) else YES

    def parental(self) -> int:
        """Whether a parent stands in for this minor: 164.502(g)(3), and the states' own ages."""
        age, alone = self.subject.get("age"), self.facts.get("minor_consented_alone")
        relation, emancipated = self.facts.get("requester_relation"), self.subject.get("emancipated")
        if emancipated or alone or (age is not None and age >= 18):
            return NO
        if relation not in {"parent", "personal_representative", None}:
            return NO
        if age is not None and age >= 12 and "IL" in self.states:
            return NO
        return ASK if None in (age, alone, relation, emancipated) else YES

    def routine(self, paper: dict[str, Any], element: str) -> int:
        if element in NOTES:
            return NO
        if self.to == "business_associate_qso" and self.purpose in {*ROUTINE, "breach_notice"}:
            return self.by_baa_qsoa(paper, element)
        if element == "letter_existence" and self.purpose != "operations":
            return NO
        no_part = {"auditor", "vendor_support", "legal_counsel", "participant", "personal_representative"}
        if self.actor == "participant" and self.purpose == "treatment" and self.to != "business_associate_qso":
            no_part = no_part - {"participant"}
        if self.actor in no_part or (self.actor == "facilitator" and self.purpose == "payment"):
            return NO
        if "IL" in self.states and paper["authority"] == "tpo_506":
            return ASK
        related = {True: YES, False: NO}.get(self.facts.get("treatment_relationship"), ASK)
        if self.purpose == "treatment":
            jailed = self.subject.get("in_custody") and paper["authority"] == "tpo_506"
            if jailed and self.to == "treating_provider" and element not in {"billing_codes", "handout_history"}:
                return YES
            return related if self.to in {"treating_provider", "emergency_medical"} else NO
        if element in RECORDS - {"billing_codes"}:
            return NO
        if self.to == "treating_provider" and self.purpose in {"payment", "operations"}:
            return related
        if self.to == "health_plan" and self.purpose in {"payment", "operations"}:
            return YES if self.purpose == "payment" else ASK
        return NO

    def directive(self, paper: dict[str, Any], element: str) -> int:
        signed = paper.get("signed_at")
        if not signed or datetime.fromisoformat(signed) > self.now or paper.get("defects"):
            return NO
        if not self.named(paper) or self.revoked(paper) or not self.dated(paper):
            return ASK if self.revoked(paper) and paper.get("revocation_manner") == "oral" else NO
        if not any(one.get("name") for one in paper["recipients"]):
            return ASK
        if self.level is not None or self.facts.get("record_source") in {"paper", "electronic_other"}:
            return NO
        known = YES if self.facts.get("record_source") else ASK
        return min(known, self.described(paper, element), self.signature(paper, "access_third_party_directive"))

    def by_agreement_510b(self, paper: dict[str, Any], element: str) -> int:
        if self.to not in REPRESENTATIVES | {"family_friend"} or "TX" in self.states:
            return NO
        if self.purpose not in {"family_involvement", "medical_emergency"}:
            return NO
        if "data" not in paper and element in {"dates_attended", "letter_existence", *RECORDS}:
            return NO
        if self.facts.get("individual_objects") or self.void(paper) or self.actor == "external_requester":
            return NO
        if "IL" in self.states:
            return ASK
        agrees = self.facts.get("individual_present_and_agrees")
        cannot = self.subject.get("lacks_capacity") or self.subject.get("deceased") or self.facts.get("emergency")
        if cannot and self.actor == "clinician":
            return YES
        return YES if agrees else NO if agrees is False else ASK

    def by_required_by_law(self, paper: dict[str, Any], element: str) -> int:
        official = self.to in OFFICIALS | {"hhs", "public_health_authority"} and self.to != "probation_parole"
        compelled = COURTROOM | {"abuse_report", "public_health", "threat_aversion", "workers_comp"}
        return YES if paper.get("reference") and official and self.purpose in compelled else NO

    def by_court_order(self, paper: dict[str, Any], element: str) -> int:
        order = self.facts.get("order", {})
        if self.void(paper):
            return NO
        if order.get("kind") not in {"court_order", "part2_court_order", None}:
            return NO
        if order.get("kind") is None and not paper.get("reference"):
            return NO
        return self.ordered(paper, element)

    def by_court_order_part2_with_subpoena(self, paper: dict[str, Any], element: str) -> int:
        return self.by_court_order(paper, element)

    def by_subpoena_only(self, paper: dict[str, Any], element: str) -> int:
        order = self.facts.get("order", {})
        if order.get("satisfactory_assurance") is not True or self.purpose != "legal_proceeding":
            return NO
        return self.ordered(paper, element) if self.to in LAWYERS | {"court"} else NO

    def by_warrant(self, paper: dict[str, Any], element: str) -> int:
        if self.facts.get("order", {}).get("kind") != "warrant":
            return NO
        reached = self.to in {"law_enforcement", "prosecutor", "court"}
        return (
            self.ordered(paper, element) if reached and self.purpose in {"law_enforcement", "legal_proceeding"} else NO
        )

    def ordered(self, paper: dict[str, Any], element: str) -> int:
        if self.purpose not in COURTROOM or self.to not in OFFICIALS | LAWYERS:
            return NO
        scope = self.facts.get("order", {}).get("scope")
        if scope is None:
            return YES if "data" in paper else ASK
        return YES if element in scope else NO

    def by_medical_emergency(self, paper: dict[str, Any], element: str) -> int:
        if self.purpose not in {"medical_emergency", "treatment"} or self.to not in {
            "emergency_medical",
            "treating_provider",
        }:
            return NO
        if element in {"letter_existence", *RECORDS} - {"checkin_answers", "clinical_note"}:
            return NO
        found = {True: YES, False: NO}.get(self.facts.get("emergency"), ASK)
        return found if self.sure or self.actor != "external_requester" else min(ASK, found)

    def by_serious_threat(self, paper: dict[str, Any], element: str) -> int:
        threat = self.facts.get("threat", {})
        if self.directors(element):
            return {True: YES, False: NO}.get(threat.get("recipient_able_to_prevent"), ASK)
        able = {"threat_target", "law_enforcement", "protective_services", "family_friend", "emergency_medical"}
        able |= {"parent_guardian", "treating_provider", *SCHOOLS}
        if self.purpose != "threat_aversion" or self.to not in able or self.actor != "clinician":
            return NO
        found = [threat.get("serious_and_imminent"), threat.get("recipient_able_to_prevent")]
        return NO if False in found else ASK if None in found else YES

    def directors(self, element: str) -> bool:
        """2.14(d): the director tells a parent what reduces a grave danger to a minor without capacity."""
        grave = self.facts.get("threat", {}).get("serious_and_imminent") is True
        minor = self.subject.get("age", 18) < 18 and self.subject.get("lacks_capacity") is True
        told = self.part2 and self.actor == "program_director" and self.to == "parent_guardian"
        return told and grave and minor and self.purpose == "threat_aversion" and element == "patient_status"

    def by_child_abuse_report(self, paper: dict[str, Any], element: str) -> int:
        if self.purpose != "abuse_report" or self.to not in {"protective_services", "law_enforcement"}:
            return NO
        return YES if self.actor == "clinician" else NO

    def by_adult_abuse_report(self, paper: dict[str, Any], element: str) -> int:
        if self.by_child_abuse_report(paper, element) == NO:
            return NO
        return YES if paper.get("reference") or self.facts.get("individual_present_and_agrees") else NO

    def by_crime_on_premises(self, paper: dict[str, Any], element: str) -> int:
        told = self.purpose in {"law_enforcement", "threat_aversion"}
        return YES if told and self.to == "law_enforcement" else NO

    def by_oversight(self, paper: dict[str, Any], element: str) -> int:
        if element == "checkin_answers":
            return NO
        if self.purpose != "oversight_audit" or self.to not in {"oversight_agency", "hhs"}:
            return NO
        return YES if paper.get("reference") else NO

    def by_audit_evaluation(self, paper: dict[str, Any], element: str) -> int:
        plan = self.to == "health_plan" and element != "checkin_answers"
        if self.purpose == "oversight_audit" and (plan or self.audited_by_contractor(element)):
            return YES if paper.get("reference") else NO
        return self.by_oversight(paper, element)

    def audited_by_contractor(self, element: str) -> bool:
        contract = self.facts.get("baa_in_place") is True
        return self.to == "business_associate_qso" and contract and element != "checkin_answers"

    def by_workers_comp_law(self, paper: dict[str, Any], element: str) -> int:
        if self.purpose != "workers_comp" or not paper.get("reference") or self.void(paper):
            return NO
        if element in {"checkin_answers", "letter_existence"}:
            return NO
        payers = {"employer_hr", "insurer_other", "leave_administrator", "oversight_agency", "health_plan"}
        return YES if self.to in payers else NO

    def by_public_health_law(self, paper: dict[str, Any], element: str) -> int:
        if self.purpose != "public_health" or self.to != "public_health_authority":
            return NO
        if element in {"checkin_answers", "letter_existence", "dates_attended"}:
            return NO
        return YES if paper.get("reference") else ASK

    def by_baa_qsoa(self, paper: dict[str, Any], element: str) -> int:
        if self.to != "business_associate_qso" or self.purpose not in {*ROUTINE, "security_admin", "breach_notice"}:
            return NO
        if self.void(paper) or self.actor == "external_requester":
            return NO
        if self.purpose == "security_admin" and element != "person_name":
            return NO
        if element in RECORDS - {"billing_codes"} and self.purpose != "treatment":
            return NO
        if element == "letter_existence" and self.purpose in {"treatment", "payment"}:
            return NO
        return {True: YES, False: NO}.get(self.facts.get("baa_in_place"), ASK)

    def by_deidentified(self, paper: dict[str, Any], element: str) -> int:
        if not self.facts.get("deidentified") or IDENTIFYING & set(self.asked["data"]) or self.level is not None:
            return NO
        return NO if self.purpose in WORKDAY | {"individual_access"} else YES

    def by_hhs_enforcement(self, paper: dict[str, Any], element: str) -> int:
        return YES if self.to == "hhs" and self.purpose == "oversight_audit" else NO
