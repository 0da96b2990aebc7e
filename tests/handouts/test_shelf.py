"""Handouts in a room: shared once for all, acknowledged by those who want to, unseen by peers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.handouts import shelf
from handrail.handouts.commands import AcknowledgeHandout, Command, ShareHandout, TurnTo
from handrail.handouts.events import AcknowledgementKept, HandoutAcknowledged, HandoutShared, HandoutTurned
from handrail.handouts.handout import Handout
from handrail.handouts.shelf import Shelf
from handrail.kernel.audience import FACILITATORS, ROOM, Actor, Standing, member
from handrail.kernel.errors import Invalid, NotAllowed, NotFound, Refusal
from handrail.kernel.ids import HandoutId, SeatId

NOW = datetime(2026, 9, 3, 1, 0, tzinfo=UTC)
LEA = Actor(SeatId("LEA"), Standing.FACILITATOR)
ANA = Actor(SeatId("ANA"), Standing.MEMBER)
BEN = Actor(SeatId("BEN"), Standing.MEMBER)
WAITING = Actor(SeatId("WAITING"), Standing.LOBBY)
GROUNDING = HandoutId("grounding")


TEXT = "Text.\n\n## When it can help\n\nMore.\n\n## Five senses\n\nMore.\n"


def a_handout(name: str = "grounding", version: int = 1) -> Handout:
    return Handout(HandoutId(name), version, "Grounding", "Steady yourself.", "Ours", date(2026, 11, 2), 7, TEXT)


def after(start: Shelf, *moves: tuple[Actor, Command]) -> Shelf:
    for actor, command in moves:
        start = reduce(shelf.evolve, shelf.decide(start, command, actor, NOW), start)
    return start


EMPTY = shelf.stocked([a_handout(), a_handout(version=2), a_handout("sleep")])
SHARED = after(EMPTY, (LEA, ShareHandout(GROUNDING)))


def test_the_newest_version_is_shared_with_the_room() -> None:
    events = shelf.decide(EMPTY, ShareHandout(GROUNDING), LEA, NOW)

    assert events == (HandoutShared(GROUNDING, 2, "Grounding"),)
    assert events[0].stream == ROOM


def test_a_facilitator_shows_where_the_group_is() -> None:
    """By its headings; 0 is what stands before the first."""
    events = shelf.decide(SHARED, TurnTo(GROUNDING, 2), LEA, NOW)
    assert events == (HandoutTurned(GROUNDING, 2),)
    assert events[0].stream == ROOM
    assert shelf.decide(after(SHARED, (LEA, TurnTo(GROUNDING, 2))), TurnTo(GROUNDING, 2), LEA, NOW) == ()


def test_only_in_a_place_that_there_is() -> None:
    for section in (-1, 3):
        with pytest.raises(Invalid):
            shelf.decide(SHARED, TurnTo(GROUNDING, section), LEA, NOW)
    with pytest.raises(NotFound):
        shelf.decide(EMPTY, TurnTo(GROUNDING, 0), LEA, NOW)


def test_where_somebody_reads_is_their_own() -> None:
    """A member neither shows a place nor says that they follow one."""
    with pytest.raises(NotAllowed):
        shelf.decide(SHARED, TurnTo(GROUNDING, 1), ANA, NOW)


def test_sharing_again_announces_nothing() -> None:
    assert shelf.decide(SHARED, ShareHandout(GROUNDING), LEA, NOW) == ()


def test_an_acknowledgement_reaches_facilitators_and_its_own_person_only() -> None:
    events = shelf.decide(SHARED, AcknowledgeHandout(GROUNDING), ANA, NOW)

    assert [type(event) for event in events] == [HandoutAcknowledged, AcknowledgementKept]
    assert [event.stream for event in events] == [FACILITATORS, member(ANA.seat)]


def test_a_second_acknowledgement_is_not_counted() -> None:
    once = after(SHARED, (ANA, AcknowledgeHandout(GROUNDING)), (BEN, AcknowledgeHandout(GROUNDING)))

    assert shelf.decide(once, AcknowledgeHandout(GROUNDING), ANA, NOW) == ()
    assert once.shared[GROUNDING].acknowledged == {ANA.seat, BEN.seat}


@pytest.mark.parametrize(
    ("state", "actor", "command", "refusal"),
    [
        (EMPTY, ANA, ShareHandout(GROUNDING), NotAllowed),
        (EMPTY, LEA, ShareHandout(HandoutId("unknown")), NotFound),
        (EMPTY, ANA, AcknowledgeHandout(GROUNDING), NotFound),
        (SHARED, LEA, AcknowledgeHandout(GROUNDING), NotAllowed),
        (SHARED, WAITING, AcknowledgeHandout(GROUNDING), NotFound),
        (SHARED, WAITING, ShareHandout(GROUNDING), NotFound),
    ],
)
def test_what_is_not_theirs_is_refused(state: Shelf, actor: Actor, command: Command, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        shelf.decide(state, command, actor, NOW)


moves = st.lists(
    st.tuples(
        st.sampled_from([LEA, ANA, BEN, WAITING]),
        st.builds(ShareHandout, st.sampled_from([GROUNDING, HandoutId("sleep"), HandoutId("unknown")]))
        | st.builds(AcknowledgeHandout, st.sampled_from([GROUNDING, HandoutId("sleep")])),
    )
)


@given(moves)
def test_a_late_joiner_ends_where_everybody_is(script: list[tuple[Actor, Command]]) -> None:
    """Replaying the journal gives the live state, and every command a second time changes nothing (I5, I6)."""
    live, journal = EMPTY, []
    for actor, command in script:
        try:
            events = shelf.decide(live, command, actor, NOW)
        except Refusal:
            continue
        journal += events
        live = reduce(shelf.evolve, events, live)
        assert shelf.decide(live, command, actor, NOW) == ()

    assert reduce(shelf.evolve, journal, EMPTY) == live


def test_an_acknowledgement_of_what_is_gone_changes_nothing() -> None:
    assert shelf.evolve(EMPTY, HandoutAcknowledged(ANA.seat, GROUNDING, 2)) == EMPTY
