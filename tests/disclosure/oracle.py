"""A second opinion: the rule rows read once more, plainly and slowly, without the engine.

It answers a request (as JSON) with a decision, the elements and period that may leave, and the
obligations that the table "when an obligation attaches" asks for. It knows nothing of rule files,
verbs or traces: one function per regime, one test after the other. Where it and the engine differ,
one of them has misread a row.
"""

# ruff: noqa: C901, PLR0911, PLR0912, SIM102 - plain on purpose: one question after the other, none of them shared

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.disclosure.oracle_part2 import Part2
from tests.disclosure.oracle_tables import (
    ASK,
    FORMS,
    HIPAA_FORMS,
    LEVELS,
    MANDATES,
    NO,
    PART2_FORMS,
    PERSON,
    REPRESENTATIVES,
    SCHOOLS,
    WORKDAY,
    WORKPLACE,
    YES,
)


@dataclass
class Opinion:
    decision: str
    permitted: list[str] = field(default_factory=list)
    period: dict[str, str] | None = None
    obligations: set[str] = field(default_factory=set)


def judge(asked: dict[str, Any]) -> Opinion:
    """The order of evaluation of the rule table, from the vocabulary's defaults to the level."""
    case = Case(asked)
    marks = {element: case.mark(element) for element in asked["data"]}
    permitted = [element for element, mark in marks.items() if mark == YES]
    period, empty = case.period(permitted)
    if empty or case.stops_all():
        permitted = []
    if permitted:
        return Opinion("permit_with_obligations", permitted, period, case.conditions(permitted))
    review = any(mark == ASK for mark in marks.values()) and not case.stops_all()
    return Opinion("needs_review" if review else "deny", [], None, case.duties())


