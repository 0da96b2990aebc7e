"""The bundled rules as Cedar policies of the same number and size, to be timed beside the engine.

Conditions over the request become Cedar expressions over the context; what is said of a form becomes one flag
of the context. So Cedar answers less (no scope, no days, no duties, no reasons, one element at a time) with
about as many comparisons.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from handrail.disclosure.rule import Clause, Condition, Effect, Part
from handrail.disclosure.rulebook import Rulebook
from handrail.disclosure.verbs import Names, codes
from handrail.disclosure.vocabulary import ActorRole, Channel, LegalAuthority, Purpose, RecipientClass

ONE_OF: dict[str, type] = {
    "actor": ActorRole,
    "recipient": RecipientClass,
    "purpose": Purpose,
    "channel": Channel,
}


def policies(book: Rulebook, names: Names) -> str:
    """Every clause that permits or forbids, as Cedar text."""
    return "\n".join(
        _policy(clause, names)
        for rule in book.rules.values()
        for clause in rule.clauses
        if clause.effect in {Effect.PERMIT, Effect.FORBID}
    )


def _policy(clause: Clause, names: Names) -> str:
    parts = [_condition(clause.when, names)]
    if clause.by:
        parts.append(f"context.authorities.containsAny({_set(clause.by)})")
    if clause.elements is not None:
        within = f"{_set(clause.elements)}.contains(context.element)"
        parts.append(f"!({within})" if clause.beyond else within)
    effect = "permit" if clause.effect is Effect.PERMIT else "forbid"
    return f"{effect} (principal, action, resource) when {{ {' && '.join(parts)} }};"


def _condition(condition: Condition, names: Names) -> str:
    return "(" + " && ".join(_part(part, names) for part in condition.parts) + ")"


def _part(part: Part, names: Names) -> str:
    if part.verb in {"any", "all", "holds"}:
        joined = " || " if part.verb == "any" else " && "
        return "(" + joined.join(_condition(one, names) for one in part.inner) + ")"
    if part.verb == "not":
        return f"!{_condition(part.inner[0], names)}"
    if part.verb in ONE_OF:
        return f"{_set(codes(ONE_OF[part.verb], part.argument, names))}.contains(context.{part.verb})"
    if part.verb in {"authority", "used"}:
        return f"context.authorities.containsAny({_set(codes(LegalAuthority, part.argument, names))})"
    if part.verb == "fact" and isinstance(part.argument, dict):
        return "(" + " && ".join(_fact(name, value=value) for name, value in part.argument.items()) + ")"
    return f"context.{part.verb}"


def _fact(name: str, *, value: bool) -> str:
    return f"(context.facts has {name} && context.facts.{name} == {str(value).lower()})"


def _set(members: Any) -> str:
    return "[" + ", ".join(f'"{one}"' for one in sorted(members)) + "]"


def flags(book: Rulebook) -> dict[str, bool]:
    """The verbs that Cedar gets as one flag each."""
    known = {*ONE_OF, "authority", "used", "any", "all", "holds", "not", "fact"}
    return dict.fromkeys({verb for verb in _verbs(book) if verb not in known}, False)


def _verbs(book: Rulebook) -> Iterator[str]:
    def walk(condition: Condition) -> Iterator[str]:
        for part in condition.parts:
            yield part.verb
            for inner in part.inner:
                yield from walk(inner)

    for rule in book.rules.values():
        for clause in rule.clauses:
            yield from walk(clause.when)
