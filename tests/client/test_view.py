"""What a room looks like in plain text."""

from __future__ import annotations

from typing import Any

import pytest

from handrail.handouts.handout import Handout
from handrail.handouts.store import shipped
from handrail_client.aio import Entered, Interrupted
from handrail_client.messages import Unknown, as_event, as_snapshot, as_you
from handrail_client.records import CheckIn
from handrail_client.room import evolve
from handrail_client.room_state import RoomState
from handrail_client.terminal.prose import prose
from handrail_client.terminal.view import CRISIS, answers, find, people, standing, told

AT = "2026-11-23T18:00:00Z"
ANA, BEN, SOL = "A" * 16, "B" * 16, "S" * 16
MEMBERS = [
    {"seat": ANA, "name": "Ana", "standing": "member", "presence": "connected"},
    {"seat": BEN, "name": "Ben", "standing": "member", "presence": "connected"},
    {"seat": SOL, "name": "Sol", "standing": "facilitator", "presence": "connected"},
]
CHECK_IN = CheckIn.model_validate(
    {
        "id": "evening",
        "version": 1,
        "title": "Evening",
        "items": [{"kind": "scale", "id": "mood", "prompt": "Mood?", "low": 0, "high": 10}],
    }
)
ASKED = {("evening", 1): CHECK_IN}
ROUND = {"round": "r", "template": "evening", "version": 1, "title": "Evening", "open": True}


def a_state(me: str = ANA, standing: str = "member", **room: Any) -> RoomState:
    you = as_you({"seat": me, "name": "me", "standing": standing})
    return RoomState(you, as_snapshot({"phase": "open", "members": MEMBERS, **room}))


def says(state: RoomState, kind: str, *, stream: str = "room", **content: Any) -> str:
    event = as_event({"type": kind, "stream": stream, "n": 1, "at": AT, **content})
    assert not isinstance(event, Unknown)
    return "\n".join(told(event, evolve(state, event), ASKED))


def test_what_happens_is_told_by_name() -> None:
    assert "Ben would like to speak." in says(a_state(), "hand.raised", seat=BEN)
    assert "Ben has lost the connection." in says(a_state(), "member.presence", seat=BEN, presence="reconnecting")
    shared = says(a_state(rounds=[ROUND]), "answer.shared", round="r", seat=BEN, item="mood", answer=3)
    assert "Ben shares: Mood?  →  3 of 10" in shared


def test_the_picture_of_the_group_is_told_in_numbers() -> None:
    groups = [{"name": "low", "people": 5}, {"name": "middle", "people": None}, {"name": "high", "people": 6}]
    shown = says(a_state(rounds=[ROUND]), "picture.shown", round="r", item="mood", groups=groups)

    assert "Mood?  →  low: 5, middle: not shown, high: 6" in shown


@pytest.mark.parametrize(
    ("kind", "content"),
    [("member.presence", {"presence": "connected"}), ("member.joined", {"name": "Ana", "standing": "member"})],
)
def test_what_one_did_oneself_is_not_news(kind: str, content: dict[str, Any]) -> None:
    assert says(a_state(), kind, seat=ANA, **content) == ""


def test_one_is_spoken_to_as_you() -> None:
    state = a_state(rounds=[ROUND])

    assert "You share: Mood?" in says(state, "answer.shared", round="r", seat=ANA, item="mood", answer=3)


def test_who_gave_an_alarming_answer_is_told_who_comes_and_whom_to_call() -> None:
    kept = {"round": "r", "response": "a", "passed": False}

    assert CRISIS in says(a_state(), "answer.kept", stream=f"member:{ANA}", **kept, alerted=True)
    assert CRISIS not in says(a_state(), "answer.kept", stream=f"member:{ANA}", **kept, alerted=False)


def test_to_pass_is_fine() -> None:
    kept = {"round": "r", "response": "a", "passed": True, "alerted": False}

    assert "That is fine." in says(a_state(), "answer.kept", stream=f"member:{ANA}", **kept)


def test_a_facilitator_sees_answers_in_words() -> None:
    state = a_state(SOL, "facilitator", rounds=[ROUND])
    received = {"round": "r", "response": "a", "seat": BEN, "passed": False, "answers": {"mood": None}}

    assert "Mood?  →  prefer not to say" in says(state, "answer.received", stream="facilitators", **received)


def test_a_facilitator_sees_who_has_not_answered_yet() -> None:
    responses = [{"seat": BEN, "response": "a", "passed": True}]
    state = a_state(SOL, "facilitator", rounds=[{**ROUND, "responses": responses}])

    shown = answers(state, state.room.rounds[0], CHECK_IN)

    assert "Ben: passed" in shown
    assert "Not yet: Ana" in shown


