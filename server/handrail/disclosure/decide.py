"""One answer to one request: every regime on its own, the strictest wins, duties add up.

The order is fixed: which regimes apply; each regime's routes; what forbids, limits or holds back; restrictions;
the outcome; reasons; duties. Nothing here knows the law: rules are data, and this only puts their voices together.
"""

from __future__ import annotations

from collections.abc import Iterable

from handrail.disclosure import restriction
from handrail.disclosure.decision import Decision, Denied, Fired
from handrail.disclosure.explanation import explain
from handrail.disclosure.facts import NO_FORM, Facts
from handrail.disclosure.request import DecisionRequest
from handrail.disclosure.routes import NOTHING_IN_COMMON, Answer, answer, common_period, used
from handrail.disclosure.rule import Effect, Regime
from handrail.disclosure.rulebook import Rulebook, Selection
from handrail.disclosure.truth import Truth
from handrail.disclosure.vocabulary import DataElement, Obligation, Outcome

_RANK: dict[Truth, int] = {False: 0, None: 1, True: 2}
_ORDER = {obligation: place for place, obligation in enumerate(Obligation)}


class _Tally:
    """How each asked element stands so far: it can only get worse. Keeps which rules spoke, in order."""

    def __init__(self, asked: Iterable[DataElement]) -> None:
        self.stands: dict[DataElement, Truth] = dict.fromkeys(asked, True)
        self.why: dict[DataElement, list[str]] = {element: [] for element in self.stands}
        self.fired: dict[str, None] = {}

    def worsen(self, element: DataElement, verdict: Truth, rules: Iterable[str]) -> None:
        if verdict is not True:
            self.why[element].extend(rules)
        if _RANK[verdict] < _RANK[self.stands[element]]:
            self.stands[element] = verdict

    def fire(self, rules: Iterable[str]) -> None:
        self.fired.update(dict.fromkeys(rules))


def decide(request: DecisionRequest, rulebook: Rulebook) -> Decision:
    """Whether and what may leave. Pure: the same request and rules give the same answer, byte for byte."""
    return answered(request, rulebook)[0]


def answered(request: DecisionRequest, rulebook: Rulebook) -> tuple[Decision, Facts]:
    """The decision, and the facts as they stand once the outcome is known."""
    facts, tally, answers = _evaluate(request, rulebook)
    obligations = _duties(facts, rulebook.on(request.today), answers, tally)
    if _permits(facts) and obligations != {Obligation.LOG_DECISION}:
        facts.outcome = Outcome.PERMIT_WITH_OBLIGATIONS
    return _decision(rulebook, facts, tally, answers, obligations), facts


def _evaluate(request: DecisionRequest, rulebook: Rulebook) -> tuple[Facts, _Tally, list[Answer]]:
    selection = rulebook.on(request.today)
    facts = Facts.of(request)
    tally = _Tally(request.data)
    regimes = (Regime.HIPAA, Regime.PART2) if facts.part2 else (Regime.HIPAA,)
    answers = [answer(regime, facts, selection) for regime in regimes]
    for one in answers:
        for element, (stands, rules) in one.elements.items():
            tally.fire(rules)
            tally.worsen(element, stands, rules)
    _same_days(answers, tally)
    facts.used = used(answers)
    facts.routes = frozenset(route.clause.rule for one in answers for route in one.taken)
    _limit(facts, selection, tally)
    _restrict(facts, tally)
    facts.outcome = _outcome(tally)
    facts.kept_back = facts.asked
    if facts.outcome.permits:
        facts.kept_back = frozenset(element for element, stands in tally.stands.items() if stands is not True)
    _give_reasons(facts, selection, tally)
    return facts, tally, answers


def _permits(facts: Facts) -> bool:
    return facts.outcome is not None and facts.outcome.permits


def _same_days(answers: list[Answer], tally: _Tally) -> None:
    """Two forms that are both needed and share no day open nothing."""
    if common_period(answers) is not NOTHING_IN_COMMON:
        return
    rules = [route.clause.rule for one in answers for route in one.taken if route.form.period]
    tally.fire(rules)
    for element in tally.stands:
        tally.worsen(element, verdict=False, rules=rules)


def _limit(facts: Facts, selection: Selection, tally: _Tally) -> None:
    for clause in selection.limits:
        holds = clause.when(facts, NO_FORM)
        if holds is False:
            continue
        verdict: Truth = False if holds and clause.effect is Effect.FORBID else None
        for element in facts.request.data:
            if clause.speaks_of(element):
                tally.fire((clause.rule,))
                tally.worsen(element, verdict, (clause.rule,))


def _restrict(facts: Facts, tally: _Tally) -> None:
    rules = restriction.considered(facts)
    tally.fire(rules)
    for element, verdict in restriction.kept_back(facts).items():
        tally.worsen(element, verdict, rules)


def _outcome(tally: _Tally) -> Outcome:
    """Permit what may go; if nothing may, a person looks where one could still say yes."""
    found = set(tally.stands.values())
    if True in found:
        return Outcome.PERMIT
    return Outcome.NEEDS_REVIEW if None in found else Outcome.DENY


def _give_reasons(facts: Facts, selection: Selection, tally: _Tally) -> None:
    for clause in selection.because:
        if not any(clause.speaks_of(element) for element in facts.kept_back):
            continue
        if clause.when(facts, NO_FORM) is not True:
            continue
        tally.fire((clause.rule,))
        for element in facts.kept_back:
            if clause.speaks_of(element):
                tally.why[element].append(clause.rule)


def _duties(facts: Facts, selection: Selection, answers: list[Answer], tally: _Tally) -> frozenset[Obligation]:
    """What the routes taken ask for, and what rules ask for around them; a duty that may apply applies."""
    found = {Obligation.LOG_DECISION}
    if _permits(facts):
        going = facts.asked - facts.kept_back
        found.update(
            duty for one in answers for route in one.taken if route.opens & going for duty in route.clause.obligations
        )
    for clause in selection.duties:
        if clause.when(facts, NO_FORM) is not False:
            found |= clause.obligations
            tally.fire((clause.rule,))
    for clause in selection.notes:
        if clause.when(facts, NO_FORM) is True:
            tally.fire((clause.rule,))
    return frozenset(found)


def _decision(
    rulebook: Rulebook, facts: Facts, tally: _Tally, answers: list[Answer], obligations: frozenset[Obligation]
) -> Decision:
    request = facts.request
    outcome = facts.outcome or Outcome.DENY
    permitted = tuple(element for element in request.data if element not in facts.kept_back)
    denied = tuple(
        Denied(element, tuple(dict.fromkeys(tally.why[element])))
        for element in request.data
        if element in facts.kept_back
    )
    period = common_period(answers)
    places = {
        route.place for one in answers for route in one.taken if route.place >= 0 and route.opens & set(permitted)
    }
    return Decision(
        outcome=outcome,
        permitted=permitted,
        permitted_period=period if outcome.permits and period != request.data_period else None,
        denied=denied,
        obligations=tuple(sorted(obligations, key=_ORDER.__getitem__)),
        rules=tuple(_quote(rule, rulebook) for rule in tally.fired),
        explanation=explain(request, outcome, permitted, denied, obligations, rulebook),
        rulebook_version=rulebook.version,
        authorities=tuple(sorted(places)),
    )


def _quote(rule: str, rulebook: Rulebook) -> Fired:
    known = rulebook.rules.get(rule)
    return Fired(known.id, known.cite, known.says) if known else Fired(rule, rule, "A defect noted on the form.")
