"""The golden evening in `schemas/examples`, as this client lives it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from handrail_client.connection import Connection, Phase
from handrail_client.errors import PROBLEMS, Problem, from_problem
from handrail_client.messages import CLIENT_FRAME, SERVER_FRAME, Unknown, as_event, as_snapshot, as_you
from handrail_client.outputs import Followed, Hang, Happened, Send, Welcomed
from handrail_client.room import evolve
from handrail_client.room_state import RoomState

SCHEMAS = Path(__file__).parents[2] / "schemas"
CONVERSATIONS = sorted((SCHEMAS / "examples").glob("*.json"))


def lines(path: Path) -> list[dict[str, Any]]:
    return [dict(line) for line in json.loads(path.read_text("utf-8"))["conversation"]]


def begun(conversation: list[dict[str, Any]]) -> Connection:
    """A connection at the point where the conversation begins: some begin in the middle of the evening."""
    connection = Connection()
    if conversation[0]["frame"]["type"] == "hello":
        return connection
    connection.phase = Phase.LIVE
    for line in conversation:
        frame = line["frame"]
        if frame["type"] in {"hello", "follow", "unfollow"}:
            connection.epoch = frame.get("epoch")
            break
        if "n" in frame:
            connection.last.setdefault(frame["stream"], frame["n"] - 1)
    return connection


@pytest.mark.parametrize("path", CONVERSATIONS, ids=lambda path: path.stem)
def test_every_frame_of_the_evening_is_understood(path: Path) -> None:
    for line in lines(path):
        adapter = CLIENT_FRAME if line["from"] == "client" else SERVER_FRAME
        adapter.validate_python(line["frame"])


@pytest.mark.parametrize("path", CONVERSATIONS, ids=lambda path: path.stem)
def test_the_evening_is_lived_without_a_gap(path: Path) -> None:
    conversation = lines(path)
    connection, state = begun(conversation), RoomState()
    for line in conversation:
        frame = line["frame"]
        if frame["type"] == "hello":
            (send,) = connection.opened(frame["ticket"])
            assert isinstance(send, Send)
            assert send.frame == frame
        elif line["from"] == "client":
            assert connection.command(frame) == (Send(frame),)
        else:
            for output in connection.received(frame, 0):
                assert not isinstance(output, Hang)
                state = after(state, output)


def after(state: RoomState, output: object) -> RoomState:
    match output:
        case Welcomed(you, snapshot, _):
            return RoomState(as_you(you), state.room if snapshot is None else as_snapshot(snapshot))
        case Followed(you, _, snapshot):
            return RoomState(as_you(you), as_snapshot(snapshot))
        case Happened(frame):
            event = as_event(frame)
            assert not isinstance(event, Unknown)
            return evolve(state, event)
    return state


def test_every_problem_of_the_schemas_has_a_class_of_its_own() -> None:
    problems = json.loads((SCHEMAS / "problems.json").read_text("utf-8"))

    assert set(problems) == set(PROBLEMS)
    for code in problems:
        assert type(from_problem({"type": f"urn:handrail:problem:{code}"})) is not Problem
