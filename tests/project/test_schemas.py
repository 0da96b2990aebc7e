"""The committed schemas and examples are what the code says and does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import validate
from tests.live.conversation import EXAMPLES, examples, text

from handrail.cli.schemas import asyncapi_document, check, openapi_document
from handrail.live import wire, wire_commands
from handrail_client.messages import CLIENT_FRAME, SERVER_FRAME

SCHEMAS = Path(__file__).parents[2] / "schemas"
FILES = sorted(EXAMPLES.glob("*.json"))


def test_the_committed_schemas_are_what_the_code_says() -> None:
    """Run `handrail schemas` after a change of the wire."""
    assert check(SCHEMAS) == []


def test_the_committed_examples_are_what_the_server_does() -> None:
    """Run `python -m tests.live.conversation` after a change of the wire."""
    assert {path.name: path.read_text("utf-8") for path in FILES} == {
        name: text(value) for name, value in examples().items()
    }


def conversation(path: Path) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["conversation"]
    return said


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_example_is_valid_by_schema_server_and_sdk(path: Path) -> None:
    """Three readers of the protocol, one meaning."""
    schemas = {
        side: jsonschema.Draft202012Validator(json.loads((SCHEMAS / "messages" / f"{side}.json").read_text("utf-8")))
        for side in ("client", "server")
    }
    for one in conversation(path):
        schemas[one["from"]].validate(one["frame"])
        raw = json.dumps(one["frame"])
        if one["from"] == "client":
            wire_commands.CLIENT_FRAME.validate_json(raw)
            CLIENT_FRAME.validate_json(raw)
        else:
            wire.SERVER_FRAME.validate_json(raw)
            SERVER_FRAME.validate_json(raw)


def test_the_http_interface_is_valid_openapi() -> None:
    """By the validator of the OpenAPI project's schema."""
    validate(openapi_document())


def test_the_room_protocol_names_every_frame_once() -> None:
    """Every reference in the AsyncAPI document leads somewhere."""
    document = asyncapi_document()
    raw = json.dumps(document)
    for reference in {part.split('"')[0] for part in raw.split('"$ref": "#/')[1:]}:
        found: Any = document
        for step in reference.split("/"):
            found = found[step]
        assert found


def test_no_peer_hears_of_another_ones_answer_in_any_example() -> None:
    """The examples keep what they teach (I4)."""
    members = (
        "01-member-joins",
        "03-member-answers",
        "04-member-passes",
        "06-member-resumes",
        "09-another-small-group",
    )
    for name in members:
        for one in conversation(EXAMPLES / f"{name}.json"):
            assert one["frame"]["type"] not in {"answer.received", "alert.raised", "round.summary", "note.received"}


def test_no_group_hears_what_is_said_in_another_in_any_example() -> None:
    """Ben is in the other group until he is moved."""
    heard = [one["frame"] for one in conversation(EXAMPLES / "09-another-small-group.json")]
    moved = next(at for at, frame in enumerate(heard) if frame["type"] == "unfollow")
    assert not [frame for frame in heard[:moved] if "walk" in json.dumps(frame)]
