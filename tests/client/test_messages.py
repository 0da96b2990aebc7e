"""The SDK's frames are the server's frames, member for member."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from handrail.live import wire, wire_commands
from handrail_client import messages
from handrail_client.errors import ProtocolBroken
from handrail_client.messages import Answer, HandRaise, RoundAnswer, Unknown, as_event, as_frame

AT = "2026-11-23T18:00:00Z"


def shapes(adapter: TypeAdapter[Any]) -> dict[str, tuple[frozenset[str], dict[str, str]]]:
    """Each model's required members, and what kind of JSON each member is."""
    schema = adapter.json_schema(by_alias=True)
    return {
        name: (
            frozenset(one.get("required", ())),
            {member: kind(content, schema["$defs"]) for member, content in one["properties"].items()},
        )
        for name, one in schema["$defs"].items()
        if "properties" in one
    }


def kind(content: dict[str, Any], defs: dict[str, Any]) -> str:
    """The kind of JSON: limits of length and form are the server's to check."""
    if "$ref" in content:
        return str(content["$ref"])
    if "oneOf" in content or "anyOf" in content:
        return "|".join(sorted(kind(one, defs) for one in content.get("oneOf") or content["anyOf"]))
    if "const" in content or "enum" in content:
        return str(content.get("const", content.get("enum")))
    inner = content.get("items") or content.get("additionalProperties")
    return f"{content.get('type')}<{kind(inner, defs)}>" if isinstance(inner, dict) else str(content.get("type"))


def test_what_we_say_is_what_the_server_takes() -> None:
    ours, theirs = shapes(messages.CLIENT_FRAME), shapes(wire_commands.CLIENT_FRAME)

    # Ours makes its own id, so it asks for none.
    assert ours == {name: (required - {"id"}, members) for name, (required, members) in theirs.items()}


def test_what_the_server_says_is_what_we_read() -> None:
    ours, theirs = shapes(messages.SERVER_FRAME), shapes(wire.SERVER_FRAME)
    for name in ("Problem", "FaultOut"):  # problems are read by `errors`
        theirs.pop(name)
    theirs["AlertAcknowledged"][1]["by"] = ours["AlertAcknowledged"][1]["by"]  # we also take null
    theirs["Reply"][1]["problem"] = ours["Reply"][1]["problem"]

    assert ours == theirs


@pytest.mark.parametrize("answer", [0, 10, "some words", ("a", "b"), True, False, None])
def test_an_answer_arrives_as_it_was_given(answer: Answer) -> None:
    said = as_frame(RoundAnswer(round="r", answers={"item": answer}))

    heard = wire_commands.CLIENT_FRAME.validate_python(said)

    assert isinstance(heard, wire_commands.RoundAnswer)
    assert heard.answers == {"item": answer}
    assert type(heard.answers["item"]) is type(answer)


def test_to_pass_is_said_in_one_word() -> None:
    said = as_frame(RoundAnswer(round="r", pass_=True))

    assert said["pass"] is True
    assert "answers" not in said


def test_two_commands_are_two() -> None:
    assert HandRaise().id != HandRaise().id


def test_what_a_newer_server_adds_is_left_out() -> None:
    frame = {"type": "hand.raised", "stream": "room", "n": 1, "at": AT, "seat": "A" * 16, "why": "a question"}

    assert as_event(frame) == messages.HandRaised(stream="room", n=1, at=AT, seat="A" * 16)


def test_an_event_of_tomorrow_is_counted() -> None:
    assert isinstance(as_event({"type": "song.sung", "stream": "room", "n": 1, "at": AT}), Unknown)


@pytest.mark.parametrize("frame", [{}, {"type": "hand.raised"}, {"type": 3, "stream": "room", "n": 1, "at": AT}])
def test_what_is_no_event_is_not_taken_for_one(frame: dict[str, Any]) -> None:
    with pytest.raises(ProtocolBroken):
        as_event(frame)


@pytest.mark.parametrize(
    ("model", "content"),
    [
        (messages.NoteSend, {"text": "words of a person"}),
        (messages.RoundAnswer, {"round": "r", "answers": {"x": "words of a person"}}),
        (messages.Member, {"seat": "A" * 16, "name": "words of a person", "standing": "member", "presence": "left"}),
        (messages.Hello, {"ticket": "words of a person"}),
    ],
)
def test_words_names_and_tickets_are_not_shown(model: Any, content: dict[str, Any]) -> None:
    assert "words of a person" not in repr(model(**content))
