"""Who comes late, resumes or is served after a restart ends where everybody else is (I6, security B11)."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.kernel.audience import ROOM, Standing, follows
from handrail.kernel.ids import PersonId
from handrail.live import outbox_snapshot, store_events
from handrail.live.entry import Entry, Gone, Numbered
from handrail.live.live_room import LiveRoom, evolve
from handrail.live.resume import Asked, Recent
from handrail.live.wire import SERVER_FRAME
from handrail.rooms.commands import AdmitAll, Leave
from handrail_client.messages import as_event, as_snapshot, as_you
from handrail_client.room import evolve as fold
from handrail_client.room import forget
from handrail_client.room_state import RoomState
from tests.live.stage import Stage, empty_room, seat_of
from tests.live.test_streams import before_everybody, by_herself, evening, steps
from tests.live.world import ANA, BEN, CAM, DEE, RUTH

EVERYBODY = (ANA, BEN, CAM, DEE, RUTH)


def folded(frames: list[bytes]) -> RoomState:
    """What a client knows that read these frames, over however many connections."""
    state = RoomState()
    for raw in frames:
        frame = orjson.loads(raw)
        match frame["type"]:
            case "welcome" | "follow":
                state = _greeted(state, frame)
            case "unfollow":
                state = forget(state, frame["streams"])
            case _:
                state = fold(state, as_event(frame))
    return state


def _greeted(state: RoomState, frame: dict[str, Any]) -> RoomState:
    if frame.get("snapshot") is not None:
        return RoomState(as_you(frame["you"]), as_snapshot(frame["snapshot"]))
    for event in frame["replay"]:
        state = fold(state, as_event(event))
    return state


def the_truth(state: LiveRoom, person: PersonId) -> Any:
    return outbox_snapshot.snapshot(state, seat_of(person)).model_dump(mode="json")


@settings(max_examples=150, deadline=None)
@given(steps)
def test_a_snapshot_and_what_came_after_make_the_room_as_it_is(script: list[Any]) -> None:
    """Whoever is connected, since whenever and however often, knows what a newcomer in their place is told."""
    stage = evening()
    for at, step in enumerate(script):
        if isinstance(step, str):
            before_everybody(stage, step, at)
        else:
            by_herself(stage, step[0], at)
        for person, line in stage.lines.items():
            if line.id in stage.room.lines:
                known = folded(stage.all_frames(person))
                assert known.room.model_dump(mode="json") == the_truth(stage.state, person), person


@settings(max_examples=100, deadline=None)
@given(steps)
def test_replaying_the_journal_gives_the_room_as_it_is(script: list[Any]) -> None:
    """Restart, and any other node, come to the same room; also after a way through the journal's spelling."""
    stage = evening()
    for at, step in enumerate(script):
        if isinstance(step, str):
            before_everybody(stage, step, at)
        else:
            by_herself(stage, step[0], at)
    assert reduce(evolve, stage.journal, empty_room()) == stage.state
    assert reduce(evolve, [respelled(entry) for entry in stage.journal], empty_room()) == stage.state


def respelled(entry: Entry) -> Entry:
    def through(one: Numbered) -> Numbered:
        assert not isinstance(one.event, Gone)
        return replace(one, event=store_events.read(store_events.write(one.event)))

    return replace(entry, events=tuple(through(one) for one in entry.events))


@settings(max_examples=50, deadline=None)
@given(steps)
def test_every_frame_is_one_that_the_schemas_know(script: list[Any]) -> None:
    """What is put on the wire by hand is what the models say."""
    stage = evening()
    for at, step in enumerate(script):
        if isinstance(step, str):
            before_everybody(stage, step, at)
        else:
            by_herself(stage, step[0], at)
    for person in stage.lines:
        for frame in stage.frames(person):
            SERVER_FRAME.validate_json(frame)


def a_stage_that_went_on() -> tuple[Stage, dict[str, int]]:
    stage = evening()
    seen = stage.last_seen(BEN)
    stage.cut(BEN)
    before_everybody(stage, "hand", 1)
    before_everybody(stage, "segment", 2)
    return stage, seen


def test_exactly_the_events_after_what_was_seen_come_again() -> None:
    """In order, each once; then the welcome says that nothing was missed."""
    stage, seen = a_stage_that_went_on()
    stage.join(BEN, resume=True)
    (welcome,) = map(orjson.loads, stage.frames(BEN))
    assert welcome["recovered"] is True
    assert [event["type"] for event in welcome["replay"]] == ["hand.raised", "segment.started"]
    assert [event["n"] for event in welcome["replay"]] == [seen["room"] + 1, seen["room"] + 2]


def resumed(stage: Stage, asked: Asked) -> Any:
    streams = follows(Standing.MEMBER, seat_of(BEN))
    return stage.room.recent.replay(asked, stage.state.epoch, streams, stage.state.counters)


def test_a_number_of_the_future_another_epoch_or_other_streams_get_a_snapshot() -> None:
    """Never a silent gap: what cannot be continued is shown anew (B11)."""
    stage, seen = a_stage_that_went_on()
    epoch = stage.state.epoch
    assert resumed(stage, Asked(epoch, seen)) is not None
    assert resumed(stage, Asked(epoch, {**seen, "room": 10_000})) is None
    assert resumed(stage, Asked(epoch, {**seen, "room": -1})) is None
    assert resumed(stage, Asked("another", seen)) is None
    assert resumed(stage, Asked(epoch, {"room": 1})) is None
    assert resumed(stage, Asked(epoch, {**seen, "facilitators": 0})) is None


def test_who_was_away_for_longer_than_is_remembered_gets_a_snapshot() -> None:
    """Frames are remembered up to a number; what lies before cannot be continued."""
    recent = Recent(most=3)
    for n in range(1, 6):
        recent.add(ROOM, n, b"{}")
    counters = {ROOM: 5}
    assert recent.replay(Asked("e", {"room": 1}), "e", frozenset({ROOM}), counters) is None
    assert recent.replay(Asked("e", {"room": 2}), "e", frozenset({ROOM}), counters) == (b"{}",) * 3


def test_the_admitted_are_shown_the_room_with_everything_in_it() -> None:
    """From the lobby into the room: one frame that says what to follow, from which number, and all there is."""
    stage = Stage()
    stage.join(ANA)
    stage.join(RUTH)
    stage.give(RUTH, AdmitAll())
    welcome, follow = map(orjson.loads, stage.frames(ANA))
    assert welcome["you"]["standing"] == "lobby"
    assert follow["type"] == "follow"
    assert follow["you"]["standing"] == "member"
    assert follow["streams"]["room"] == stage.state.counters["room"]  # type: ignore[index]


@settings(max_examples=60, deadline=None)
@given(steps, st.data())
def test_commands_that_come_again_in_any_order_have_one_effect(script: list[Any], data: st.DataObject) -> None:
    """A client that reconnects sends what was not answered again, late and out of order (I5)."""
    stage = evening()
    for at, step in enumerate(script):
        if isinstance(step, str):
            before_everybody(stage, step, at)
        else:
            by_herself(stage, step[0], at)
    room, sent = stage.state, {person: list(stage.all_frames(person)) for person in stage.lines}
    given = [entry for entry in stage.journal if entry.person and entry.events]
    for entry in data.draw(st.lists(st.sampled_from(given), max_size=8)) if given else ():
        again = stage.give(entry.person, Leave(), id=entry.command)  # its id and content decide, nothing else
        assert again == entry
    assert stage.state == room
    assert {person: stage.all_frames(person) for person in stage.lines} == sent
