"""Who waits in the lobby is asked the check-in too: a cry for help in it needs nobody to open a door first."""

from __future__ import annotations

from typing import Any

import orjson

from handrail.checkins.commands import AnswerRound, CloseRound, OpenRound, ShareAnswer
from handrail.kernel.errors import NotAllowed, NotFound
from handrail.kernel.ids import PersonId, ResponseId, RoundId
from handrail.rooms.commands import Admit, Leave, Remove
from tests.live.stage import Stage, seat_of
from tests.live.test_streams import FINE
from tests.live.world import ANA, BEN, CAM, RUTH

ROUND = RoundId("round-1")
ANSWER = ResponseId("0197f2a0-0000-7000-8000-0000000a0001")


def an_evening() -> Stage:
    """Cam is in the room, Ana waits, and Ben has not come yet."""
    stage = Stage()
    for person in (RUTH, ANA, CAM):
        stage.join(person)
    stage.give(RUTH, Admit(seat_of(CAM)))
    return stage


def heard(stage: Stage, person: PersonId, kind: str) -> list[dict[str, Any]]:
    return [frame for frame in map(orjson.loads, stage.frames(person)) if frame["type"] == kind]


def rounds_of(stage: Stage, person: PersonId) -> list[dict[str, Any]]:
    """As the newest welcome or follow of this person tells them."""
    told = [frame for frame in map(orjson.loads, stage.frames(person)) if frame.get("snapshot")]
    found: list[dict[str, Any]] = told[-1]["snapshot"]["rounds"]
    return found


def test_who_waits_is_asked_on_a_stream_of_their_own() -> None:
    stage = an_evening()
    stage.give(RUTH, OpenRound(ROUND, "evening"))
    (asked,) = heard(stage, ANA, "round.opened")
    assert (asked["round"], asked["stream"]) == (ROUND, f"member:{seat_of(ANA)}")
    assert [one["stream"] for one in heard(stage, CAM, "round.opened")] == ["room"]


def test_who_comes_while_it_is_open_is_asked_as_well_and_once() -> None:
    stage = an_evening()
    stage.give(RUTH, OpenRound(ROUND, "evening"))
    stage.join(BEN)
    stage.give(BEN, Leave())
    stage.join(BEN)
    assert [one["round"] for one in rounds_of(stage, BEN)] == [ROUND]
    assert not heard(stage, BEN, "round.opened")


def test_facilitators_have_the_answer_and_its_alert_before_anybody_is_let_in() -> None:
    stage = an_evening()
    stage.give(RUTH, OpenRound(ROUND, "evening"))
    before = len(stage.frames(CAM))
    stage.give(ANA, AnswerRound(ANSWER, ROUND, {**FINE, "safety": True}), id=ANSWER)
    (alert,) = heard(stage, RUTH, "alert.raised")
    (kept,) = heard(stage, ANA, "answer.kept")
    assert alert["seat"] == seat_of(ANA)
    assert kept["alerted"]
    assert len(stage.frames(CAM)) == before


def test_let_in_they_find_their_answer_there() -> None:
    stage = an_evening()
    stage.give(RUTH, OpenRound(ROUND, "evening"))
    stage.give(ANA, AnswerRound(ANSWER, ROUND, None), id=ANSWER)
    stage.give(RUTH, Admit(seat_of(ANA)))
    assert rounds_of(stage, ANA)[0]["mine"] == {"response": ANSWER, "passed": True, "alerted": False}


def test_they_hear_that_it_is_closed_and_nothing_of_what_the_room_was_shown() -> None:
    stage = an_evening()
    stage.give(RUTH, OpenRound(ROUND, "evening"))
    stage.give(CAM, AnswerRound(ResponseId("0197f2a0-0000-7000-8000-0000000a0002"), ROUND, FINE))
    stage.give(CAM, ShareAnswer(ROUND, "mood"))
    stage.give(RUTH, CloseRound(ROUND))
    assert len(heard(stage, ANA, "round.closed")) == 1
    stage.join(ANA)
    (told,) = rounds_of(stage, ANA)
    assert (told["open"], told["shared"], told["responses"]) == (False, [], [])


def test_what_they_were_not_asked_is_not_theirs_to_answer() -> None:
    """It was closed before they came."""
    stage = an_evening()
    stage.give(RUTH, OpenRound(ROUND, "evening"))
    stage.give(RUTH, CloseRound(ROUND))
    stage.join(BEN)
    assert isinstance(stage.give(BEN, AnswerRound(ANSWER, ROUND, FINE), id=ANSWER), NotFound)
    assert not heard(stage, RUTH, "answer.received")


def test_who_was_removed_from_the_lobby_answers_no_more() -> None:
    stage = an_evening()
    stage.give(RUTH, OpenRound(ROUND, "evening"))
    stage.give(RUTH, Remove(seat_of(ANA)))
    assert isinstance(stage.give(ANA, AnswerRound(ANSWER, ROUND, FINE), id=ANSWER), NotAllowed)
    assert not heard(stage, RUTH, "answer.received")


def test_an_answer_from_the_lobby_is_shared_with_nobody_there() -> None:
    stage = an_evening()
    stage.give(RUTH, OpenRound(ROUND, "evening"))
    stage.give(ANA, AnswerRound(ANSWER, ROUND, FINE), id=ANSWER)
    assert isinstance(stage.give(ANA, ShareAnswer(ROUND, "mood")), NotFound)
    assert not heard(stage, CAM, "answer.shared")