class Case(Part2):
    """One request, all regimes together."""

    def mark(self, element: str) -> int:
        """The strictest of the regimes: HIPAA, Part 2, restrictions, level."""
        hipaa, by = self.best(self.hipaa, element)
        marks = [hipaa]
        used = [by] if by else []
        if self.part2 and not self.route_c(element):
            mark, by = self.best(self.part2_rule, element)
            marks.append(mark)
            used += [by] if by else []
        levelled = self.level == 0 or self.purpose != "verification_callback"
        if self.level is not None and levelled and element not in LEVELS[self.level]:
            marks.append(NO)
        on_a_code = self.channel == "qr" and self.to not in PERSON and element != "letter_existence"
        if on_a_code:
            marks.append(NO)
        marks.append(self.restricted(element))
        if min(marks) == YES:
            self.used += used
        return min(marks)

    def best(self, rule: Any, element: str) -> tuple[int, dict[str, Any] | None]:
        found: tuple[int, dict[str, Any] | None] = (NO, None)
        own = [{"authority": "to_individual"}] if self.to == "individual" else []
        for authority in [*own, *self.authorities]:
            mark = rule(authority, element)
            if mark > found[0]:
                found = (mark, authority)
        return found

    def restricted(self, element: str) -> int:
        """What a restriction leaves: one that binds keeps it; one that nobody answered is looked at."""
        if self.to in {"individual", "hhs"}:
            return YES
        treating = self.to in {"emergency_medical", "treating_provider"}
        if self.facts.get("emergency") and treating and self.purpose in {"medical_emergency", "treatment"}:
            return YES
        found = YES
        for one in self.facts.get("restrictions", []):
            binds = one.get("agreed") or (one.get("mandatory") and self.to == "health_plan")
            open_ = one.get("agreed") is None or (self.to == "health_plan" and one.get("mandatory") is None)
            within = element in one.get("data", [element]) and self.to in one.get("recipients", [self.to])
            if within and self.purpose in one.get("purposes", [self.purpose]):
                found = min(found, NO if binds else ASK if open_ else YES)
        return found

    def stops_all(self) -> bool:
        """What stops the sending as a whole, whatever it rests on."""
        policy = self.facts.get("contact_policy", {})
        if not any(paper["authority"] == "medical_emergency" for paper in self.used):
            channels = policy.get("allowed_channels")
            unsure = policy.get("allowed_addresses_only") and not policy.get("address_matches")
            if (
                unsure
                or policy.get("address_matches") is False
                or (channels is not None and self.channel not in channels)
            ):
                return True
        if self.never_so():
            return True
        if self.facts.get("leak_scan_passed") is False and (self.level is not None or self.to not in PERSON):
            return True
        if self.channel == "room" and self.to not in {"individual", "group_member"}:
            return True
        if self.channel == "email_plain":
            if self.to not in PERSON or not policy.get("unsecure_email_accepted"):
                return True
        if not self.sure and not all(
            paper["authority"] in {"deidentified", "medical_emergency"} for paper in self.used
        ):
            return True
        if self.channel == "api" and self.to in WORKPLACE | SCHOOLS and self.purpose != "verification_callback":
            return True
        carries = self.facts.get("artefact", {}).get("carries")
        needs = {"redisclosure_notice_part2", "copy_of_consent_or_scope"}
        return self.consented() and carries is not None and not needs <= set(carries)

    def never_so(self) -> bool:
        """A help desk that hands on what it sees, a court consent to nobody named, what was told in the very cure."""
        if self.actor == "vendor_support" and self.to != "business_associate_qso":
            return True
        kinds = {paper["authority"] for paper in self.used}
        cured = self.facts.get("threat", {}).get("learned_in_treatment_for_propensity")
        if cured and self.to == "law_enforcement" and "serious_threat" in kinds:
            return True
        supervised = [paper for paper in self.used if paper["authority"] == "part2_cj_consent"]
        return any(not any(one.get("name") for one in paper.get("recipients", [])) for paper in supervised)

    def period(self, permitted: list[str]) -> tuple[dict[str, str] | None, bool]:
        asked = self.asked.get("data_period")
        froms = [one["period"]["from"] for one in self.used if one.get("period", {}).get("from")]
        tos = [one["period"]["to"] for one in self.used if one.get("period", {}).get("to")]
        if not permitted or not (froms or tos):
            return None, False
        first = max(froms + ([asked["from"]] if asked else []), default="")
        last = min(tos + ([asked["to"]] if asked else []), default="")
        if first and last and first > last:
            return None, True
        narrowed = {"from": first, "to": last}
        return (None if narrowed == asked else narrowed), False

    def consented(self) -> bool:
        rests = any(paper["authority"] in PART2_FORMS for paper in self.used)
        return rests and self.part2 and self.to != "individual"

    def conditions(self, permitted: list[str]) -> set[str]:
        kinds = {paper["authority"] for paper in self.used}
        third = self.to not in PERSON and kinds != {"deidentified"}
        found = {"log_decision"}
        forms = FORMS if self.part2 else HIPAA_FORMS
        if third and kinds & (forms | MANDATES | {"access_third_party_directive"}):
            found |= {"scope_filter", "verify_identity"}
        if self.to == "individual" or (self.to in PERSON and kinds & {"to_individual", "access_right"}):
            found |= {"verify_identity"}
        compelled = MANDATES - {"subpoena_only"} | {"required_by_law", "hhs_enforcement"}
        authorised = bool(kinds & (HIPAA_FORMS | compelled | {"access_third_party_directive"}))
        treating = self.purpose in {"treatment", "medical_emergency"}
        outside = self.part2 and not all(self.route_c(one) for one in permitted)
        if third and ((not authorised and not treating) or outside):
            found |= {"minimum_necessary_filter"}
        accounted = MANDATES | {"serious_threat", "child_abuse_report", "adult_abuse_report", "crime_on_premises"}
        accounted |= {"oversight", "workers_comp_law", "public_health_law", "required_by_law"}
        if third and kinds & accounted:
            found |= {"accounting_entry_hipaa"}
        professional = {"agreement_510b", "serious_threat", "child_abuse_report", "adult_abuse_report"}
        if third and kinds & (HIPAA_FORMS | MANDATES | professional | {"medical_emergency", "crime_on_premises"}):
            found |= {"document_basis"}
        if self.consented():
            found |= {"redisclosure_notice_part2", "copy_of_consent_or_scope"}
            if kinds & (PART2_FORMS - {"part2_tpo_consent"}) or self.facts.get("record_source") == "ehr":
                found |= {"accounting_entry_part2"}
            if self.purpose in WORKDAY:
                found |= {"reveal_warning"}
        if self.level is not None:
            found |= {"leak_scan"}
            if self.level >= 3:
                found |= {"reveal_warning", "clinician_approval"}
        if self.to in SCHOOLS:
            found |= {"reveal_warning"}
        if kinds & MANDATES:
            found |= {"secondary_approval"}
        if "medical_emergency" in kinds and self.part2:
            found |= {"emergency_log"}
        if kinds & {"access_right", "access_third_party_directive"}:
            found |= {"deadline_clock"}
        if "access_right" in kinds and set(permitted) != set(self.asked["data"]):
            found |= {"written_denial"}
        if "adult_abuse_report" in kinds:
            found |= {"notify_individual"}
        if "IL" in self.states and third and kinds & FORMS:
            found |= {"witness_attestation"}
        if self.facts.get("lps_covered") and "CA" in self.states and third and kinds & FORMS:
            found |= {"clinician_approval"}
        return found

    def duties(self) -> set[str]:
        kinds = {paper["authority"] for paper in self.authorities}
        third = self.to not in PERSON
        found = {"log_decision"}
        asks_status = third and {"patient_status", "letter_existence"} & set(self.asked["data"])
        stands_in = self.actor in REPRESENTATIVES or self.to in REPRESENTATIVES | {"family_friend"}
        standing = any(self.representative(paper) == YES for paper in self.authorities)
        standing = standing or (self.to == "parent_guardian" and self.parental() == YES)
        stands_in = stands_in and (self.part2 or not standing)
        outsider = self.actor == "external_requester" or (stands_in and not self.stops_all())
        if outsider or asks_status or self.purpose == "verification_callback":
            found |= {"neutral_response"}
        if kinds & MANDATES:
            found |= {"hold_and_escalate"}
        if kinds & {"access_right", "access_third_party_directive"}:
            found |= {"deadline_clock"}
        if self.facts.get("already_occurred"):
            found |= {"breach_assessment", "deadline_clock", "notify_individual"}
        return found
