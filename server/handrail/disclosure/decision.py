"""What the engine answers: which elements may leave, which may not and why, and what must be done about it."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.disclosure.request import Period
from handrail.disclosure.vocabulary import DataElement, Obligation, Outcome, Purpose


@dataclass(frozen=True, slots=True)
class Denied:
    """One element that stays, with the ids of the rules that keep it."""

    element: DataElement
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fired:
    """One rule that had a say, as it is quoted."""

    id: str
    cite: str
    says: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one request.

    Attributes:
        outcome: the decision; `permitted` is empty unless it permits.
        permitted: elements that may leave, in the order they were asked for.
        permitted_period: days of service that may be spoken of; `None`: no narrower than what was asked.
        denied: elements that stay.
        obligations: on a permit conditions of leaving, otherwise duties or what is missing; in vocabulary order.
        rules: every rule that fired, in the order of evaluation.
        explanation: one to three plain sentences for the person the data are about.
        rulebook_version: digest of the rules that were asked.
        authorities: positions, in the request, of the authorities that the permit rests on.
    """

    outcome: Outcome
    permitted: tuple[DataElement, ...]
    permitted_period: Period | None
    denied: tuple[Denied, ...]
    obligations: tuple[Obligation, ...]
    rules: tuple[Fired, ...]
    explanation: str
    rulebook_version: str
    authorities: tuple[int, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The answer in the published format."""
        period = self.permitted_period
        return {
            "decision": str(self.outcome),
            "permitted": [str(element) for element in self.permitted],
            "permitted_period": None
            if period is None
            else {
                "from": (period.start.isoformat() if period.start else "0001-01-01"),
                "to": (period.end.isoformat() if period.end else "9999-12-31"),
            },
            "denied": [{"element": str(one.element), "rules": list(one.rules)} for one in self.denied],
            "obligations": [str(one) for one in self.obligations],
            "rules": [{"id": one.id, "cite": one.cite, "says": one.says} for one in self.rules],
            "explanation": self.explanation,
            "rulebook_version": self.rulebook_version,
        }


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one form would permit for one of its purposes."""

    purpose: Purpose
    decision: Decision
