"""The second opinion on papers: signed, for whom, for what, until when, and what states add."""

# ruff: noqa: C901, PLR0911 - plain on purpose: one question after the other, none of them shared

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.disclosure.oracle_tables import ASK, HIPAA_FORMS, NO, NOTES, PART2_FORMS, SHOWS_SUD, YES


class Forms:
    """One request with its defaults filled in, and whether a paper on file is good for it."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self.asked = asked
        self.now = datetime.fromisoformat(asked["now"])
        self.actor = asked["actor_role"]
        self.purpose = asked["purpose"]
        self.to = asked["recipient"]["class"]
        self.name = asked["recipient"].get("name")
        self.channel = asked.get("channel", "portal")
        self.level = asked.get("letter_level")
        self.authorities = asked.get("authorities", [])
        self.facts = asked.get("context", {})
        self.subject = self.facts.get("subject", {})
        self.met = set(self.facts.get("obligations_met", []))
        self.part2 = self.facts.get("part2_status", "unknown") != "no"
        self.states = set(self.facts.get("state", {}).values())
        default = "none" if self.actor == "external_requester" else "verified"
        self.sure = self.facts.get("identity_assurance", default) in {"verified", "strong"}
        self.used: list[dict[str, Any]] = []

    def form(self, paper: dict[str, Any]) -> int:
        """Every element of 164.508(c) and 2.31, each defect of (b)(2), and the overlays' own demands."""
        kind = paper["authority"]
        signed = paper.get("signed_at")
        if paper.get("defects") or not signed or datetime.fromisoformat(signed) > self.now:
            return NO
        if not self.named(paper) or self.purpose not in paper.get("purposes", []):
            return NO
        tied = paper.get("conditioned_on_treatment") and kind in HIPAA_FORMS
        if tied and (not self.facts.get("service_for_third_party") or paper.get("combined_with")):
            return NO
        if not self.combination(paper) or self.expired(paper, kind):
            return NO
        if self.revoked(paper):
            return ASK if paper.get("revocation_manner") == "oral" else NO
        fresh = self.level == 4 and self.now - datetime.fromisoformat(signed) < timedelta(hours=24)
        thought = ASK if fresh and kind in {"hipaa_authorization", "part2_consent"} else YES
        if self.facts.get("individual_objects") and self.to != "individual":
            thought = ASK
        return min(self.signature(paper, kind), self.overlays(paper), thought)

    def named(self, paper: dict[str, Any]) -> bool:
        for one in paper.get("recipients", []):
            if one["class"] != self.to:
                continue
            if self.name is None or one.get("name") is None or plain(one["name"]) == plain(self.name):
                return True
        return False

    def combination(self, paper: dict[str, Any]) -> bool:
        together = {paper["authority"], *paper.get("combined_with", [])}
        if len(together) == 1:
            return True
        if paper["authority"] in PART2_FORMS and not together & {"part2_notes_consent", "part2_proceedings_consent"}:
            return True
        notes = {"hipaa_notes_authorization", "part2_notes_consent"}
        if together & notes:
            return together <= notes
        return together <= {"hipaa_authorization", "part2_consent", "part2_cj_consent"}

    def expired(self, paper: dict[str, Any], kind: str) -> bool:
        until, event = paper.get("expires_on"), paper.get("expiry_event")
        if until and date.fromisoformat(until) < self.now.date():
            return True
        if until is None and event in {"none_stated", None}:
            return not (kind == "part2_tpo_consent" and event) and self.purpose != "research"
        if event and event != "none_stated":
            if kind == "part2_tpo_consent" and event == "end_of_treatment":
                return bool(paper.get("expiry_event_occurred", True))
            return paper.get("expiry_event_occurred") is not False
        return False

    def revoked(self, paper: dict[str, Any]) -> bool:
        at = paper.get("revoked_at")
        return at is not None and datetime.fromisoformat(at) <= self.now

    def signature(self, paper: dict[str, Any], kind: str) -> int:
        signer, cosigner = paper.get("signer", "participant"), paper.get("cosigner")
        age = self.subject.get("age")
        minor = age is not None and age < 18 and not self.subject.get("emancipated")
        alone = self.facts.get("minor_consented_alone")
        if signer == "other":
            return NO
        standing = paper.get("representative_authority") == "active_in_scope" and not self.facts.get("pr_suspended")
        known = self.facts.get("pr_suspended") is not None or bool(self.subject.get("deceased"))
        if signer == "personal_representative":
            cared_for = minor or self.subject.get("deceased") or self.subject.get("lacks_capacity")
            doubt = not known or (kind in PART2_FORMS and not cared_for)
            return NO if not standing else ASK if doubt else YES
        if not minor:
            if signer == "parent_guardian":
                return ASK if age is None else NO
            return ASK if self.subject.get("deceased") or self.subject.get("lacks_capacity") else YES
        if signer == "participant" and self.facts.get("pr_suspended"):
            cosigner = None
        both = {signer, cosigner} >= {"participant", "parent_guardian"}
        if alone:
            return YES if signer == "participant" else NO
        if signer == "parent_guardian" and not standing:
            return NO
        if self.part2 and kind in PART2_FORMS and not both:
            return NO
        if "IL" in self.states and age >= 12 and "participant" not in {signer, cosigner}:
            return NO
        if alone is None and not both:
            return ASK
        return YES if "parent_guardian" in {signer, cosigner} else NO

    def overlays(self, paper: dict[str, Any]) -> int:
        signed = datetime.fromisoformat(paper["signed_at"])
        if "CA" in self.states and paper["authority"] in {*HIPAA_FORMS, "part2_consent", "part2_notes_consent"}:
            until = paper.get("expires_on")
            if until and date.fromisoformat(until) > years_later(signed.date()):
                return NO
            if "clinician_approval" not in self.met and self.facts.get("lps_covered") is not False:
                return NO if self.facts.get("lps_covered") else ASK
        if "IL" in self.states:
            if not paper.get("witnessed") or "data" not in paper:
                return NO
            received = paper.get("received_on") or signed.astimezone(self.now.tzinfo).date().isoformat()
            if not paper.get("expires_on") and received != self.now.date().isoformat():
                return NO
        return YES

    def described(self, paper: dict[str, Any], element: str) -> int:
        return YES if element in paper.get("data", [element]) else NO

    def covers(self, paper: dict[str, Any], element: str) -> int:
        kind = paper["authority"]
        if element == "psychotherapy_notes" and kind != "hipaa_notes_authorization":
            return NO
        if kind in HIPAA_FORMS and "data" not in paper:
            return ASK
        if element not in NOTES and kind in {"hipaa_notes_authorization", "part2_notes_consent"}:
            return NO
        if "PA" in self.states and self.part2 and element in SHOWS_SUD:
            return min(ASK, self.described(paper, element))
        return self.described(paper, element)

    def void(self, paper: dict[str, Any]) -> bool:
        """Over, taken back, known to be wrong, or for somebody or something else."""
        elsewhere = bool(paper.get("recipients")) and not self.named(paper)
        otherwise = bool(paper.get("purposes")) and self.purpose not in paper["purposes"]
        gone = not self.dated(paper) or self.revoked(paper)
        return gone or bool(paper.get("defects")) or elsewhere or otherwise

    def dated(self, paper: dict[str, Any]) -> bool:
        until = paper.get("expires_on")
        return until is None or date.fromisoformat(until) >= self.now.date()


def plain(name: str) -> str:
    return " ".join(name.casefold().split())


def years_later(day: date) -> date:
    """A year on; the last of February stands in for a leap day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
