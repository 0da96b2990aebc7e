"""`handrail disclosure`: ask the engine, read its rules, follow one decision step by step.

Exit codes: 0 every request was decided (with `--lines`: every line was answered), 2 a FILE is not a valid
request; its answer is `{"error": ...}` and the others are still answered.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import click

from handrail.disclosure.bundled import rulebook
from handrail.disclosure.decide import decide as decide_one
from handrail.disclosure.parse import RequestFault, decoded, parse
from handrail.disclosure.parse import request as read_request
from handrail.disclosure.rule import Handling, Rule
from handrail.disclosure.simulate import Simulated
from handrail.disclosure.simulate import simulate as simulate_all
from handrail.disclosure.trace import trace
from handrail.disclosure.vocabulary import DataElement, Outcome, Purpose

NOT_VALID = 2


@click.group(name="disclosure", help=__doc__)
def disclosure() -> None:
    """Ask the disclosure engine."""


def _print(value: object, *, pretty: bool = False) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2 if pretty else None))


def _decided(raw: bytes) -> dict[str, object]:
    try:
        return decide_one(parse(raw), rulebook()).as_json()
    except RequestFault as fault:
        return {"error": str(fault)}


@disclosure.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--lines", type=click.File("rb"), help="Read one request a line from this file (- is standard input).")
def decide(files: tuple[Path, ...], lines: BinaryIO | None) -> None:
    """Decide each request in FILES, or each line of --lines, and print one answer each, in order."""
    if bool(files) == bool(lines):
        raise click.UsageError("give files, or --lines with a file (- is standard input)")
    if lines is not None:
        _decide_lines(lines)
        return
    failed = False
    for file in files:
        answer = _decided(sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes())
        failed = failed or "error" in answer
        _print(answer)
    if failed:
        sys.exit(NOT_VALID)


def _decide_lines(lines: Iterable[bytes]) -> None:
    for line in lines:
        if line.strip():
            _print(_decided(line))
        else:
            _print({"error": "this line is empty"})


@disclosure.command()
@click.option("--json", "as_json", is_flag=True, help="Print one object with every row.")
def rules(as_json: bool) -> None:  # noqa: FBT001 - click passes options by position or name
    """List every rule: id, citation, since when in force, when it was read, and how it is kept."""
    book = rulebook()
    rows = [_row(rule) for rule in book.rules.values()]
    if as_json:
        _print({"rulebook_version": book.version, "rules": rows}, pretty=True)
        return
    for row in rows:
        click.echo(f"{row['id']:<14} {row['handling']:<15} {row['cite']}")
        click.echo(f"{'':<14} {row['says']}")


def _row(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "regime": str(rule.regime),
        "cite": rule.cite,
        "url": rule.url,
        "read_on": rule.read_on.isoformat(),
        "verified": rule.verified,
        "in_force": [
            {"from": start.isoformat(), "until": end.isoformat() if end else None} for start, end in rule.in_force
        ],
        "says": rule.says,
        "handling": str(rule.handling),
        **({} if rule.handling is Handling.ENGINE else {str(rule.handling): rule.kept_by}),
        "effects": sorted({str(clause.effect) for clause in rule.clauses}),
        "tests": f"tests/disclosure/cases: {rule.id}" if rule.clauses else "",
    }


@disclosure.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
def explain(file: Path) -> None:
    """Print the decision about FILE with every rule, every verb and what it found."""
    try:
        request = parse(sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes())
    except RequestFault as fault:
        _print({"error": str(fault)})
        sys.exit(NOT_VALID)
    _print(trace(request, rulebook()).as_json(), pretty=True)


@disclosure.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--purpose", "purposes", multiple=True, type=click.Choice([str(one) for one in Purpose]))
@click.option("--json", "as_json", is_flag=True, help="Print every cell of the table, the closed ones too.")
def simulate(file: Path, purposes: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001 - as click passes it
    """Print what the recipient in FILE could learn today, for each purpose, and why.

    FILE is a request without `purpose` and `data`: recipient, papers on file and facts.
    """
    raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    try:
        facts = decoded(raw)
        blank = {"purpose": str(Purpose.OPERATIONS), "data": [str(DataElement.PERSON_NAME)]}
        asked = read_request({**facts, **blank} if isinstance(facts, dict) else facts)
    except RequestFault as fault:
        _print({"error": str(fault)})
        sys.exit(NOT_VALID)
    cells = simulate_all(asked, rulebook(), tuple(Purpose(one) for one in purposes) or tuple(Purpose))
    if as_json:
        _print({"rulebook_version": rulebook().version, "cells": [one.as_json() for one in cells]}, pretty=True)
        return
    _print_table(cells)


def _print_table(cells: Iterable[Simulated]) -> None:
    """What is open, for each purpose and by reason; then where nothing is, by the reason that keeps most."""
    by_purpose: dict[Purpose, list[Simulated]] = {}
    for one in cells:
        by_purpose.setdefault(one.purpose, []).append(one)
    closed: dict[str, list[str]] = {}
    for purpose, row in by_purpose.items():
        open_ones = [one for one in row if one.outcome is not Outcome.DENY]
        if open_ones:
            _print_open(purpose, open_ones)
        else:
            [(reason, _)] = Counter(f"because {one.because} ({one.rules[0]})" for one in row).most_common(1)
            closed.setdefault(reason, []).append(str(purpose))
    for reason, purposes in closed.items():
        click.echo(f"nothing for {', '.join(purposes)}:\n    {reason}")


def _print_open(purpose: Purpose, cells: Iterable[Simulated]) -> None:
    click.echo(f"for {purpose}:")
    reasons: dict[tuple[str, str], list[str]] = {}
    for one in cells:
        reason = f"because {one.because} ({' '.join(one.rules)})"
        if one.outcome.permits:
            reason += f", with {', '.join(one.obligations)}"
        reasons.setdefault((str(one.outcome), reason), []).append(str(one.element))
    for (outcome, reason), elements in reasons.items():
        click.echo(f"  {outcome}: {', '.join(elements)}\n    {reason}")
