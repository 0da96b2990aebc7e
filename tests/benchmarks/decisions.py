"""How long a decision takes, with its full trace, beside Cedar on a policy set of the same size.

Run with `python -m tests.benchmarks.decisions`.
"""

# ruff: noqa: T201 - printing is what it is for

from __future__ import annotations

import json
import time
import tomllib
from collections.abc import Callable, Sequence
from importlib.resources import files
from statistics import median, quantiles
from typing import Any

import cedarpy

from handrail.disclosure.bundled import rulebook
from handrail.disclosure.decide import decide
from handrail.disclosure.parse import parse, request
from handrail.disclosure.trace import trace
from handrail.disclosure.verbs import Names
from tests.benchmarks.cedar_policies import flags, policies
from tests.disclosure.case_tables import cases

ROUNDS = 5
MILLI = 1e6
"""Nanoseconds in a millisecond."""


def timed(what: Callable[[Any], object], over: Sequence[Any]) -> list[float]:
    """Milliseconds of each call."""
    taken = []
    for _ in range(ROUNDS):
        for one in over:
            started = time.perf_counter_ns()
            what(one)
            taken.append((time.perf_counter_ns() - started) / MILLI)
    return taken


def asked_of_cedar(asked: dict[str, Any], told: dict[str, bool]) -> list[dict[str, Any]]:
    """One Cedar request for each element."""
    facts = {name: one for name, one in asked.get("context", {}).items() if isinstance(one, bool)}
    around = told | {
        "actor": asked["actor_role"],
        "recipient": asked["recipient"]["class"],
        "purpose": asked["purpose"],
        "channel": asked.get("channel", "portal"),
        "authorities": [one["authority"] for one in asked.get("authorities", [])],
        "facts": facts,
    }
    who = {"principal": 'Staff::"one"', "action": 'Action::"disclose"', "resource": 'Person::"one"'}
    return [who | {"context": around | {"element": element}} for element in asked["data"]]


def row(name: str, taken: list[float]) -> None:
    print(f"{name:<52} {median(taken):8.3f} {quantiles(taken, n=100)[98]:8.3f}")


def main() -> None:
    book = rulebook()
    asked = [case["request"] for case in cases()]
    requests = [request(one) for one in asked]
    raw = [json.dumps(one) for one in asked]
    sets = tomllib.loads((files("handrail.disclosure") / "rules" / "names.toml").read_text())["set"]
    cedar = policies(book, Names({name: tuple(members) for name, members in sets.items()}, {}))
    parsed, told = cedarpy.PolicySet.from_str(cedar), flags(book)
    for_cedar = [asked_of_cedar(one, told) for one in asked]
    clauses = sum(len(rule.clauses) for rule in book.rules.values())

    print(f"{len(requests)} requests, {clauses} clauses, {cedar.count(';')} Cedar policies, {ROUNDS} rounds")
    print(f"{'milliseconds':<52} {'median':>8} {'p99':>8}")
    row("decide: all elements, duties, reasons, sentences", timed(lambda one: decide(one, book), requests))
    row("decide with the full trace", timed(lambda one: trace(one, book), requests))
    row("decide from JSON to JSON", timed(lambda one: json.dumps(decide(parse(one), book).as_json()), raw))
    row(
        "Cedar: yes or no to the first element", timed(lambda one: cedarpy.is_authorized(one[0], parsed, []), for_cedar)
    )
    row("Cedar: yes or no to each element", timed(lambda one: cedarpy.is_authorized_batch(one, parsed, []), for_cedar))


if __name__ == "__main__":
    main()