def test_small_groups_stay_hidden_in_totals() -> None:
    item = {"item": "mood", "people": 6, "middle": 4, "groups": [{"name": "0-3", "people": None}]}
    round_ = {**ROUND, "open": False, "summary": {"answered": 6, "passed": 0, "items": [item]}}
    state = a_state(SOL, "facilitator", rounds=[round_])

    shown = "\n".join(answers(state, state.room.rounds[0], CHECK_IN))

    assert "half were at 4 or below" in shown
    assert "0-3" not in shown


def test_the_lobby_shows_nothing_of_the_room() -> None:
    assert standing(a_state(standing="lobby", members=[], phase="waiting")) == [
        "A facilitator will let you in when the room is ready. You need not do anything."
    ]


def test_who_missed_something_is_told_so() -> None:
    you = as_you({"seat": ANA, "name": "Ana", "standing": "member"})

    assert "Something was missed" in told(Entered(you, recovered=False), a_state(), {})[0]
    assert "You are in the room." in told(Entered(you, recovered=True), a_state(), {})[0]
    assert "nothing you sent is lost" in told(Interrupted(3.2), a_state(), {})[0]


def test_people_are_numbered_as_commands_take_them() -> None:
    assert people(a_state()) == ["  1  Ana (you)", "  2  Ben", "  3  Sol (facilitator)"]


@pytest.mark.parametrize(
    ("typed", "found"), [("1", ANA), ("3", SOL), ("4", None), ("0", None), ("be", BEN), ("", None), ("x", None)]
)
def test_somebody_is_found_by_number_or_name(typed: str, found: str | None) -> None:
    assert find([(str(one["seat"]), str(one["name"])) for one in MEMBERS], typed) == found


def test_a_name_that_fits_two_finds_nobody() -> None:
    assert find([(ANA, "Ana M."), (BEN, "Ana N.")], "ana") is None


def test_a_handout_reads_as_plain_text() -> None:
    table = "| A | B |\n| --- | --- |\n| one | |"
    markdown = f"## Try **this**\n\n- *slow* breath, 4*4\n\n{table}\n\n[988](tel:988) snake_case_word"

    assert prose(markdown) == "TRY THIS\n\n- slow breath, 4*4\n\nA  B\none  ____\n\n988 (988) snake_case_word"


@pytest.mark.parametrize("handout", shipped(), ids=lambda one: one.id)
def test_every_handout_reads_without_marks(handout: Handout) -> None:
    shown = prose(handout.body)

    assert "**" not in shown
    assert "##" not in shown
    assert len(shown) > len(handout.body) * 0.8


GROUPS = {
    "running": True,
    "minutes": 10,
    "all": [{"group": "b-1", "name": "Quiet", "seats": [ANA]}, {"group": "b-2", "name": "Lively", "seats": []}],
}


def test_a_facilitator_sees_who_is_in_which_small_group() -> None:
    lines = "\n".join(standing(a_state(SOL, "facilitator", groups=GROUPS)))
    assert "  1  Quiet: Ana" in lines
    assert "  2  Lively: nobody" in lines
    placed = says(a_state(SOL, "facilitator", groups=GROUPS), "group.placed", seat=BEN, group="b-2")
    assert "Ben: Lively." in placed


def test_who_is_in_a_small_group_sees_who_is_with_them() -> None:
    state = a_state(groups={"running": True}, group={"group": "b-1", "name": "Quiet", "seats": [ANA, BEN]})
    assert "You are in the small group Quiet: you, Ben.  say, back" in standing(state)
    said = says(state, "message.sent", stream="group:b-1", message="m", seat=BEN, text="A walk.")
    assert "Ben to your group: A walk." in said
    assert "Everybody is back" in says(state, "groups.ended")


def test_nobody_is_said_to_have_been_told_while_no_facilitator_is_there() -> None:
    """Never a false "sent" (C2): it waits for them, and whom to call is said at once."""
    alone = a_state(members=[MEMBERS[0], {**MEMBERS[2], "presence": "reconnecting"}], rounds=[ROUND])
    for said in (
        says(alone, "help.kept", stream=f"member:{ANA}", alert="a"),
        says(alone, "answer.kept", stream=f"member:{ANA}", round="r", response="x", passed=False, alerted=True),
    ):
        assert "no facilitator is connected right now" in said
        assert CRISIS in said
    assert "have been told" in says(a_state(), "help.kept", stream=f"member:{ANA}", alert="a")


def test_the_lobby_hears_that_it_is_kept_and_is_promised_nobody() -> None:
    waits = a_state(standing="lobby", members=[], rounds=[ROUND])
    asked = says(waits, "help.kept", stream=f"member:{ANA}", alert="a")
    kept = says(waits, "answer.kept", stream=f"member:{ANA}", round="r", response="x", passed=False, alerted=True)
    for said in (asked, kept):
        assert "or as soon as one of them is connected" in said
        assert CRISIS in said
    assert "share" not in kept


def test_who_comes_to_the_lobby_is_told_of_the_check_in_that_is_open() -> None:
    lines = standing(a_state(standing="lobby", members=[], rounds=[{**ROUND, "mine": None}]))
    assert any("answer, pass" in line for line in lines)
