"""The facts of one request as rules look at them, and how far the evaluation has come."""

from __future__ import annotations

from dataclasses import dataclass, field

from handrail.disclosure.request import Authority, DecisionRequest
from handrail.disclosure.truth import Truth
from handrail.disclosure.vocabulary import Assurance, DataElement, LegalAuthority, Outcome, YesNoUnknown

THREE_VALUED = frozenset(
    {
        "already_occurred",
        "address_matches",
        "allowed_addresses_only",
        "baa_in_place",
        "deceased",
        "deidentified",
        "emancipated",
        "emergency",
        "findings_made",
        "in_custody",
        "individual_objects",
        "individual_present_and_agrees",
        "lacks_capacity",
        "leak_scan_passed",
        "learned_in_treatment_for_propensity",
        "lps_covered",
        "minor_consented_alone",
        "pr_suspended",
        "qsoa_in_place",
        "recipient_able_to_prevent",
        "route_c_signed_off",
        "satisfactory_assurance",
        "serious_and_imminent",
        "service_for_third_party",
        "treatment_relationship",
        "unsecure_email_accepted",
        "with_subpoena",
    }
)
"""Names of the facts that a rule may ask for by name."""

_PLACES = {
    **dict.fromkeys(("deceased", "emancipated", "in_custody", "lacks_capacity"), "subject"),
    **dict.fromkeys(
        ("learned_in_treatment_for_propensity", "recipient_able_to_prevent", "serious_and_imminent"), "threat"
    ),
    **dict.fromkeys(("findings_made", "satisfactory_assurance", "with_subpoena"), "order"),
    **dict.fromkeys(("address_matches", "allowed_addresses_only", "unsecure_email_accepted"), "contact_policy"),
}


@dataclass(slots=True)
class Facts:
    """One request under evaluation. `used`, `outcome` and `kept_back` are filled in as the answer takes shape."""

    request: DecisionRequest
    asked: frozenset[DataElement] = frozenset()
    codes: frozenset[LegalAuthority] = frozenset()
    part2: bool = True
    identified: bool = False
    used: frozenset[LegalAuthority] = frozenset()
    routes: frozenset[str] = frozenset()
    outcome: Outcome | None = None
    kept_back: frozenset[DataElement] = frozenset()
    _named: dict[str, Truth] = field(default_factory=dict)

    @classmethod
    def of(cls, request: DecisionRequest) -> Facts:
        """The facts before anything is decided."""
        return cls(
            request=request,
            asked=frozenset(request.data),
            codes=frozenset(one.code for one in request.authorities) - {LegalAuthority.NONE},
            part2=request.context.part2_status is not YesNoUnknown.NO,
            identified=request.assurance in (Assurance.VERIFIED, Assurance.STRONG),
        )

    def named(self, name: str) -> Truth:
        """A three-valued fact of `THREE_VALUED`."""
        if name not in self._named:
            context: object = self.request.context
            if place := _PLACES.get(name):
                context = getattr(context, place)
            value = getattr(context, name)
            self._named[name] = None if value is None else bool(value)
        return self._named[name]


NO_FORM = Authority(LegalAuthority.NONE)
"""Stands where a rule asks about a form and there is none."""
