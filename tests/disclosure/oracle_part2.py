"""The second opinion on 42 CFR Part 2."""

# ruff: noqa: C901, PLR0911, PLR0912, SIM102 - plain on purpose: one question after the other, none of them shared

from __future__ import annotations

from typing import Any

from tests.disclosure.oracle_hipaa import Hipaa
from tests.disclosure.oracle_tables import (
    ASK,
    CAUSE_OF_DEATH,
    GENERAL,
    JUSTICE,
    LAWYERS,
    NEEDLESS,
    NO,
    NOTES,
    OFFICIALS,
    PART2_FORMS,
    RECORDS,
    ROUTINE,
    SHORT,
    SHOWS_SUD,
    WORKDAY,
    WORKPLACE,
    YES,
)


class Part2(Hipaa):
    """Which elements a paper opens for records of a Part 2 program."""

    def part2_rule(self, paper: dict[str, Any], element: str) -> int:
        kind = paper["authority"]
        if self.to == "individual":
            return NO if element in NOTES else YES
        if kind == "deidentified":
            return YES
        if self.purpose == "verification_callback":
            return NO
        if kind in PART2_FORMS:
            return min(self.part2_form(paper, element), self.covers(paper, element))
        if element in NOTES:
            return NO
        if kind == "serious_threat":
            return YES if self.directors(element) or self.unnamed(element) else NO
        if self.to == "parent_guardian":
            return NO
        if self.to == "personal_representative":
            executor = self.subject.get("deceased") and self.facts.get("requester_relation") == "executor"
            return YES if self.subject.get("lacks_capacity") or executor else ASK
        if kind == "access_third_party_directive":
            return ASK
        if kind == "medical_emergency":
            return YES
        if kind in {"public_health_law", "required_by_law"} and self.subject.get("deceased"):
            asked = self.to == "public_health_authority" and self.purpose == "public_health"
            return YES if asked and paper.get("reference") and element in CAUSE_OF_DEATH else NO
        if kind == "child_abuse_report":
            return NO if element in {"clinical_note", "checkin_answers", "billing_codes"} else YES
        if kind == "crime_on_premises":
            return YES if element in {"patient_status", "person_name", "contact_details"} else NO
        if kind == "audit_evaluation":
            return YES if element != "checkin_answers" else NO
        if kind == "baa_qsoa":
            if element in RECORDS - {"billing_codes"}:
                return NO
            return {True: YES, False: NO}.get(self.facts.get("qsoa_in_place"), ASK)
        if kind == "hhs_enforcement":
            return ASK
        order = self.facts.get("order", {})
        if kind in {"court_order", "court_order_part2_with_subpoena"} and order.get("kind") == "part2_court_order":
            if self.purpose not in {"legal_proceeding", "law_enforcement"} or self.to not in OFFICIALS | LAWYERS:
                return NO
            if not order.get("findings_made") or element in RECORDS - {"billing_codes"}:
                return NO if order.get("findings_made") is False else ASK
            return YES if order.get("with_subpoena") and kind == "court_order_part2_with_subpoena" else ASK
        return NO

    def part2_form(self, paper: dict[str, Any], element: str) -> int:
        kind = paper["authority"]
        behind = {one["class"] for one in paper.get("recipients", [])}
        unsaid = self.to == "intermediary" and (behind != {"intermediary", "treating_provider"} or kind not in GENERAL)
        if element in NEEDLESS.get(self.purpose, ()) or unsaid:
            return ASK
        if paper.get("data") is None and kind != "part2_tpo_consent":
            return min(ASK, self.form(paper))
        at_work = WORKPLACE - {"eap"}
        unnamed = any(
            one["class"] in at_work and not one.get("name", "").strip() for one in paper.get("recipients", [])
        )
        if kind == "part2_consent" and self.to in at_work and unnamed:
            return NO
        if (element == "sud_counseling_notes") != (kind == "part2_notes_consent"):
            return NO
        if kind == "part2_tpo_consent":
            insiders = {
                "treating_provider",
                "health_plan",
                "business_associate_qso",
                "emergency_medical",
                "intermediary",
            }
            if self.purpose not in ROUTINE or self.to not in insiders:
                return NO
        elif paper.get("expiry_event") == "end_of_treatment" and not paper.get("expires_on"):
            if self.purpose not in {*ROUTINE, "research"}:
                return NO
        if kind == "part2_proceedings_consent" and paper.get("combined_with"):
            return NO
        against = self.purpose in {"legal_proceeding", "law_enforcement"}
        if against != (kind == "part2_proceedings_consent") or (against and self.to not in OFFICIALS | LAWYERS):
            return NO
        if kind == "part2_cj_consent":
            if self.purpose != "cj_supervision" or self.to not in JUSTICE | {"law_enforcement"}:
                return NO
            return self.form(paper) if paper.get("reference") else min(ASK, self.form(paper))
        return self.form(paper)

    def unnamed(self, element: str) -> bool:
        """P-threat: a warning that shows nobody as a patient, from an issuer whose name shows nothing."""
        threat = self.facts.get("threat", {})
        found = threat.get("serious_and_imminent") and threat.get("recipient_able_to_prevent")
        neutral = self.facts.get("issuer_publicly_sud") == "no" and self.facts.get("leak_scan_passed")
        able = {"threat_target", "law_enforcement", "protective_services", "emergency_medical"}
        warned = self.purpose == "threat_aversion" and self.actor == "clinician" and self.to in able
        return bool(found and neutral and warned and element in SHORT["serious_threat"])

    def route_c(self, element: str) -> bool:
        """Trap 1: a neutral issuer, signed off, and nothing that shows the kind of care."""
        signed_off = self.facts.get("route_c_signed_off") is True
        neutral = self.facts.get("issuer_publicly_sud") == "no" and self.facts.get("leak_scan_passed") is not False
        if any(paper["authority"] in PART2_FORMS for paper in self.authorities):
            return False
        letter = self.purpose in WORKDAY and not SHOWS_SUD & {element}
        return signed_off and neutral and letter
