"""Frames: what they take, what they hide, and the commands they become."""

from __future__ import annotations

from typing import get_args

import pytest
from pydantic import ValidationError

from handrail.checkins.commands import AnswerRound, OpenRound
from handrail.kernel.errors import Invalid
from handrail.live import store_events, wire, wire_commands
from handrail.live.entry import Event
from handrail.live.wire_to_command import to_command
from handrail.rooms.commands import LowerHand, SendNote
from tests.live.conversation import examples

ID = "0197f2a0-5f00-7000-8000-0000000c0001"


def frame(kind: str, **members: object) -> wire_commands.RoomCommand:
    read = wire_commands.CLIENT_FRAME.validate_python({"type": kind, "id": ID, **members})
    assert not isinstance(read, wire_commands.Hello | wire_commands.Renew)
    return read


def test_what_a_command_makes_bears_its_id() -> None:
    """So the same command names the same thing, however often it comes."""
    opened = to_command(frame("round.open", template="evening"))
    assert isinstance(opened, OpenRound)
    assert opened.round == ID
    answered = to_command(frame("round.answer", round="r", answers={"mood": None}))
    assert isinstance(answered, AnswerRound)
    assert answered.response == ID
    assert to_command(frame("note.send", text="x")) == SendNote(ID, "x")
    assert to_command(frame("hand.lower")) == LowerHand(None)


@pytest.mark.parametrize("members", [{}, {"answers": {}, "pass": True}])
def test_an_answer_is_either_answers_or_a_pass(members: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        to_command(frame("round.answer", round="r", **members))


@pytest.mark.parametrize(
    ("kind", "members"),
    [
        ("round.answer", {"round": "r", "pass": False}),
        ("room.admit", {"seat": "someone"}),
        ("note.send", {"text": ""}),
        ("note.send", {"text": "x" * 4001}),
        ("hand.raise", {"seat": "AAAAAAAAAAAAAAAA"}),
        ("handout.share", {"handout": "x" * 65}),
        ("groups.arrange", {"names": ["only one"]}),
        ("groups.arrange", {"names": ["", "a group without a name"]}),
        ("groups.start", {"minutes": 0}),
        ("group.place", {"seat": "AAAAAAAAAAAAAAAA"}),
        ("message.send", {"text": "x" * 1001}),
    ],
)
def test_what_is_not_in_the_schema_is_refused(kind: str, members: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        frame(kind, **members)


def test_only_time_ordered_ids_are_taken() -> None:
    """RFC 9562 §5.7."""
    with pytest.raises(ValidationError):
        wire_commands.CLIENT_FRAME.validate_python({"type": "leave", "id": "c232ab00-9414-41ec-b3c8-9f6bdeced846"})


def test_no_frame_shows_words_names_or_tickets_when_printed() -> None:
    """I10: what lands in a traceback or a log says nothing of anybody."""
    for example in examples().values():
        for one in example["conversation"]:
            adapter = wire_commands.CLIENT_FRAME if one["from"] == "client" else wire.SERVER_FRAME
            printed = repr(adapter.validate_python(one["frame"]))
            for word in ("Ana", "Ben", "Ruth", "sister", "minutes early", "ZXhhbXBs", "'well'"):
                assert word not in printed, (word, one["frame"]["type"])


def test_every_event_has_a_name_in_the_journal_that_is_its_own() -> None:
    """A kind that were forgotten could not be written down."""
    kinds = {one for group in get_args(Event) for one in (get_args(group) or (group,))}
    assert set(store_events.NAMES.values()) == kinds
    assert len(store_events.NAMES) == len(kinds)
