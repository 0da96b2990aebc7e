"""What one regime answers on its own: which asked elements some route of it opens, on which authority."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from handrail.disclosure.facts import NO_FORM, Facts
from handrail.disclosure.request import Authority, Period
from handrail.disclosure.rule import Clause, Condition, Effect, Regime
from handrail.disclosure.rulebook import Selection
from handrail.disclosure.truth import Truth
from handrail.disclosure.vocabulary import DataElement, LegalAuthority

_RANK: dict[Truth, int] = {False: 0, None: 1, True: 2}


@dataclass(frozen=True, slots=True)
class Route:
    """One clause tried with one authority.

    Attributes:
        stands: whether it opens; `None`: only a person can say.
        place: position of the authority in the request; -1: none was needed.
        opens: asked elements inside it.
        why: rules that keep it from opening, or (for a route that stands) that keep elements out of it.
    """

    clause: Clause
    place: int
    form: Authority
    stands: Truth
    opens: frozenset[DataElement]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One regime's answer: for each asked element how it stands and by which rules, and the routes it takes."""

    regime: Regime
    elements: dict[DataElement, tuple[Truth, tuple[str, ...]]]
    taken: tuple[Route, ...]
    period: Period | None


def answer(regime: Regime, facts: Facts, selection: Selection) -> Answer:
    """Try every route with every authority of its kind, then take as few as cover the most."""
    tried = [
        route
        for clause in selection.routes[regime]
        for place, form in _forms(clause, facts)
        if (route := _try(clause, place, form, facts, selection)) is not None
    ]
    taken, period = _take(tried, facts)
    elements: dict[DataElement, tuple[Truth, tuple[str, ...]]] = {}
    for element in facts.request.data:
        chosen = [route for route in taken if element in route.opens]
        if chosen:
            best = max(chosen, key=lambda route: _RANK[route.stands])
            why = best.why if best.stands is None else ()
            elements[element] = (best.stands, tuple(dict.fromkeys((*why, best.clause.rule))))
        else:
            elements[element] = (False, _reasons(element, tried))
    return Answer(regime, elements, taken, period)


def _forms(clause: Clause, facts: Facts) -> Iterable[tuple[int, Authority]]:
    if not clause.by:
        yield -1, NO_FORM
        return
    if clause.by.isdisjoint(facts.codes):
        return
    for place, form in enumerate(facts.request.authorities):
        if form.code in clause.by:
            yield place, form


def _try(clause: Clause, place: int, form: Authority, facts: Facts, selection: Selection) -> Route | None:
    stands = clause.when(facts, form)
    if stands is False and place < 0:
        return None
    validity, faults = _validity(form, facts, selection)
    here = stands is not False or not _elsewhere(clause.when, facts, form)
    why = [*faults]
    if stands is not True and here:
        why.append(clause.rule)
    doubtful = clause.effect is Effect.REFER or _scope_unknown(clause, form, facts)
    within = _days(facts, form) is not None
    if here and (doubtful or not within):
        why.append(clause.rule)
    stands = min((stands, validity, None if doubtful else True, within), key=_RANK.__getitem__)
    return Route(clause, place, form, stands, _opens(clause, form, facts), tuple(dict.fromkeys(why)))


def _elsewhere(when: Condition, facts: Facts, form: Authority) -> bool:
    """Whether a clause is for other recipients or purposes, so that it is no reason here."""
    for part in when.parts:
        if part.verb in {"recipient", "purpose"} and part.check(facts, form) is False:
            return True
        if part.verb == "holds" and any(_elsewhere(inner, facts, form) for inner in part.inner):
            return True
    return False


def _validity(form: Authority, facts: Facts, selection: Selection) -> tuple[Truth, tuple[str, ...]]:
    """Whether the paper passes every validator there is for its kind, whoever looks at it; which rules it fails."""
    verdict: Truth = True
    faults: list[str] = []
    for defect in selection.defects.get(form.code, ()):
        found = defect.when(facts, form)
        if found is False:
            continue
        faults.append(defect.rule)
        if found and not defect.review:
            verdict = False
        elif verdict is True:
            verdict = None
    return verdict, (*faults, *form.defects)


def _opens(clause: Clause, form: Authority, facts: Facts) -> frozenset[DataElement]:
    """Asked elements inside the clause, the form and (where it rests on one) the official paper."""
    opens = frozenset(element for element in facts.asked if clause.speaks_of(element))
    if form.data is not None:
        opens &= form.data
    order = facts.request.context.order
    if clause.order_scope and order.scope is not None:
        opens &= order.scope
    return opens


def _scope_unknown(clause: Clause, form: Authority, facts: Facts) -> bool:
    described = form.data is not None or (clause.order_scope and facts.request.context.order.scope is not None)
    return clause.needs_scope and not described


def _days(facts: Facts, form: Authority) -> Period | None:
    """The days that may be spoken of on this form; `None` when there are none."""
    asked = facts.request.data_period or Period()
    return asked.meet(form.period) if form.period else asked


def _take(tried: list[Route], facts: Facts) -> tuple[tuple[Route, ...], Period | None]:
    """Routes that stand first, the one that opens most before others; then those that a person must look at."""
    taken: list[Route] = []
    covered: set[DataElement] = set()
    period: Period | None = None
    for wanted in (True, None):
        open_routes = [route for route in tried if route.stands is wanted]
        while open_routes:
            best = max(open_routes, key=lambda route: len(route.opens - covered))
            if not best.opens - covered:
                break
            open_routes.remove(best)
            narrowed = period
            if best.form.period is not None and wanted is True:
                narrowed = (period or facts.request.data_period or Period()).meet(best.form.period)
                if narrowed is None:
                    continue
            taken.append(best)
            covered |= best.opens
            period = narrowed
    return tuple(taken), period


def _reasons(element: DataElement, tried: list[Route]) -> tuple[str, ...]:
    """Why no route opens this element: what is wrong with those inside which it lies, and the limits of the others."""
    why: list[str] = []
    for route in tried:
        if element not in route.opens and route.stands is not False:
            why.append(route.clause.limit or route.clause.rule)
        elif route.stands is False:
            spoken_of = route.clause.speaks_of(element)
            why.extend(rule for rule in route.why if spoken_of or rule != route.clause.rule)
    return tuple(dict.fromkeys(why))


def used(answers: Iterable[Answer]) -> frozenset[LegalAuthority]:
    """Kinds of authority that the taken routes rest on."""
    return frozenset(route.form.code for one in answers for route in one.taken) - {LegalAuthority.NONE}


NOTHING_IN_COMMON = Period(None, None)
"""Told apart by identity: two authorities are needed and no day is in both."""


def common_period(answers: Iterable[Answer]) -> Period | None:
    """The days that every authority used allows; `None`: none of them limits the days."""
    narrowed: Period | None = None
    for one in answers:
        if one.period is not None:
            narrowed = one.period if narrowed is None else narrowed.meet(one.period)
            if narrowed is None:
                return NOTHING_IN_COMMON
    return narrowed
