"""The whole body of rules: read from data, checked through and through, and picked by date.

One thing that cannot be read stops everything: an unknown verb or code, a rule without a source, a condition
without content, an overlay that would loosen. A rulebook that could be half read would permit by accident.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from handrail.disclosure.rule import OPENING, Clause, Condition, Effect, Handling, Regime, Rule
from handrail.disclosure.verbs import Names, RuleFault, codes, condition
from handrail.disclosure.vocabulary import DataElement, LegalAuthority, Obligation

NAMES_FILE = "names.toml"
_RULE_KEYS = frozenset(
    {"id", "regime", "cite", "url", "read-on", "verified", "says", "plain", "in-force", "clause"}
    | {"implemented-by", "not-software"}
)
_CLAUSE_KEYS = frozenset(
    {"effect", "regime", "when", "by", "elements", "beyond", "limit", "obligations", "review"}
    | {"order-scope", "needs-scope"}
)


@dataclass(frozen=True, slots=True)
class Selection:
    """The clauses in force on one date, all in order and sorted by what they do."""

    clauses: tuple[Clause, ...]
    routes: Mapping[Regime, tuple[Clause, ...]]
    defects: Mapping[LegalAuthority, tuple[Clause, ...]]
    limits: tuple[Clause, ...]
    because: tuple[Clause, ...]
    duties: tuple[Clause, ...]
    notes: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules and which of them hold when.

    `version` is a SHA-256 over the names and bytes of all files, so that a past decision names its rules.
    """

    rules: Mapping[str, Rule]
    version: str
    _days: tuple[date, ...] = field(repr=False)
    _selections: tuple[Selection, ...] = field(repr=False)

    def on(self, day: date) -> Selection:
        """What is in force on this date."""
        return self._selections[bisect_right(self._days, day)]


def parse(files: Mapping[str, bytes]) -> Rulebook:
    """Read rule files (TOML by name; `names.toml` holds sets and named conditions).

    Raises:
        RuleFault: anything at all is wrong; the message names the file and the rule.
    """
    digest = sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + sha256(files[name]).digest())
    names = _names(_toml(NAMES_FILE, files))
    rules: dict[str, Rule] = {}
    for file in sorted(set(files) - {NAMES_FILE}):
        table = _toml(file, files)
        defaults = {key: value for key, value in table.items() if key != "rule"}
        for one in _tables(table.get("rule", [])):
            rule = _located(f"{file}: {one.get('id', 'a rule without id')}", defaults | one, names)
            if rule.id in rules:
                raise RuleFault(f"{file}: {rule.id} stands twice")
            rules[rule.id] = rule
    if not rules:
        raise RuleFault("there are no rules")
    for rule in rules.values():
        for clause in rule.clauses:
            if clause.limit and clause.limit not in rules:
                raise RuleFault(f"{rule.id}: no rule is called {clause.limit}")
    days = tuple(sorted({day for rule in rules.values() for span in rule.in_force for day in span if day}))
    spans = (date.min, *days)
    return Rulebook(rules, digest.hexdigest(), days, tuple(_select(rules.values(), day) for day in spans))


