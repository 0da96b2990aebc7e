"""What an agreed restriction keeps back: the person's own "not to them, not this" (45 CFR 164.522(a), 42 CFR 2.26)."""

from __future__ import annotations

from handrail.disclosure.facts import Facts
from handrail.disclosure.request import Restriction
from handrail.disclosure.truth import Truth
from handrail.disclosure.vocabulary import DataElement, LegalAuthority, Purpose, RecipientClass

RULE = "H-522-a"
PART2_RULE = "P-26"

_PERSON = frozenset({RecipientClass.INDIVIDUAL, RecipientClass.HHS})
_STANDING_IN = frozenset({RecipientClass.PERSONAL_REPRESENTATIVE, RecipientClass.PARENT_GUARDIAN})
_TREATING = frozenset({RecipientClass.EMERGENCY_MEDICAL, RecipientClass.TREATING_PROVIDER})
_EXITS = frozenset(
    {
        LegalAuthority.REQUIRED_BY_LAW,
        LegalAuthority.COURT_ORDER,
        LegalAuthority.COURT_ORDER_PART2_WITH_SUBPOENA,
        LegalAuthority.SUBPOENA_ONLY,
        LegalAuthority.WARRANT,
        LegalAuthority.SERIOUS_THREAT,
        LegalAuthority.CHILD_ABUSE_REPORT,
        LegalAuthority.ADULT_ABUSE_REPORT,
        LegalAuthority.CRIME_ON_PREMISES,
        LegalAuthority.OVERSIGHT,
        LegalAuthority.AUDIT_EVALUATION,
        LegalAuthority.WORKERS_COMP_LAW,
        LegalAuthority.PUBLIC_HEALTH_LAW,
    }
)
"""Exits that a restriction does not close by law (164.522(a)(1)(v)); a person looks before one is used against it."""


def kept_back(facts: Facts) -> dict[DataElement, Truth]:
    """Asked elements that a restriction touches: False, they stay; `None`, a person looks.

    Access by the person and by HHS is not cut, and emergency treatment sets a restriction aside.
    """
    found: dict[DataElement, Truth] = {}
    if facts.request.recipient.klass in _PERSON:
        return found
    for restriction in facts.request.context.restrictions:
        if not _touches(restriction, facts) or (binds := _binds(restriction, facts)) is False:
            continue
        softer = bool(facts.used & _EXITS) or facts.request.recipient.klass in _STANDING_IN
        verdict: Truth = False if binds and not softer else None
        for element in facts.request.data:
            if restriction.data is None or element in restriction.data:
                found[element] = False if found.get(element, True) is False else verdict
    return found


def considered(facts: Facts) -> tuple[str, ...]:
    """The rules under which a restriction that speaks of this request was looked at, whether it binds or not."""
    if not any(_touches(one, facts) for one in facts.request.context.restrictions):
        return ()
    return (RULE, PART2_RULE) if facts.part2 else (RULE,)


def _emergency(facts: Facts) -> bool:
    """Whether this goes to those who treat the person in an emergency."""
    return (
        facts.named("emergency") is True
        and facts.request.recipient.klass in _TREATING
        and facts.request.purpose in (Purpose.MEDICAL_EMERGENCY, Purpose.TREATMENT)
    )


def _touches(restriction: Restriction, facts: Facts) -> bool:
    request = facts.request
    return (restriction.recipients is None or request.recipient.klass in restriction.recipients) and (
        restriction.purposes is None or request.purpose in restriction.purposes
    )


def _binds(restriction: Restriction, facts: Facts) -> Truth:
    """Whether it binds: agreed, or for a plan where the service was paid in full; an emergency ends it."""
    if _emergency(facts):
        return False
    if restriction.agreed is True:
        return True
    to_a_plan = facts.request.recipient.klass is RecipientClass.HEALTH_PLAN
    if to_a_plan and restriction.mandatory is True:
        return True
    if restriction.agreed is None or (to_a_plan and restriction.mandatory is None):
        return None
    return False
