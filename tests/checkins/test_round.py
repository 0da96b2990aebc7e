"""A check-in round: who may answer when, and that peers see nothing of an answer, a pass or a silence (I4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.checkins import round as one_round
from handrail.checkins import rounds
from handrail.checkins.commands import AnswerRound, CloseRound, Command, OpenRound, ShareAnswer, ShowPicture
from handrail.checkins.events import (
    AnswerKept,
    AnswerReceived,
    AnswerShared,
    Event,
    RoundClosed,
    RoundOpened,
    RoundSummarised,
    SafetyRaised,
)
from handrail.checkins.round import MOVES, Phase, Round
from handrail.checkins.rounds import Rounds
from handrail.kernel.audience import FACILITATORS, ROOM, Actor, Standing, member
from handrail.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal
from handrail.kernel.ids import ResponseId, RoundId, SeatId
from tests.checkins.test_template import EVENING, FULL

NOW = datetime(2026, 9, 3, 1, 10, tzinfo=UTC)
LEA = Actor(SeatId("LEA"), Standing.FACILITATOR)
ANA = Actor(SeatId("ANA"), Standing.MEMBER)
BEN = Actor(SeatId("BEN"), Standing.MEMBER)
WAITING = Actor(SeatId("WAITING"), Standing.LOBBY)
R1, R2 = RoundId("r1"), RoundId("r2")
EMPTY = rounds.prepared([replace(EVENING, version=0), EVENING])


def answer(response: str = "a1", of: RoundId = R1, **changed: object) -> AnswerRound:
    return AnswerRound(ResponseId(response), of, {**FULL, **changed})


def a_pass(response: str = "a1") -> AnswerRound:
    return AnswerRound(ResponseId(response), R1, None)


def told(state: Rounds, actor: Actor, command: Command) -> tuple[Event, ...]:
    return rounds.decide(state, command, actor, NOW)


def after(state: Rounds, *moves: tuple[Actor, Command]) -> Rounds:
    for actor, command in moves:
        state = reduce(rounds.evolve, told(state, actor, command), state)
    return state


OPEN = after(EMPTY, (LEA, OpenRound(R1, "evening")))
ANSWERED = after(OPEN, (ANA, answer()))
CLOSED = after(ANSWERED, (LEA, CloseRound(R1)))


def test_opening_asks_the_newest_version_of_the_room() -> None:
    events = told(EMPTY, LEA, OpenRound(R1, "evening"))

    assert events == (RoundOpened(R1, "evening", 1, "Evening check-in"),)
    assert events[0].stream == ROOM


def test_an_answer_goes_to_facilitators_and_a_receipt_to_its_writer() -> None:
    received, kept = told(OPEN, ANA, answer())

    assert isinstance(received, AnswerReceived)
    assert received.stream == FACILITATORS
    assert received.answers is not None
    assert received.answers["mood"] == 4
    assert kept == AnswerKept(R1, ResponseId("a1"), ANA.seat, passed=False, alerted=False)
    assert kept.stream == member(ANA.seat)


def test_a_pass_is_kept_like_an_answer() -> None:
    received, kept = told(OPEN, ANA, a_pass())

    assert received == AnswerReceived(R1, ResponseId("a1"), ANA.seat, None, "", "evening", 1)
    assert kept == AnswerKept(R1, ResponseId("a1"), ANA.seat, passed=True, alerted=False)


def test_a_person_may_think_again_and_both_answers_stay() -> None:
    again = told(ANSWERED, ANA, answer("a2", mood=2))

    assert isinstance(again[0], AnswerReceived)
    assert again[0].replaces == "a1"
    assert reduce(rounds.evolve, again, ANSWERED).rounds[R1].responses[ANA.seat].id == "a2"


def test_a_safety_answer_raises_an_alert_in_the_same_breath() -> None:
    _, raised, kept = told(OPEN, ANA, answer(harm=True))

    assert isinstance(raised, SafetyRaised)
    assert raised.stream == FACILITATORS
    assert (raised.alert, raised.items) == ("a1", ("harm",))
    assert isinstance(kept, AnswerKept)
    assert kept.alerted


def test_what_a_member_shares_the_room_sees_once() -> None:
    shared = told(ANSWERED, ANA, ShareAnswer(R1, "mood"))

    assert shared == (AnswerShared(R1, ANA.seat, "mood", 4),)
    assert shared[0].stream == ROOM
    assert told(reduce(rounds.evolve, shared, ANSWERED), ANA, ShareAnswer(R1, "mood")) == ()


def test_sharing_is_possible_after_closing() -> None:
    assert len(told(CLOSED, ANA, ShareAnswer(R1, "sleep"))) == 1


@pytest.mark.parametrize(
    ("state", "actor", "item", "refusal"),
    [
        (ANSWERED, BEN, "mood", Conflict),
        (ANSWERED, ANA, "weight", Invalid),
        (ANSWERED, ANA, "harm", NotAllowed),
        (after(OPEN, (ANA, a_pass())), ANA, "mood", Conflict),
        (after(OPEN, (ANA, answer(mood=None))), ANA, "mood", Conflict),
    ],
)
def test_only_an_answer_of_ones_own_can_be_shared(
    state: Rounds, actor: Actor, item: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        told(state, actor, ShareAnswer(R1, item))


def test_closing_tells_the_room_that_it_is_over_and_facilitators_the_totals() -> None:
    summary, closed = told(ANSWERED, LEA, CloseRound(R1))

    assert isinstance(summary, RoundSummarised)
    assert summary.stream == FACILITATORS
    assert (summary.answered, summary.passed) == (1, 0)
    assert closed == RoundClosed(R1)
    assert closed.stream == ROOM


COMMANDS: tuple[Command, ...] = (OpenRound(R1, "evening"), answer(), CloseRound(R1), ShareAnswer(R1, "mood"))


@pytest.mark.parametrize(("phase", "command"), list(product(Phase, COMMANDS)), ids=str)
def test_every_move_is_in_the_table_or_refused(phase: Phase, command: Command) -> None:
    actor = LEA if isinstance(command, OpenRound | CloseRound) else ANA
    state = replace(ANSWERED.rounds[R1], phase=phase)

    if (to := MOVES.get((phase, type(command)))) is None:
        with pytest.raises(Conflict):
            one_round.decide(state, command, actor, NOW)
    else:
        events = one_round.decide(state, command, actor, NOW)
        assert reduce(one_round.evolve, events, state).phase is to


@pytest.mark.parametrize(
    ("actor", "command", "refusal"),
    [
        (ANA, CloseRound(R1), NotAllowed),
        (ANA, OpenRound(R2, "evening"), NotAllowed),
        (LEA, answer(), NotAllowed),
        (LEA, ShareAnswer(R1, "mood"), NotAllowed),
        (WAITING, answer(), NotFound),
        (WAITING, OpenRound(R2, "evening"), NotFound),
        (ANA, answer(of=R2), NotFound),
        (LEA, OpenRound(R2, "morning"), NotFound),
        (LEA, OpenRound(R2, "evening"), Conflict),
        (ANA, answer(mood=11), Invalid),
    ],
)
def test_what_is_not_theirs_is_refused(actor: Actor, command: Command, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        told(OPEN, actor, command)


def test_a_second_round_can_follow_a_closed_one_but_not_bear_its_name() -> None:
    assert after(CLOSED, (LEA, OpenRound(R2, "evening"))).open is not None
    with pytest.raises(Conflict):
        told(CLOSED, LEA, OpenRound(R1, "evening"))


def test_a_lobby_learns_nothing_even_of_a_single_round() -> None:
    with pytest.raises(NotFound):
        one_round.decide(Round(R1, EVENING), answer(), WAITING, NOW)


def test_events_of_a_round_that_is_gone_change_nothing() -> None:
    assert rounds.evolve(EMPTY, RoundClosed(R1)) == EMPTY
    assert rounds.evolve(EMPTY, RoundOpened(R1, "evening", 9, "Lost version")) == EMPTY


def test_nobodys_words_show_when_a_round_is_printed() -> None:
    secret = after(OPEN, (ANA, answer(topic="unspeakable")), (ANA, ShareAnswer(R1, "topic")))

    assert "unspeakable" not in repr(
        (secret, answer(topic="unspeakable"), told(OPEN, ANA, answer(topic="unspeakable")))
    )


answers = st.none() | st.fixed_dictionaries(
    {
        "mood": st.none() | st.integers(0, 10),
        "urges": st.integers(0, 10),
        "sleep": st.sampled_from(["well", "little"]),
        "skills": st.sampled_from([["none"], ["grounding"], ["breathing", "other"]]),
        "harm": st.none() | st.booleans(),
        "safe_tonight": st.sampled_from(["yes", "no", None]),
    },
    optional={"topic": st.sampled_from(["my brother", "sleep", ""])},
)
ids = st.integers(0, 99).map(lambda number: ResponseId(f"a{number}"))
scripts = st.lists(
    st.tuples(st.just(LEA), st.builds(OpenRound, st.sampled_from([R1, R2]), st.just("evening")))
    | st.tuples(st.just(LEA), st.builds(CloseRound, st.sampled_from([R1, R2])))
    | st.tuples(st.just(LEA), st.builds(ShowPicture, st.sampled_from([R1, R2]), st.sampled_from(["mood", "sleep"])))
    | st.tuples(st.sampled_from([ANA, BEN]), st.builds(AnswerRound, ids, st.sampled_from([R1, R2]), answers))
    | st.tuples(
        st.sampled_from([ANA, BEN, WAITING]),
        st.builds(ShareAnswer, st.sampled_from([R1, R2]), st.sampled_from(["mood", "topic", "harm"])),
    ),
    max_size=12,
)


def play(script: list[tuple[Actor, Command]]) -> tuple[Rounds, list[Event]]:
    state, journal = EMPTY, []
    for actor, command in script:
        try:
            events = told(state, actor, command)
        except Refusal:
            continue
        journal += events
        state = reduce(rounds.evolve, events, state)
    return state, journal


@given(scripts)
def test_a_late_joiner_ends_where_everybody_is(script: list[tuple[Actor, Command]]) -> None:
    """Replaying the journal gives the live state (I6)."""
    live, journal = play(script)

    assert reduce(rounds.evolve, journal, EMPTY) == live
    assert sum(one.phase is Phase.OPEN for one in live.rounds.values()) <= 1


Private = Mapping[str, object] | None
SILENCE: Private = {}


@given(first=answers, second=answers | st.just(SILENCE), others=answers)
def test_two_worlds_that_differ_in_private_answers_look_the_same_to_peers(
    first: Private, second: Private, others: Private
) -> None:
    """What Ben sees and what the room sees is equal whatever Ana answers, or whether she answers (I4)."""

    def seen_by_peers(anas: Private) -> list[Event]:
        hers = [] if anas is SILENCE else [(ANA, AnswerRound(ResponseId("a1"), R1, anas))]
        _, journal = play(
            [
                (LEA, OpenRound(R1, "evening")),
                *hers,
                (BEN, AnswerRound(ResponseId("b1"), R1, others)),
                (LEA, CloseRound(R1)),
                (BEN, ShareAnswer(R1, "sleep")),
                (LEA, ShowPicture(R1, "mood")),
            ]
        )
        return [event for event in journal if event.stream in {ROOM, member(BEN.seat)}]

    assert seen_by_peers(first) == seen_by_peers(second)
