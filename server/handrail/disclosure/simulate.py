"""What a named recipient could learn today: every purpose and element, asked one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from handrail.disclosure.decide import decide
from handrail.disclosure.request import DecisionRequest
from handrail.disclosure.rule import Effect
from handrail.disclosure.rulebook import Rulebook
from handrail.disclosure.sentences import ground
from handrail.disclosure.vocabulary import DataElement, Obligation, Outcome, Purpose

_NOTHING = "no rule allows it"


@dataclass(frozen=True, slots=True)
class Simulated:
    """One cell of the table.

    Attributes:
        rules: where it is open, the rules that open it; otherwise those that keep it.
        because: what it rests on, or why it stays, in words for the person.
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
        _cell(replace(asked, purpose=purpose, data=(element,)), rulebook)
        for purpose in purposes
        for element in DataElement
    )


def _cell(asked: DecisionRequest, rulebook: Rulebook) -> Simulated:
    decision = decide(asked, rulebook)
    if decision.outcome.permits:
        rules = tuple(one.id for one in decision.rules if _opens(one.id, rulebook))
        because = ground(asked.authorities[place].code for place in decision.authorities)
    else:
        rules = decision.denied[0].rules
        because = next((known.plain for one in rules if (known := rulebook.rules.get(one)) and known.plain), _NOTHING)
    [element] = asked.data
    return Simulated(asked.purpose, element, decision.outcome, rules, because, decision.obligations)


def _opens(rule: str, rulebook: Rulebook) -> bool:
    known = rulebook.rules.get(rule)
    return known is not None and any(clause.effect is Effect.PERMIT for clause in known.clauses)
