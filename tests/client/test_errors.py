"""The SDK knows every problem of the server by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handrail.kernel.errors import every_refusal
from handrail_client.errors import PROBLEMS, Problem, TooMany, from_problem

SCHEMAS = Path(__file__).parents[2] / "schemas"


def test_every_problem_of_the_server_has_a_class_of_its_own() -> None:
    assert {refusal.code: refusal.__name__ for refusal in every_refusal()} == {
        code: problem.__name__ for code, problem in PROBLEMS.items()
    }


def test_a_problem_keeps_what_helps() -> None:
    body = {
        "type": "urn:handrail:problem:too-many",
        "title": "x",
        "status": 429,
        "detail": "Please wait.",
        "faults": [{"at": "/answers/mood", "says": "this is needed"}],
        "rules": ["H-1"],
        "retry_after": 7,
        "request_id": "ABC",
    }

    failure = from_problem(body)

    assert isinstance(failure, TooMany)
    assert (failure.retry_after, failure.request_id, failure.rules) == (7, "ABC", ("H-1",))
    assert [(fault.at, fault.says) for fault in failure.faults] == [("/answers/mood", "this is needed")]


@pytest.mark.parametrize("body", [{}, {"type": "about:blank"}, {"type": "urn:handrail:problem:of-tomorrow"}])
def test_a_problem_of_a_newer_server_is_still_a_problem(body: dict[str, str]) -> None:
    assert type(from_problem(body)) is Problem


def test_each_problem_is_a_problem_of_its_own_code() -> None:
    for code, kind in PROBLEMS.items():
        assert type(from_problem(json.loads(json.dumps({"type": f"urn:handrail:problem:{code}"})))) is kind
