"""The whole evening by `handrail rehearse`, in a process of its own as an operator runs it, and with the power cut."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest


def test_the_evening_holds_from_sign_in_to_a_letter_that_a_reader_checks(tmp_path: Path):
    """One JSON object, exactly this; exit 0 says that every step held."""
    told = rehearse(tmp_path, "--participants", "8")
    assert shape(told) == {
        "participants": "int",
        "responses": {"stored": "int", "passed": "int", "duplicates": "int"},
        "resumed": "int",
        "attendance": [{"member": "str", "minutes": "int", "status": "str"}],
        "letter": {"path": "str", "level": "int", "route": "str", "sha256": "str", "scan": "str"},
        "check": {"live": "str", "withdrawn_equals_unknown": "bool"},
        "audit": {"entries": "int", "verified": "bool", "tamper_found": "bool"},
        "seconds": "float",
    }
    assert told["participants"] == len(told["attendance"]) == len({one["member"] for one in told["attendance"]}) == 8
    assert told["responses"] == {"stored": 7, "passed": 1, "duplicates": 0}
    assert told["resumed"] == 1
    assert {(one["status"], one["minutes"] >= 170) for one in told["attendance"]} == {("present", True)}
    assert (told["letter"]["level"], told["letter"]["route"], told["letter"]["scan"]) == (1, "A", "clean")
    assert sha256(Path(told["letter"]["path"]).read_bytes()).hexdigest() == told["letter"]["sha256"]
    assert told["check"] == {"live": "confirmed", "withdrawn_equals_unknown": True}
    assert told["audit"]["verified"] is told["audit"]["tamper_found"] is True
    assert told["audit"]["entries"] > 50


def test_the_evening_holds_when_the_power_goes_three_times(tmp_path: Path):
    """Killed without a goodbye, started again, and everything that was acknowledged is there once."""
    kept_once(rehearse(tmp_path, "--participants", "5", "--practice-faults", "3"), 5)


@pytest.mark.long
@pytest.mark.timeout(2400)
def test_the_evening_holds_when_the_power_goes_fifty_times(tmp_path: Path):
    kept_once(rehearse(tmp_path, "--participants", "8", "--practice-faults", "50"), 8)


def kept_once(told: dict[str, Any], people: int) -> None:
    assert told["responses"] == {"stored": people - 1, "passed": 1, "duplicates": 0}
    assert len(told["attendance"]) == people
    assert told["check"] == {"live": "confirmed", "withdrawn_equals_unknown": True}
    assert told["audit"]["verified"]


def rehearse(folder: Path, *options: str) -> dict[str, Any]:
    """What the command prints on standard output: one line."""
    command = [
        Path(sys.executable).with_name("handrail"),
        "rehearse",
        "--json",
        "--letter",
        folder / "letter.pdf",
        *options,
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    told: dict[str, Any] = json.loads(line)
    return told


def shape(value: Any) -> Any:
    """The same with types instead of values; of a list the one shape that all its members have."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        shapes = [shape(inner) for inner in value]
        assert all(one == shapes[0] for one in shapes)
        return shapes[:1]
    return type(value).__name__
