"""The full account of one evaluation: every clause in force, every verb of it, and what it found."""

from __future__ import annotations

from handrail.disclosure.decide import decide, settled
from handrail.disclosure.facts import NO_FORM, Facts
from handrail.disclosure.request import Authority, DecisionRequest
from handrail.disclosure.rule import Clause, Condition
from handrail.disclosure.rulebook import Rulebook

_WORDS = {True: "true", False: "false", None: "unknown"}


def trace(request: DecisionRequest, rulebook: Rulebook) -> dict[str, object]:
    """The decision with, for each clause, whether it held and each of its verbs with argument and finding.

    Clauses that look at forms are tried with each authority of their kind, named by its place in the request.
    """
    decision = decide(request, rulebook)
    facts = settled(request, rulebook)
    clauses = [
        _account(clause, facts, form, place)
        for rule in rulebook.rules.values()
        if rule.holds_on(request.today)
        for clause in rule.clauses
        for place, form in _forms(clause, request)
    ]
    return {"decision": decision.as_json(), "clauses": clauses}


def _forms(clause: Clause, request: DecisionRequest) -> list[tuple[int | None, Authority]]:
    if not clause.by:
        return [(None, NO_FORM)]
    return [(place, form) for place, form in enumerate(request.authorities) if form.code in clause.by]


def _account(clause: Clause, facts: Facts, form: Authority, place: int | None) -> dict[str, object]:
    return {
        "rule": clause.rule,
        "regime": str(clause.regime),
        "effect": str(clause.effect),
        "authority": place,
        "holds": _WORDS[clause.when(facts, form)],
        "verbs": _verbs(clause.when, facts, form),
    }


def _verbs(condition: Condition, facts: Facts, form: Authority) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for part in condition.parts:
        one: dict[str, object] = {"verb": part.verb, "found": _WORDS[part.check(facts, form)]}
        if part.inner and part.verb != "some_authority":
            one["inner"] = [_verbs(inner, facts, form) for inner in part.inner]
        else:
            one["argument"] = part.argument
        found.append(one)
    return found
