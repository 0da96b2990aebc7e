"""Whole situations, written down before anybody asked the engine: what may go, and what has to follow."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from handrail.disclosure.bundled import rulebook
from handrail.disclosure.decide import decide
from handrail.disclosure.parse import RequestFault, request

FOLDER = Path(__file__).parent / "scenarios"
PERMITS = {"permit", "permit_with_obligations"}


def scenarios() -> list[Any]:
    """Every situation, under the name of its file and its title."""
    return [
        pytest.param(one, id=f"{file.stem}: {one['title']}")
        for file in sorted(FOLDER.glob("*.toml"))
        for one in tomllib.loads(file.read_text())["scenario"]
    ]


def situations() -> list[dict[str, Any]]:
    """Those whose request is one."""
    return [one for param in scenarios() if not (one := param.values[0]).get("error")]


def complaints(one: dict[str, Any]) -> list[str]:
    """How the answer differs from what was written down."""
    answer = decide(request(one["request"]), rulebook()).as_json()
    wanted = PERMITS if one["decision"] == "permit" else {one["decision"]}
    found = [] if answer["decision"] in wanted else [f"{answer['decision']} instead of {one['decision']}"]
    if answer["permitted"] != one.get("permitted", []):
        found.append(f"permits {answer['permitted']}")
    duties = set(answer["obligations"])
    found += [f"{duty} is missing" for duty in one.get("obligations", []) if duty not in duties]
    found += [f"{duty} is too much" for duty in one.get("without", []) if duty in duties]
    quoted = " ".join(f"{rule['id']} {rule['cite']}" for rule in answer["rules"]).lower()
    if not any(cite.lower() in quoted for cite in one.get("cites", [""])):
        found.append(f"nothing cites {one['cites']}")
    if one.get("explains", "") not in answer["explanation"]:
        found.append(f"explained as: {answer['explanation']}")
    if ceiling := one.get("period_within"):
        period = answer["permitted_period"] or one["request"].get("data_period")
        if not period or period["from"] < ceiling["from"] or period["to"] > ceiling["to"]:
            found.append(f"speaks of {period}")
    return found


@pytest.mark.parametrize("one", scenarios())
def test_a_situation_is_answered_as_the_law_was_read(one: dict[str, Any]):
    if one.get("error"):
        with pytest.raises(RequestFault):
            request(one["request"])
        return
    assert complaints(one) == []


def test_every_situation_says_why_and_no_two_bear_one_title():
    told = [param.values[0] for param in scenarios()]
    assert all(one["why"] for one in told)
    assert len({one["title"] for one in told}) == len(told)
