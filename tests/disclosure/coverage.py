"""Which clause of which rule the case tables meet, both ways: `python -m tests.disclosure.coverage` prints it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from handrail.disclosure.bundled import rulebook
from handrail.disclosure.parse import request
from handrail.disclosure.rule import Clause
from handrail.disclosure.trace import trace
from tests.disclosure.case_tables import cases


@dataclass(frozen=True)
class Met:
    """How often one clause held, and did not, over all cases; a clause counts once for each paper it was tried on."""

    rule: str
    place: int
    clause: Clause
    held: int
    did_not: int


def coverage(asked: Iterable[dict[str, Any]]) -> list[Met]:
    """Every clause of every rule in force today, in the order of the rules."""
    held, did_not = Counter[int](), Counter[int]()
    for one in asked:
        for finding in trace(request(one), rulebook()).findings:
            (held if finding.holds is True else did_not)[id(finding.clause)] += 1
    return [
        Met(rule.id, place, clause, held[id(clause)], did_not[id(clause)])
        for rule in rulebook().rules.values()
        for place, clause in enumerate(rule.clauses)
    ]


if __name__ == "__main__":
    for met in coverage(case["request"] for case in cases()):
        told = f"{met.rule:<12} {met.place:>2} {met.clause.effect:<8} held {met.held:>4}  did not {met.did_not:>4}"
        sys.stdout.write(told + "\n")
