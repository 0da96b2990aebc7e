"""Case tables: a base request, what is changed in it, and what must come of it."""

from __future__ import annotations

import copy
import re
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cases"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
PERMITS = ("permit", "permit_with_obligations")


def bases() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "bases.toml").read_text())


def cases() -> list[dict[str, Any]]:
    """Every case, with its request built."""
    known = bases()
    found = []
    for file in sorted(FOLDER.glob("*.toml")):
        for case in tomllib.loads(file.read_text()).get("case", []):
            request = copy.deepcopy(known[case["base"]])
            for path, value in case.get("set", {}).items():
                put(request, path.split("."), copy.deepcopy(value))
            for path in case.get("unset", []):
                drop(request, path.split("."))
            found.append({**case, "request": request, "file": file.stem})
    return found


def put(into: Any, path: list[str], value: Any) -> None:
    for step in path[:-1]:
        into = into[int(step)] if isinstance(into, list) else into.setdefault(step, {})
    into[int(path[-1]) if isinstance(into, list) else path[-1]] = value


def drop(out_of: Any, path: list[str]) -> None:
    for step in path[:-1]:
        out_of = out_of[int(step)] if isinstance(out_of, list) else out_of[step]
    out_of.pop(path[-1])


def moved(value: Any, by: timedelta) -> Any:
    """The request with every day and instant in it so much later."""
    if isinstance(value, dict):
        return {name: moved(one, by) for name, one in value.items()}
    if isinstance(value, list):
        return [moved(one, by) for one in value]
    if not (isinstance(value, str) and DAY.match(value)):
        return value
    kind = date if DAY.fullmatch(value) else datetime
    return (kind.fromisoformat(value) + by).isoformat()


def complaints(case: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    """How the answer differs from what the case expects."""
    wanted = case["decision"] if isinstance(case["decision"], list) else [case["decision"]]
    wanted = [one for word in wanted for one in (PERMITS if word == "permit" else (word,))]
    found = []
    if answer["decision"] not in wanted:
        found.append(f"{answer['decision']} instead of {wanted[0]}")
    if "permit" in wanted and "permitted" not in case and answer["permitted"] != case["request"]["data"]:
        found.append(f"permits {answer['permitted']} instead of everything asked")
    if "permitted" in case and answer["permitted"] != case["permitted"]:
        found.append(f"permits {answer['permitted']}")
    kept = [one["element"] for one in answer["denied"]]
    found += [f"{one} was not kept" for one in case.get("kept", []) if one not in kept]
    found += [f"{one} is missing" for one in case.get("obligations", []) if one not in answer["obligations"]]
    found += [f"{one} is too much" for one in case.get("without", []) if one in answer["obligations"]]
    if "cites" in case and not any(case["cites"] in rule["cite"] for rule in answer["rules"]):
        found.append(f"nothing cites {case['cites']}")
    if "period" in case and answer["permitted_period"] != case["period"]:
        found.append(f"period {answer['permitted_period']}")
    fired = [rule["id"] for rule in answer["rules"]]
    if case.get("fires") and case["fires"] not in fired:
        found.append(f"{case['fires']} is silent")
    return found
