"""Small groups on the wire: what one group hears of another is nothing (I4), and who comes late hears all (I6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.checkins.commands import AnswerRound, ShareAnswer
from handrail.kernel.ids import GroupId, PersonId, ResponseId
from handrail.rooms.commands import Admit, AdmitAll, GiveUp, Leave, Lose, Remove, SendMessage
from handrail.rooms.group_commands import (
    ArrangeGroups,
    EndGroups,
    LeaveGroup,
    PlaceInGroup,
    StartGroups,
    VisitGroup,
)
from tests.live.stage import Stage, payload, seat_of
from tests.live.test_streams import ROUND, evening
from tests.live.world import ANA, BEN, CAM, DEE, FINE, RUTH

BREAKOUT = "0197f2a0-5f00-7000-8000-0000000c00ff"
QUIET, LIVELY, THIRD = (GroupId(f"{BREAKOUT}-{number}") for number in (1, 2, 3))


def apart(stage: Stage | None = None) -> Stage:
    """Ana and Dee are in the quiet group, Ben and Cam in the lively one."""
    stage = stage or evening()
    stage.join(DEE)
    stage.give(RUTH, Admit(seat_of(DEE)))
    stage.give(RUTH, ArrangeGroups(BREAKOUT, ("Quiet", "Lively", "Third")), id=BREAKOUT)
    for person, group in ((ANA, QUIET), (DEE, QUIET), (BEN, LIVELY), (CAM, LIVELY)):
        stage.give(RUTH, PlaceInGroup(seat_of(person), group))
    stage.give(RUTH, StartGroups(10))
    return stage


def frames(stage: Stage, person: PersonId, since: int = 0) -> list[dict[str, Any]]:
    return [orjson.loads(frame) for frame in stage.frames(person)[since:]]


among_themselves = st.one_of(
    st.just(("silence",)),
    st.tuples(st.just("say"), st.text(min_size=1, max_size=40)),
    st.sampled_from(
        [("share",), ("go back",), ("ruth visits",), ("ruth goes on",), ("ana to third",), ("dee to nobody",)]
    ),
)
"""What may happen in the quiet group that the lively one has no part in."""

before_all = st.sampled_from(
    ["word to all", "lose ben", "back ben", "say in lively", "share in lively", "visit lively", "end", "segment"]
)


def apart_from_others(stage: Stage, act: tuple[Any, ...], identity: str) -> None:
    match act:
        case ("say", text):
            stage.give(ANA, SendMessage(identity, text, QUIET), id=identity)
        case ("share",):
            stage.give(ANA, ShareAnswer(ROUND, "mood", QUIET), id=identity)
        case ("go back",):
            stage.give(DEE, LeaveGroup(), id=identity)
        case ("ruth visits",):
            stage.give(RUTH, VisitGroup(QUIET), id=identity)
        case ("ruth goes on",):
            stage.give(RUTH, VisitGroup(THIRD), id=identity)
        case ("ana to third",):
            stage.give(RUTH, PlaceInGroup(seat_of(ANA), THIRD), id=identity)
        case ("dee to nobody",):
            stage.give(RUTH, PlaceInGroup(seat_of(DEE), None), id=identity)
        case _:
            pass


def before_the_others(stage: Stage, act: str, identity: str) -> None:
    match act:
        case "word to all":
            stage.give(RUTH, SendMessage(identity, "Five more minutes."), id=identity)
        case "lose ben":
            stage.cut(BEN)
        case "back ben":
            stage.join(BEN, resume=True)
        case "say in lively":
            stage.give(CAM, SendMessage(identity, "I am here.", LIVELY), id=identity)
        case "share in lively":
            stage.give(BEN, ShareAnswer(ROUND, "sleep", LIVELY), id=identity)
        case "visit lively":
            stage.give(RUTH, LeaveGroup(), id=identity[:-1] + "f")  # wherever she was, nobody there hears where to
            stage.give(RUTH, VisitGroup(LIVELY), id=identity)
            stage.give(RUTH, LeaveGroup(), id=identity[:-1] + "e")
        case "end":
            stage.give(RUTH, EndGroups(), id=identity)
        case _:
            pass


def what_the_lively_group_was_sent(script: list[Any], choose: Callable[[Any], Any]) -> dict[PersonId, list[bytes]]:
    stage = evening()
    for person in (ANA, BEN):
        identity = f"0197f2a0-0000-7000-8000-0000000e{len(person):04x}"
        stage.give(person, AnswerRound(ResponseId(identity), ROUND, FINE), id=identity)
    apart(stage)
    for at, step in enumerate(script, start=1):
        identity = f"0197f2a0-0000-7000-8000-0000000d{at:03x}0"
        if isinstance(step, str):
            before_the_others(stage, step, identity)
        else:
            apart_from_others(stage, choose(step), identity)
        stage.clock.advance(1)
        stage.ids._last = 1000 * at
    return {person: [frame for line in stage.history[person] for frame in line.frames] for person in (BEN, CAM)}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(before_all, st.tuples(among_themselves, among_themselves)), max_size=14))
def test_two_evenings_that_differ_in_another_group_look_alike(script: list[Any]) -> None:
    """What is said, shared and moved in one group, and who visits it: the other group gets the same bytes."""
    one = what_the_lively_group_was_sent(script, lambda step: step[0])
    other = what_the_lively_group_was_sent(script, lambda step: step[1])
    assert one == other


def test_the_two_evenings_do_differ_within_the_group() -> None:
    """The property above would hold in groups in which nothing can be said."""
    stage = apart()
    before = len(stage.frames(DEE))
    stage.give(ANA, SendMessage("m", "hello", QUIET))
    (told,) = frames(stage, DEE, before)
    assert (told["type"], told["stream"], told["text"]) == ("message.sent", f"group:{QUIET}", "hello")


def test_each_is_told_their_own_group_and_who_is_in_it() -> None:
    """One frame: what to follow from now on, and all there is in it; of the other groups nothing."""
    stage = apart()
    started, follow = frames(stage, ANA)[-2:]
    assert started["type"] == "groups.started"
    assert set(follow["streams"]) == {"room", f"member:{seat_of(ANA)}", f"group:{QUIET}"}
    assert follow["snapshot"]["group"]["seats"] == sorted([seat_of(ANA), seat_of(DEE)])
    assert follow["snapshot"]["groups"]["all"] == []
    assert LIVELY not in orjson.dumps(follow).decode()


def test_a_facilitator_hears_a_group_only_while_they_are_in_it() -> None:
    stage = apart()
    stage.give(ANA, SendMessage("m1", "before", QUIET))
    assert not [one for one in frames(stage, RUTH) if one["type"] == "message.sent"]
    stage.give(RUTH, VisitGroup(QUIET))
    follow = frames(stage, RUTH)[-1]
    assert [one["text"] for one in follow["snapshot"]["messages"]] == ["before"]
    stage.give(RUTH, LeaveGroup())
    assert frames(stage, RUTH)[-1] == {"type": "unfollow", "streams": [f"group:{QUIET}"]}
    count = len(stage.frames(RUTH))
    stage.give(ANA, SendMessage("m2", "after", QUIET))
    assert len(stage.frames(RUTH)) == count


def test_who_comes_back_into_a_group_missed_nothing() -> None:
    """The same streams as before: exactly the events after what was seen."""
    stage = apart()
    stage.cut(ANA)
    stage.give(DEE, SendMessage("m", "Where is Ana?", QUIET))
    stage.join(ANA, resume=True)
    (welcome,) = frames(stage, ANA)
    assert welcome["recovered"] is True
    assert [event["type"] for event in welcome["replay"]] == ["message.sent"]


def test_who_was_moved_while_away_is_shown_where_they_are() -> None:
    stage = apart()
    stage.cut(ANA)
    stage.give(RUTH, PlaceInGroup(seat_of(ANA), THIRD))
    stage.join(ANA, resume=True)
    (welcome,) = frames(stage, ANA)
    assert welcome["recovered"] is False
    assert welcome["snapshot"]["group"]["group"] == THIRD


def test_everybody_is_back_when_the_only_facilitator_is_gone() -> None:
    """An end that nobody pressed: lost, and not back within the grace."""
    stage = apart()
    line = stage.lines[RUTH].id
    stage.cut(RUTH)
    stage.give(None, Lose(line, stage.clock.now()))
    assert "groups.ended" not in [one["type"] for one in frames(stage, ANA)]
    stage.give(None, GiveUp(line, stage.clock.now()))
    left, ended, unfollow = frames(stage, ANA)[-3:]
    assert (left["presence"], ended["type"]) == ("left", "groups.ended")
    assert unfollow == {"type": "unfollow", "streams": [f"group:{QUIET}"]}


def test_who_is_taken_out_is_gone_from_the_group() -> None:
    stage = apart()
    stage.give(RUTH, Remove(seat_of(ANA)))
    assert stage.lines[ANA].closed is not None
    stage.join(DEE)
    (welcome,) = frames(stage, DEE)
    assert welcome["snapshot"]["group"]["seats"] == [seat_of(DEE)]


def test_presence_counts_wherever_somebody_is() -> None:
    """Attendance is made from presence in the room, and no group event is one (I11)."""
    stage = apart()
    before = {seat: one.presence for seat, one in stage.state.room.seats.items()}
    for command in (PlaceInGroup(seat_of(ANA), LIVELY), EndGroups()):
        stage.give(RUTH, command)
    assert {seat: one.presence for seat, one in stage.state.room.seats.items()} == before
    kinds = {type(one.event).__name__ for entry in stage.journal for one in entry.events}
    assert "PresenceChanged" not in kinds


def test_a_session_that_ends_ends_its_groups() -> None:
    stage = apart()
    stage.give(ANA, Leave())
    stage.join(ANA)
    stage.give(RUTH, AdmitAll())
    raw = b"".join(payload(frame) for frame in stage.lines[ANA].frames)
    assert QUIET.encode() in raw
