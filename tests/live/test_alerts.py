"""Somebody says that they need a person: who hears it, and how long it stays open."""

from __future__ import annotations

import orjson
import pytest

from handrail.kernel.audience import FACILITATORS, Actor, Standing, member
from handrail.kernel.errors import NotAllowed, NotFound
from handrail.kernel.ids import AlertId, SeatId
from handrail.live.alerts import (
    AcknowledgeAlert,
    AlertAcknowledged,
    Alerts,
    AskForHelp,
    Command,
    Event,
    HelpAsked,
    HelpKept,
    HelpTaken,
    asked_by,
    decide,
    evolve,
)
from tests.live.stage import Stage, seat_of
from tests.live.test_streams import evening
from tests.live.world import ANA, BEN, CAM, RUTH

FIRST, SECOND = AlertId("first"), AlertId("second")
ASKS = Actor(SeatId("ASKS"), Standing.MEMBER)
LEADS = Actor(SeatId("LEADS"), Standing.FACILITATOR)
WAITS = Actor(SeatId("WAITS"), Standing.LOBBY)


def after(alerts: Alerts, command: Command, actor: Actor) -> tuple[Alerts, tuple[Event, ...]]:
    events = decide(alerts, command, actor)
    for event in events:
        alerts = evolve(alerts, event)
    return alerts, events


def test_facilitators_hear_it_and_who_asked_is_told_so() -> None:
    _, events = after({}, AskForHelp(FIRST), ASKS)
    assert events == (HelpAsked(FIRST, ASKS.seat), HelpKept(FIRST, ASKS.seat))
    assert [event.stream for event in events] == [FACILITATORS, member(ASKS.seat)]


def test_it_stays_open_until_somebody_takes_it_on() -> None:
    """And then who asked is told who comes."""
    alerts, _ = after({}, AskForHelp(FIRST), ASKS)
    asked = asked_by(alerts, ASKS.seat)
    assert asked is not None
    assert asked.by is None
    alerts, events = after(alerts, AcknowledgeAlert(FIRST), LEADS)
    assert events == (AlertAcknowledged(FIRST, LEADS.seat), HelpTaken(FIRST, ASKS.seat, LEADS.seat))
    assert after(alerts, AcknowledgeAlert(FIRST), LEADS)[1] == ()


def test_asking_again_while_it_is_open_changes_nothing() -> None:
    alerts, _ = after({}, AskForHelp(FIRST), ASKS)
    assert after(alerts, AskForHelp(SECOND), ASKS)[1] == ()
    alerts, _ = after(alerts, AcknowledgeAlert(FIRST), LEADS)
    assert after(alerts, AskForHelp(SECOND), ASKS)[1] != ()


def test_participants_ask_and_facilitators_take_on() -> None:
    alerts, _ = after({}, AskForHelp(FIRST), ASKS)
    with pytest.raises(NotAllowed):
        decide(alerts, AskForHelp(SECOND), LEADS)
    with pytest.raises(NotAllowed):
        decide(alerts, AcknowledgeAlert(FIRST), ASKS)
    with pytest.raises(NotFound):
        decide(alerts, AcknowledgeAlert(FIRST), WAITS)


def test_who_waits_in_the_lobby_may_ask_too() -> None:
    """Nobody has let them in yet, and that is no reason not to hear them."""
    _, events = after({}, AskForHelp(FIRST), WAITS)
    assert events == (HelpAsked(FIRST, WAITS.seat), HelpKept(FIRST, WAITS.seat))


def test_what_was_asked_before_the_room_opened_stands_there_when_the_first_facilitator_comes() -> None:
    stage = Stage()
    stage.join(ANA)
    asked = stage.give(ANA, AskForHelp(FIRST), id="first")
    stage.join(RUTH)
    assert asked.events
    (there,) = orjson.loads(stage.frames(RUTH)[0])["snapshot"]["alerts"]
    assert (there["seat"], there["acknowledged"]) == (seat_of(ANA), False)


def test_a_facilitator_who_comes_later_finds_it_open() -> None:
    """Peers heard nothing, then or later."""
    stage = evening()
    before = {person: len(stage.frames(person)) for person in (BEN, CAM)}
    stage.give(ANA, AskForHelp(FIRST), id=FIRST)
    stage.join(RUTH)
    (welcome,) = map(orjson.loads, stage.frames(RUTH))
    (alert,) = welcome["snapshot"]["alerts"]
    assert (alert["seat"], alert["round"], alert["acknowledged"]) == (seat_of(ANA), None, False)
    stage.give(RUTH, AcknowledgeAlert(FIRST))
    assert orjson.loads(stage.frames(ANA)[-1])["type"] == "help.taken"
    assert {person: len(stage.frames(person)) for person in (BEN, CAM)} == before
