"""What peers can learn of one person's answers, passes and silence: nothing (I4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.checkins.commands import AnswerRound, CloseRound, OpenRound, ShareAnswer, ShowPicture
from handrail.handouts.commands import AcknowledgeHandout, ShareHandout, TurnTo
from handrail.kernel.ids import AlertId, GroupId, HandoutId, PersonId, ResponseId, RoundId
from handrail.live.alerts import AcknowledgeAlert, AskForHelp
from handrail.rooms.commands import (
    Admit,
    AdmitAll,
    Leave,
    Lose,
    LowerHand,
    RaiseHand,
    Remove,
    SendMessage,
    SendNote,
    StartSegment,
    StepAway,
    StepBack,
)
from handrail.rooms.group_commands import (
    ArrangeGroups,
    EndGroups,
    LeaveGroup,
    PlaceInGroup,
    StartGroups,
    VisitGroup,
)
from tests.live.stage import Stage, seat_of
from tests.live.world import ANA, BEN, CAM, DEE, FINE, RUTH

ROUND = RoundId("0197f2a0-0000-7000-8000-0000000000d1")
GROUNDING = HandoutId("grounding")

needed: dict[str, st.SearchStrategy[Any]] = {
    "mood": st.none() | st.integers(0, 10),
    "sleep": st.sampled_from([None, "well", "badly"]),
    "safety": st.sampled_from([None, True, False]),
}
words = st.text(min_size=1, max_size=40, alphabet=st.characters(exclude_categories=["Cs"]))
answers = st.fixed_dictionaries(needed, optional={"topic": words})
private = st.one_of(
    st.just(("silence",)),
    st.just(("pass",)),
    st.tuples(st.just("answer"), answers),
    st.tuples(st.just("note"), st.text(min_size=1, max_size=40)),
    st.sampled_from([("acknowledge",), ("away",), ("back",), ("help",)]),
)
"""What Ana may do that is between her and the facilitators."""

public = st.sampled_from(
    [
        "hand",
        "lower",
        "segment",
        "answer",
        "share",
        "handout",
        "turn",
        "acknowledge",
        "join dee",
        "resume ben",
        "lose cam",
        "alert",
        "close",
        "show picture",
        "back cam",
        "remove cam",
    ]
)
in_groups = st.sampled_from(
    [
        "groups",
        "groups evenly",
        "start groups",
        "end groups",
        "move ben",
        "visit",
        "go back",
        "say",
        "say to all",
        "share in group",
        "ruth goes",
        "ruth comes",
    ]
)
steps = st.lists(st.one_of(public, in_groups, st.tuples(private, private)), max_size=18)


def evening() -> Stage:
    stage = Stage()
    for person in (ANA, BEN, RUTH, CAM):
        stage.join(person)
    stage.give(RUTH, AdmitAll())
    stage.give(RUTH, OpenRound(ROUND, "evening"))
    stage.give(RUTH, ShareHandout(GROUNDING))
    return stage


def by_herself(stage: Stage, act: tuple[Any, ...], at: int) -> None:
    identity = f"0197f2a0-0000-7000-8000-0000000a{at:04x}"
    match act:
        case ("pass",):
            stage.give(ANA, AnswerRound(ResponseId(identity), ROUND, None), id=identity)
        case ("answer", said):
            stage.give(ANA, AnswerRound(ResponseId(identity), ROUND, said), id=identity)
        case ("note", text):
            stage.give(ANA, SendNote(identity, text), id=identity)
        case ("away",):
            stage.give(ANA, StepAway(), id=identity)
        case ("back",):
            stage.give(ANA, StepBack(), id=identity)
        case ("help",):
            stage.give(ANA, AskForHelp(AlertId(identity)), id=identity)
        case ("acknowledge",):
            stage.give(ANA, AcknowledgeHandout(GROUNDING), id=identity)
        case _:
            pass


def before_everybody(stage: Stage, act: str, at: int) -> None:  # noqa: C901, PLR0912 - one arm an act
    identity = f"0197f2a0-0000-7000-8000-0000000b{at:04x}"
    match act:
        case "hand":
            stage.give(ANA, RaiseHand(), id=identity)
        case "lower":
            stage.give(RUTH, LowerHand(seat_of(ANA)), id=identity)
        case "segment":
            stage.give(RUTH, StartSegment("closing"), id=identity)
        case "answer":
            stage.give(BEN, AnswerRound(ResponseId(identity), ROUND, FINE), id=identity)
        case "share":
            stage.give(BEN, ShareAnswer(ROUND, "mood"), id=identity)
        case "handout":
            stage.give(RUTH, ShareHandout(GROUNDING), id=identity)
        case "turn":
            stage.give(RUTH, TurnTo(GROUNDING, at % 2), id=identity)
        case "acknowledge":
            stage.give(BEN, AcknowledgeHandout(GROUNDING), id=identity)
        case "join dee":
            stage.join(DEE)
            stage.give(RUTH, Admit(seat_of(DEE)), id=identity)
        case "resume ben":
            stage.cut(BEN)
            stage.join(BEN, resume=True)
        case "lose cam":
            stage.give(None, Lose(stage.lines[CAM].id, stage.clock.now()), id=identity)
        case "back cam":
            stage.join(CAM, resume=True)
        case "remove cam":
            stage.give(RUTH, Remove(seat_of(CAM)), id=identity)
        case "alert":
            for alert in stage.state.alerts:
                stage.give(RUTH, AcknowledgeAlert(AlertId(alert)))
        case "close":
            stage.give(RUTH, CloseRound(ROUND), id=identity)
        case "show picture":  # four are too few for one
            stage.give(RUTH, ShowPicture(ROUND, "mood"), id=identity)
        case _:
            about_groups(stage, act, at, identity)


def a_group(stage: Stage, at: int) -> GroupId:
    """One of the groups that there are, or one that there is not."""
    there = list(stage.state.room.groups.names)
    return there[at % len(there)] if there else GroupId("none")


def theirs(stage: Stage) -> GroupId | None:
    """The group that Ben is in."""
    return stage.state.room.groups.of(seat_of(BEN))


def about_groups(stage: Stage, act: str, at: int, identity: str) -> None:  # noqa: C901, PLR0912 - one arm an act
    match act:
        case "groups":
            stage.give(RUTH, ArrangeGroups(identity, ("Quiet", "Lively")), id=identity)
        case "groups evenly":
            stage.give(RUTH, ArrangeGroups(identity, ("Quiet", "Lively"), evenly=True), id=identity)
        case "start groups":
            stage.give(RUTH, StartGroups(10), id=identity)
        case "end groups":
            stage.give(RUTH, EndGroups(), id=identity)
        case "move ben":
            stage.give(RUTH, PlaceInGroup(seat_of(BEN), a_group(stage, at)), id=identity)
        case "visit":
            stage.give(RUTH, VisitGroup(a_group(stage, 1)), id=identity)
        case "go back":
            stage.give(BEN, LeaveGroup(), id=identity)
        case "say":
            stage.give(BEN, SendMessage(identity, "hello", theirs(stage)), id=identity)
        case "say to all":
            stage.give(RUTH, SendMessage(identity, "Five more minutes."), id=identity)
        case "share in group":
            stage.give(BEN, ShareAnswer(ROUND, "sleep", theirs(stage)), id=identity)
        case "ruth goes":
            stage.give(RUTH, Leave(), id=identity)
        case "ruth comes":
            stage.join(RUTH, resume=True)
        case _:
            raise AssertionError(act)


class Recorder:
    """Every byte that each peer was ever sent, over all their connections."""

    def __init__(self, script: list[Any], choose: Callable[[tuple[Any, Any]], Any]) -> None:
        self.bytes: dict[PersonId, list[bytes]] = {BEN: [], CAM: [], DEE: []}
        stage = evening()
        for at, step in enumerate(script):
            if isinstance(step, str):
                before_everybody(stage, step, at)
            else:
                by_herself(stage, choose(step), at)
            stage.clock.advance(1)
            stage.ids._last = 1000 * (at + 1)  # the system's own ids do not count what Ana did
        for person in self.bytes:
            for line in stage.history.get(person, []):
                self.bytes[person] += [*line.frames, str(line.closed).encode()]


@settings(max_examples=200, deadline=None)
@given(steps)
def test_two_evenings_that_differ_in_what_one_person_keeps_private_look_alike_to_peers(script: list[Any]) -> None:
    """Ana answers one thing or another, passes, stays silent or writes a note: Ben, Cam and Dee get the same bytes."""
    one = Recorder(script, lambda step: step[0])
    other = Recorder(script, lambda step: step[1])
    assert one.bytes == other.bytes


def test_the_two_evenings_do_differ_for_the_facilitator() -> None:
    """The property above would hold in a room that says nothing at all."""
    stage = evening()
    before = len(stage.frames(RUTH))
    by_herself(stage, ("answer", {**FINE, "safety": True}), 1)
    told = [orjson.loads(frame)["type"] for frame in stage.frames(RUTH)[before:]]
    assert told == ["answer.received", "alert.raised"]


def test_a_stream_counts_its_own_events_without_a_gap() -> None:
    """Nothing can be inferred from a number that is missing."""
    stage = evening()
    for at in range(5):
        by_herself(stage, ("pass",), at)
        before_everybody(stage, "hand" if at % 2 else "lower", at)
    room = [orjson.loads(frame) for frame in stage.frames(BEN)]
    numbers = [frame["n"] for frame in room if frame.get("stream") == "room"]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


@pytest.mark.parametrize("person", [ANA, BEN])
def test_the_lobby_hears_nothing_of_the_room(person: PersonId) -> None:
    """Who has not been let in knows neither who is there nor how many."""
    stage = Stage()
    stage.join(person)
    stage.join(RUTH)
    stage.join(CAM)
    stage.give(RUTH, Admit(seat_of(CAM)))
    stage.give(CAM, RaiseHand())
    (welcome,) = stage.frames(person)
    snapshot = orjson.loads(welcome)["snapshot"]
    assert not snapshot["members"]
    assert not snapshot["waiting"]
