"""The full account of one evaluation: every clause in force, every verb of it, and what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from handrail.disclosure.decide import answered
from handrail.disclosure.decision import Decision
from handrail.disclosure.facts import NO_FORM, Facts
from handrail.disclosure.request import Authority, DecisionRequest
from handrail.disclosure.rule import Clause, Condition
from handrail.disclosure.rulebook import Rulebook
from handrail.disclosure.truth import Truth, every, negated, some

_WORDS = {True: "true", False: "false", None: "unknown"}
_COMBINE: Mapping[str, Callable[[Sequence[Truth]], Truth]] = {
    "any": some,
    "all": every,
    "holds": every,
    "not": lambda found: negated(found[0]),
}
"""Verbs that are made of conditions; what each verb inside found is told as well."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One clause tried on one authority (its place in the request), or on the facts alone (`None`).

    `verbs` holds what each verb found, those inside another one before it.
    """

    clause: Clause
    authority: int | None
    holds: Truth
    verbs: tuple[Truth, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """One decision and everything that was found on the way."""

    decision: Decision
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        """The answer, and for each clause whether it held and each of its verbs with argument and finding."""
        return {"decision": self.decision.as_json(), "clauses": [_told(one) for one in self.findings]}


def trace(request: DecisionRequest, rulebook: Rulebook) -> Trace:
    """Decide, and keep what each verb of each clause in force found. Each is asked once."""
    decision, facts = answered(request, rulebook)
    findings = []
    for clause in rulebook.on(request.today).clauses:
        for place, form in _forms(clause, request, facts):
            verbs: list[Truth] = []
            holds = _find(clause.when, facts, form, verbs)
            findings.append(Finding(clause, place, holds, tuple(verbs)))
    return Trace(decision, tuple(findings))


def _forms(clause: Clause, request: DecisionRequest, facts: Facts) -> Sequence[tuple[int | None, Authority]]:
    if not clause.by:
        return ((None, NO_FORM),)
    if clause.by.isdisjoint(facts.codes):
        return ()
    return [(place, form) for place, form in enumerate(request.authorities) if form.code in clause.by]


def _find(condition: Condition, facts: Facts, form: Authority, verbs: list[Truth]) -> Truth:
    result: Truth = True
    for part in condition.parts:
        combine = _COMBINE.get(part.verb)
        if combine is None:
            found = part.check(facts, form)
        else:
            found = combine([_find(one, facts, form, verbs) for one in part.inner])
        verbs.append(found)
        if found is False or result is False:
            result = False
        elif found is None:
            result = None
    return result


def _told(finding: Finding) -> dict[str, object]:
    clause = finding.clause
    return {
        "rule": clause.rule,
        "regime": str(clause.regime),
        "effect": str(clause.effect),
        "authority": finding.authority,
        "holds": _WORDS[finding.holds],
        "verbs": _verbs(clause.when, iter(finding.verbs)),
    }


def _verbs(condition: Condition, found: Iterator[Truth]) -> list[dict[str, object]]:
    told: list[dict[str, object]] = []
    for part in condition.parts:
        one: dict[str, object] = {"verb": part.verb}
        if part.verb in _COMBINE:
            one["inner"] = [_verbs(inner, found) for inner in part.inner]
        else:
            one["argument"] = part.argument
        one["found"] = _WORDS[next(found)]
        told.append(one)
    return told
