"""What a named recipient could learn today: every purpose and element, asked one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from handrail.disclosure.decide import decide
from handrail.disclosure.decision import Decision
from handrail.disclosure.request import DecisionRequest
from handrail.disclosure.rule import Effect
from handrail.disclosure.rulebook import Rulebook
from handrail.disclosure.vocabulary import DataElement, Obligation, Outcome, Purpose


@dataclass(frozen=True, slots=True)
class Simulated:
    """One cell of the table.

    Attributes:
        rules: where it is open, the rules that open it; otherwise those that keep it.
        because: what the first of them says.
        obligations: what would have to be done about it.
    """

    purpose: Purpose
    element: DataElement
    outcome: Outcome
    rules: tuple[str, ...]
    because: str
    obligations: tuple[Obligation, ...]

    def as_json(self) -> dict[str, object]:
        """The cell as it is printed."""
        return {
            "purpose": str(self.purpose),
            "element": str(self.element),
            "decision": str(self.outcome),
            "rules": list(self.rules),
            "because": self.because,
            "obligations": [str(one) for one in self.obligations],
        }


def simulate(
    asked: DecisionRequest, rulebook: Rulebook, purposes: Iterable[Purpose] = tuple(Purpose)
) -> tuple[Simulated, ...]:
    """The whole table for the recipient, papers and facts of `asked`; its purpose and elements do not matter.

    Each element is asked alone: together they could be told only where each of them could, but not always then.
    """
    return tuple(
        _cell(purpose, element, decide(replace(asked, purpose=purpose, data=(element,)), rulebook), rulebook)
        for purpose in purposes
        for element in DataElement
    )


def _cell(purpose: Purpose, element: DataElement, decision: Decision, rulebook: Rulebook) -> Simulated:
    if decision.outcome.permits:
        rules = tuple(one.id for one in decision.rules if _opens(one.id, rulebook))
    else:
        rules = decision.denied[0].rules
    known = [rulebook.rules[one] for one in rules if one in rulebook.rules]
    because = known[0].says if known else "A defect noted on the form."
    return Simulated(purpose, element, decision.outcome, rules, because, decision.obligations)


def _opens(rule: str, rulebook: Rulebook) -> bool:
    known = rulebook.rules.get(rule)
    return known is not None and any(clause.effect is Effect.PERMIT for clause in known.clauses)
