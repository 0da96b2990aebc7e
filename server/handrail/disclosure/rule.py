"""One rule: a row of law or policy with its source, and the clauses in which it speaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from handrail.disclosure.facts import Facts
from handrail.disclosure.request import Authority
from handrail.disclosure.truth import Truth
from handrail.disclosure.vocabulary import DataElement, LegalAuthority, Obligation

Check = Callable[[Facts, Authority], Truth]


class Regime(StrEnum):
    """Who speaks. `hipaa` and `part2` open routes; the others can only tighten."""

    HIPAA = "hipaa"
    PART2 = "part2"
    STATE = "state"
    SETTING = "setting"
    POLICY = "policy"


OPENING = frozenset({Regime.HIPAA, Regime.PART2})


class Effect(StrEnum):
    """What a clause does when its conditions hold.

    An unknown condition turns `permit` and `forbid` alike into `needs_review`.
    """

    PERMIT = "permit"  # opens a route for its elements
    REFER = "refer"  # opens a route that ends with a person: needs_review
    DEFECT = "defect"  # a form of these kinds is not valid
    FORBID = "forbid"  # these elements stay
    REVIEW = "review"  # these elements stay until somebody looked
    BECAUSE = "because"  # says why elements stay that found no route
    OBLIGE = "oblige"  # attaches duties
    NOTE = "note"  # is quoted, changes nothing


class Handling(StrEnum):
    """Where a row is kept."""

    ENGINE = "engine"
    IMPLEMENTED_BY = "implemented_by"
    NOT_SOFTWARE = "not_software"


@dataclass(frozen=True, slots=True)
class Part:
    """One verb with its argument, compiled; `inner` are the conditions inside `any` and `not`."""

    verb: str
    argument: object
    check: Check
    inner: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """All of its parts have to hold."""

    parts: tuple[Part, ...]

    def __call__(self, facts: Facts, form: Authority) -> Truth:
        result: Truth = True
        for part in self.parts:
            value = part.check(facts, form)
            if value is False:
                return False
            if value is None:
                result = None
        return result


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that a rule does.

    Attributes:
        by: kinds of authority that a route rests on, or that a defect is looked for in; empty: none needed.
        elements: what it speaks of; `None`: everything asked.
        beyond: it speaks of everything except `elements`.
        limit: rule quoted for asked elements that lie outside a route's elements.
        order_scope: the route gives no more than the official paper covers.
        needs_scope: without a description of what may go the route ends in needs_review.
        review: for a defect: it is not certain, so a person looks.
    """

    rule: str
    regime: Regime
    effect: Effect
    when: Condition
    by: frozenset[LegalAuthority] = frozenset()
    elements: frozenset[DataElement] | None = None
    beyond: bool = False
    limit: str = ""
    obligations: frozenset[Obligation] = frozenset()
    order_scope: bool = False
    needs_scope: bool = False
    review: bool = False

    def speaks_of(self, element: DataElement) -> bool:
        """Whether this clause is about the element."""
        return self.elements is None or ((element in self.elements) is not self.beyond)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row.

    Attributes:
        says: what it asks for, one sentence in our own words.
        plain: the reason as the person concerned may read it, to follow "because"; empty: there is none.
        in_force: from (and, where it ended, until: exclusive) which dates it holds.
        verified: whether the wording was checked against a published text on `read_on`.
        tests: names of the case tables that hold it.
        kept_by: module or test that keeps it, or why it is no matter of software.
    """

    id: str
    regime: Regime
    cite: str
    url: str
    read_on: date
    verified: bool
    says: str
    plain: str
    in_force: tuple[tuple[date, date | None], ...]
    handling: Handling
    kept_by: str
    clauses: tuple[Clause, ...] = field(repr=False)

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force on this date."""
        return any(start <= day and (end is None or day < end) for start, end in self.in_force)