def _toml(name: str, files: Mapping[str, bytes]) -> dict[str, object]:
    try:
        return tomllib.loads(files[name].decode())
    except KeyError:
        raise RuleFault(f"{name} is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise RuleFault(f"{name}: {fault}") from None


def _names(table: dict[str, object]) -> Names:
    sets = table.get("set", {})
    conditions = table.get("condition", {})
    if not isinstance(sets, dict) or not isinstance(conditions, dict):
        raise RuleFault(f"{NAMES_FILE}: sets and conditions are tables")
    names = Names({name: tuple(members) for name, members in sets.items()}, {})
    compiled: dict[str, Condition] = {}
    for name, one in conditions.items():
        try:
            compiled[name] = condition(one, Names(names.sets, compiled))
        except RuleFault as fault:
            raise RuleFault(f"{NAMES_FILE}: {name}: {fault}") from None
    return Names(names.sets, compiled)


def _located(where: str, table: dict[str, object], names: Names) -> Rule:
    try:
        return _rule(table, names)
    except (RuleFault, KeyError, TypeError, ValueError) as fault:
        raise RuleFault(f"{where}: {fault}") from None


def _rule(table: dict[str, object], names: Names) -> Rule:
    if unknown := set(table) - _RULE_KEYS:
        raise RuleFault(f"unknown keys {sorted(unknown)}")
    identity = _text(table, "id")
    regime = Regime(_text(table, "regime"))
    clauses = tuple(_clause(identity, regime, one, names) for one in _tables(table.get("clause", [])))
    handling = Handling.ENGINE
    if "implemented-by" in table:
        handling = Handling.IMPLEMENTED_BY
    if "not-software" in table:
        handling = Handling.NOT_SOFTWARE
    if handling is Handling.ENGINE and not clauses:
        raise RuleFault("a rule of the engine needs a clause")
    read_on, verified = table["read-on"], table.get("verified", True)
    if not isinstance(read_on, date) or not isinstance(verified, bool):
        raise RuleFault("read-on is a date, verified is true or false")
    return Rule(
        id=identity,
        regime=regime,
        cite=_text(table, "cite"),
        url=_text(table, "url"),
        read_on=read_on,
        verified=verified,
        says=_text(table, "says"),
        plain=str(table.get("plain", "")),
        in_force=_spans(table["in-force"]),
        handling=handling,
        kept_by=str(table.get("implemented-by", table.get("not-software", ""))),
        clauses=clauses,
    )


def _text(table: dict[str, object], key: str) -> str:
    value = table[key]
    if not isinstance(value, str) or not value.strip():
        raise RuleFault(f"{key} is missing")
    return value


def _tables(value: object) -> list[dict[str, object]]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise RuleFault("a list of tables is needed")
    return value


def _spans(value: object) -> tuple[tuple[date, date | None], ...]:
    spans = []
    for one in _tables(value):
        start, end = one["from"], one.get("until")
        if not isinstance(start, date) or not (end is None or isinstance(end, date)):
            raise RuleFault("in-force holds dates")
        spans.append((start, end))
    if not spans:
        raise RuleFault("a rule is in force from some date on")
    return tuple(spans)


def _clause(rule: str, regime: Regime, table: dict[str, object], names: Names) -> Clause:
    if unknown := set(table) - _CLAUSE_KEYS:
        raise RuleFault(f"unknown keys {sorted(unknown)}")
    effect = Effect(_text(table, "effect"))
    regime = Regime(str(table.get("regime", regime)))
    if effect in (Effect.PERMIT, Effect.REFER) and regime not in OPENING:
        raise RuleFault("only the federal regimes open routes; an overlay may only tighten (45 CFR 160.203)")
    if effect is Effect.DEFECT and not table.get("by"):
        raise RuleFault("a defect names the forms in which it is looked for")
    if effect is Effect.OBLIGE and not table.get("obligations"):
        raise RuleFault("no obligation is named")
    elements = table.get("elements")
    return Clause(
        rule=rule,
        regime=regime,
        effect=effect,
        when=condition(table.get("when"), names),
        by=codes(LegalAuthority, table["by"], names) if "by" in table else frozenset(),
        elements=None if elements is None else codes(DataElement, elements, names),
        beyond=_flag(table, "beyond"),
        limit=str(table.get("limit", "")),
        obligations=codes(Obligation, table["obligations"], names) if "obligations" in table else frozenset(),
        order_scope=_flag(table, "order-scope"),
        needs_scope=_flag(table, "needs-scope"),
        review=_flag(table, "review"),
    )


def _flag(table: dict[str, object], key: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise RuleFault(f"{key} is true or false")
    return value


def _select(rules: Iterable[Rule], day: date) -> Selection:
    held = [clause for rule in rules if rule.holds_on(day) for clause in rule.clauses]

    def those(*effects: Effect) -> tuple[Clause, ...]:
        return tuple(clause for clause in held if clause.effect in effects)

    defects: dict[LegalAuthority, tuple[Clause, ...]] = {}
    for clause in those(Effect.DEFECT):
        for code in clause.by:
            defects[code] = (*defects.get(code, ()), clause)
    routes = those(Effect.PERMIT, Effect.REFER)
    return Selection(
        clauses=tuple(held),
        routes={regime: tuple(one for one in routes if one.regime is regime) for regime in OPENING},
        defects=defects,
        limits=those(Effect.FORBID, Effect.REVIEW),
        because=those(Effect.BECAUSE),
        duties=those(Effect.OBLIGE),
        notes=those(Effect.NOTE),
    )


def tally(rulebook: Rulebook) -> Mapping[Handling, int]:
    """How many rows are handled how."""
    return Counter(rule.handling for rule in rulebook.rules.values())
