"""What a group is shown of its own check-in: numbers that tell nobody's answer, by an act of the facilitator (I4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.checkins import rounds
from handrail.checkins.commands import CloseRound, ShareAnswer, ShowPicture
from handrail.checkins.events import PictureShown
from handrail.checkins.picture import picture
from handrail.checkins.rounds import Rounds
from handrail.checkins.summary import FEWEST, Group
from handrail.checkins.template import Choice, Option, Scale, YesNo
from handrail.kernel.audience import ROOM, Actor, Standing
from handrail.kernel.errors import Conflict, Invalid, NotAllowed
from handrail.kernel.ids import SeatId
from tests.checkins.test_round import CLOSED, LEA, OPEN, R1, a_pass, after, answer, told

MOOD = Scale("mood", "?", "low", "high")
SLEEP = Choice("sleep", "?", (Option("well", "Well"), Option("little", "Little"), Option("no", "No")))
SHOW = ShowPicture(R1, "mood")


def seat(number: int) -> Actor:
    return Actor(SeatId(f"P{number:02}"), Standing.MEMBER)


def answered(*moods: int, passes: int = 0) -> Rounds:
    """A closed round in which one person gave each of these answers, and so many passed."""
    said = [(seat(at), answer(f"a{at}", mood=mood)) for at, mood in enumerate(moods)]
    passed = [(seat(50 + at), a_pass(f"p{at}")) for at in range(passes)]
    return after(OPEN, *said, *passed, (LEA, CloseRound(R1)))


HALVES = answered(*[1] * 5, *[9] * 6)


def test_the_room_is_shown_how_many_answered_alike() -> None:
    (shown,) = told(HALVES, LEA, SHOW)

    assert shown == PictureShown(R1, "mood", (Group("low", 5), Group("middle", None), Group("high", 6)))
    assert shown.stream == ROOM


def test_it_is_shown_once() -> None:
    assert told(after(HALVES, (LEA, SHOW)), LEA, SHOW) == ()


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (answered(1, 1, 9, 9), "Fewer than five"),
        (answered(1, 1, 9, 9, passes=7), "Fewer than five"),
        (answered(1, 1, 1, 9, 9), "would tell"),
        (answered(*[1] * 9, 9), "would tell"),
        (answered(*[1] * 12), "would tell"),
        (OPEN, "open"),
    ],
    ids=["four answered", "a pass is no answer", "small groups", "one stands alone", "all said the same", "still open"],
)
def test_the_group_is_not_shown_what_would_point_at_somebody(state: Rounds, why: str) -> None:
    with pytest.raises(Conflict, match=why):
        told(state, LEA, SHOW)


def test_what_was_shared_makes_the_others_fewer() -> None:
    """Who knows the answer of one of five knows that four others stand behind the number."""
    with pytest.raises(Conflict, match="would tell"):
        told(after(HALVES, (seat(0), ShareAnswer(R1, "mood"))), LEA, SHOW)


def test_what_was_shown_in_numbers_is_not_shared_one_by_one() -> None:
    shown = after(HALVES, (LEA, SHOW))

    with pytest.raises(Conflict, match="own words"):
        told(shown, seat(0), ShareAnswer(R1, "mood"))
    assert len(told(shown, seat(0), ShareAnswer(R1, "sleep"))) == 1


def test_only_a_facilitator_shows_it() -> None:
    with pytest.raises(NotAllowed):
        told(HALVES, seat(0), SHOW)


@pytest.mark.parametrize(("item", "refusal"), [("topic", NotAllowed), ("harm", NotAllowed), ("weight", Invalid)])
def test_words_and_safety_are_never_shown(item: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        told(CLOSED, LEA, ShowPicture(R1, item))


def test_yes_and_no_are_not_shown() -> None:
    with pytest.raises(NotAllowed):
        picture(YesNo("home", "?"), [True] * 5 + [False] * 5, [])


def looks(untold: Sequence[str], told_by_them: Sequence[str]) -> tuple[Group, ...] | None:
    try:
        return picture(SLEEP, untold, told_by_them)
    except Conflict:
        return None


options = st.sampled_from(["well", "little", "no"])


@given(st.lists(options, max_size=24), st.lists(options, max_size=6))
def test_no_subtraction_leaves_fewer_than_five_people(untold: list[str], told_by_them: list[str]) -> None:
    """With what was shared taken away, each sum of numbers stands for five or more, and leaves none or five."""
    shown = looks(untold, told_by_them)
    if shown is None:
        return
    unknown, everyone = Counter(untold), Counter([*untold, *told_by_them])
    told_numbers = [group for group in shown if group.people is not None]

    assert told_numbers
    assert all(group.people == everyone[group.name] for group in told_numbers)
    assert all(FEWEST <= unknown[group.name] <= unknown.total() - FEWEST for group in told_numbers)
    left = unknown.total() - sum(unknown[group.name] for group in told_numbers)
    assert left == 0 or left >= FEWEST


def test_a_late_joiner_sees_the_picture_too() -> None:
    shown = told(HALVES, LEA, SHOW)

    assert reduce(rounds.evolve, shown, HALVES).rounds[R1].pictures == shown
