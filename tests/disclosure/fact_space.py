"""Requests by the ten thousand: every authority, recipient and purpose, and every case base with facts changed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from handrail.disclosure.vocabulary import LegalAuthority, Purpose, RecipientClass
from tests.disclosure.case_tables import bases, drop, put

ASKED = ["person_name", "dates_attended", "checkin_answers", "psychotherapy_notes", "letter_existence"]
ORDERS = {
    "court_order": "court_order",
    "court_order_part2_with_subpoena": "part2_court_order",
    "subpoena_only": "subpoena",
    "warrant": "warrant",
}
Change = tuple[str, Any]
GONE = object()


def every_authority_recipient_and_purpose() -> Iterator[tuple[str, dict[str, Any]]]:
    """One well-made paper of each kind to each recipient for each purpose, in and out of Part 2: about 53,000."""
    for kind in map(str, LegalAuthority):
        for to in map(str, RecipientClass):
            for purpose in map(str, Purpose):
                for part2 in ("yes", "no"):
                    yield f"{kind} to {to} for {purpose}, part 2 {part2}", asked_for(kind, to, purpose, part2)


def asked_for(kind: str, to: str, purpose: str, part2: str) -> dict[str, Any]:
    papers = [paper(kind, to, purpose)]
    if kind.startswith("part2_"):
        papers.append(paper("hipaa_authorization", to, purpose))
    return {
        "now": "2026-10-05T10:00:00-07:00",
        "actor_role": "clinician",
        "purpose": purpose,
        "recipient": {"class": to, "name": "X"},
        "data": ["diagnosis_general", "weekly_hours"] if kind == "deidentified" else ASKED,
        "channel": "email_secure",
        "authorities": papers,
        "context": context(kind, to, part2),
    }


def paper(kind: str, to: str, purpose: str) -> dict[str, Any]:
    found: dict[str, Any] = {"authority": kind}
    if kind in {"to_individual", "access_right"}:
        if to in {"parent_guardian", "personal_representative"}:
            found |= {"signer": to, "representative_authority": "active_in_scope"}
    elif kind.startswith(("hipaa_", "part2_")) or kind == "access_third_party_directive":
        found |= {"data": [*ASKED, "sud_counseling_notes"], "purposes": [purpose], "reference": "R 1"}
        found |= {"recipients": [{"class": to, "name": "X"}], "signed_at": "2026-09-28T09:00:00-07:00"}
        found |= {"expires_on": "2026-10-28"}
    else:
        found |= {"reference": "R 1"}
        found |= {} if kind == "deidentified" else {"data": ASKED}
    return found


def context(kind: str, to: str, part2: str) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "part2_status": part2,
        "identity_assurance": "verified",
        "treatment_relationship": True,
        "baa_in_place": True,
        "qsoa_in_place": True,
        "emergency": kind == "medical_emergency",
        "record_source": "ehr",
        "threat": {"serious_and_imminent": True, "recipient_able_to_prevent": True},
        "pr_suspended": False,
        "subject": {"age": 30},
        "individual_present_and_agrees": kind == "agreement_510b",
        "deidentified": kind == "deidentified",
    }
    if to == "parent_guardian":
        facts |= {"subject": {"age": 14, "emancipated": False}, "minor_consented_alone": False}
        facts |= {"requester_relation": "parent"}
    if kind in ORDERS:
        facts["order"] = {"kind": ORDERS[kind], "with_subpoena": True, "scope": ASKED}
        facts["order"] |= {"satisfactory_assurance": True, "findings_made": True}
    return facts


VALUES: dict[str, list[Any]] = {
    "data_period": [{"from": "2026-08-15", "to": "2026-09-15"}, {"from": "2026-07-01", "to": "2026-07-31"}],
    "recipient.name": ["Somebody else"],
    "actor_role": ["external_requester", "facilitator", "service_account", "clinician"],
    "channel": ["email_plain", "qr", "phone", "api", "portal"],
    "letter_level": [0, 1, 2, 3],
    "data": [
        ["person_name", "dates_attended", "letter_existence"],
        ["psychotherapy_notes", "person_name"],
        ["other_member_identity", "person_name"],
        ["patient_status"],
    ],
}
ON_PAPER: dict[str, list[Any]] = {
    **{name: [GONE] for name in ("signed_at", "recipients", "purposes", "data", "reference")},
    "signed_at ": ["2026-10-05T10:00:01-07:00"],
    "expires_on": [GONE, "2026-10-04", "2026-10-05", "2027-09-28", "2027-09-29"],
    "expiry_event": ["end_of_treatment", "end_of_leave", "none_stated"],
    "expiry_event_occurred": [True, False],
    "revoked_at": ["2026-10-05T10:00:00-07:00", "2026-10-05T10:00:01-07:00"],
    "revocation_manner": ["oral"],
    "signer": ["personal_representative", "parent_guardian", "other"],
    "cosigner": ["parent_guardian", "participant"],
    "representative_authority": [GONE, "active_in_scope", "not_activated"],
    "witnessed": [True],
    "received_on": ["2026-10-05", "2026-10-04"],
    "combined_with": [
        [one]
        for one in (
            "hipaa_authorization",
            "part2_consent",
            "part2_proceedings_consent",
            "part2_notes_consent",
            "tpo_506",
        )
    ],
    "conditioned_on_treatment": [True],
    "defects": [["H-508-c2"]],
    "period": [{"from": "2026-09-01", "to": "2026-09-30"}, {"from": "2026-09-10", "to": "2026-12-31"}],
}
AROUND: dict[str, list[Any]] = {
    "part2_status": ["yes", "no", "unknown"],
    "issuer_publicly_sud": ["no", "yes"],
    "route_c_signed_off": [True],
    "minor_consented_alone": [True, False],
    "lps_covered": [True, False],
    "service_for_third_party": [True],
    "already_occurred": [True],
    "record_source": ["ehr", "paper"],
    "pr_suspended": [True, False],
    "identity_assurance": ["claimed", "strong"],
    "requester_relation": ["self", "spouse", "parent", "executor", "group_member"],
    "individual_present_and_agrees": [True, False],
    "individual_objects": [True],
    "emergency": [True, False],
    "treatment_relationship": [False],
    "baa_in_place": [False],
    "qsoa_in_place": [True, False],
    "deidentified": [True],
    "leak_scan_passed": [True, False],
    "subject": [
        {"age": 11, "emancipated": False},
        {"age": 15},
        {"age": 15, "emancipated": True},
        {"age": 18},
        {"deceased": True},
        {"lacks_capacity": True},
    ],
    "state": [{"client": "IL"}, {"client": "CA"}, {"program": "TX"}, {"client": "OR"}],
    "obligations_met": [["clinician_approval"]],
    "artefact": [
        {"carries": []},
        {"carries": ["redisclosure_notice_part2"]},
        {"carries": ["redisclosure_notice_part2", "copy_of_consent_or_scope"]},
    ],
    "restrictions": [
        [{"agreed": True}],
        [{"agreed": False, "mandatory": True, "recipients": ["health_plan"]}],
        [{"agreed": True, "recipients": ["employer_hr"], "data": ["person_name"]}],
    ],
    "contact_policy": [{"allowed_channels": ["portal"]}, {"address_matches": False}, {"unsecure_email_accepted": True}],
    "threat": [{"serious_and_imminent": True}, {"serious_and_imminent": False, "recipient_able_to_prevent": True}],
    "order": [
        {"kind": "subpoena"},
        {"kind": "part2_court_order", "with_subpoena": False, "findings_made": True, "scope": ["dates_attended"]},
        {"kind": "part2_court_order", "with_subpoena": True, "scope": ["dates_attended"]},
    ],
}


def changes() -> list[Change]:
    """Every single change; `GONE` takes a part away."""
    found: list[Change] = [(path, value) for path, values in VALUES.items() for value in values]
    found += [(f"authorities.*.{name.strip()}", value) for name, values in ON_PAPER.items() for value in values]
    found += [(f"context.{name}", value) for name, values in AROUND.items() for value in values]
    return found


def every_base_with_facts_changed(one_pair_in: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each base of the case tables with each change, and with one in so many pairs of changes."""
    single = [(change,) for change in changes()]
    pairs = [pair for pair in combinations(changes(), 2) if pair[0][0] != pair[1][0]]
    for name, base in bases().items():
        offset = sum(name.encode())
        for made in [*single, *pairs[offset % one_pair_in :: one_pair_in]]:
            request = changed(base, made)
            if request is not None:
                told = ", ".join(f"{path}={'-' if value is GONE else value}" for path, value in made)
                yield f"{name}: {told}", request


def changed(base: dict[str, Any], made: tuple[Change, ...]) -> dict[str, Any] | None:
    """The request with the changes made; `None` where there is nothing to take away."""
    request = copy.deepcopy(base)
    for path, value in made:
        places = [path]
        if ".*." in path:
            places = [path.replace("*", str(place)) for place in range(len(request.get("authorities", [])))]
        for place in places:
            try:
                if value is GONE:
                    drop(request, place.split("."))
                else:
                    put(request, place.split("."), copy.deepcopy(value))
            except (KeyError, IndexError):
                return None
    return request
