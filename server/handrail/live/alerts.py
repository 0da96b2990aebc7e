"""The alerts of one room: which are open, and which facilitator sees to which.

    OPEN ── AcknowledgeAlert ──▶ ACKNOWLEDGED ── AcknowledgeAlert ──▶ ACKNOWLEDGED (nothing changes)

An alert is opened by an answer to a safety item, or by somebody who says that they need a person. The lasting
alert is a row of `safety`; here is what the people in the room are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from handrail.checkins.events import SafetyRaised
from handrail.kernel.audience import FACILITATORS, Actor, Standing, Stream, member
from handrail.kernel.errors import NotAllowed, NotFound
from handrail.kernel.ids import AlertId, SeatId


@dataclass(frozen=True, slots=True)
class AskForHelp:
    """A member says, quietly, that they need somebody. `alert` is the id that is opened."""

    alert: AlertId


@dataclass(frozen=True, slots=True)
class AcknowledgeAlert:
    """A facilitator sees to it."""

    alert: AlertId


Command = AskForHelp | AcknowledgeAlert


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """Somebody needs a person now, and has said so."""

    alert: AlertId
    seat: SeatId

    @property
    def stream(self) -> Stream:
        return FACILITATORS


@dataclass(frozen=True, slots=True)
class HelpKept:
    """To the one who asked: the facilitators have been told."""

    alert: AlertId
    seat: SeatId

    @property
    def stream(self) -> Stream:
        return member(self.seat)


@dataclass(frozen=True, slots=True)
class HelpTaken:
    """To the one who asked: the facilitator in seat `by` sees to it; empty where they are not in the room."""

    alert: AlertId
    seat: SeatId
    by: SeatId

    @property
    def stream(self) -> Stream:
        return member(self.seat)


@dataclass(frozen=True, slots=True)
class AlertAcknowledged:
    """The facilitator in seat `by` sees to it; the seat is empty where they are not in the room."""

    alert: AlertId
    by: SeatId

    @property
    def stream(self) -> Stream:
        return FACILITATORS


Event = HelpAsked | HelpKept | HelpTaken | AlertAcknowledged


@dataclass(frozen=True, slots=True)
class RoomAlert:
    """One alert; `by` is None while nobody has acknowledged it."""

    raised: SafetyRaised | HelpAsked
    by: SeatId | None = None


Alerts = Mapping[AlertId, RoomAlert]


def decide(alerts: Alerts, command: Command, actor: Actor) -> tuple[Event, ...]:
    """What follows: an alert for each asking while none of the same person is open, an acknowledgement once.

    Raises:
        NotAllowed: a member acknowledges, or a facilitator asks. Who waits in the lobby may ask too.
        NotFound: no such alert, or the lobby wants to acknowledge.
    """
    match command:
        case AskForHelp(alert):
            if actor.standing is Standing.FACILITATOR:
                raise NotAllowed("Participants ask facilitators.")
            before = asked_by(alerts, actor.seat)
            waits = before is not None and before.by is None
            return () if waits else (HelpAsked(alert, actor.seat), HelpKept(alert, actor.seat))
        case AcknowledgeAlert(alert):
            return _acknowledge(alerts, alert, actor)
        case _:
            assert_never(command)


def _acknowledge(alerts: Alerts, alert: AlertId, actor: Actor) -> tuple[Event, ...]:
    if actor.standing is Standing.LOBBY:
        raise NotFound
    if actor.standing is not Standing.FACILITATOR:
        raise NotAllowed("Facilitators see to alerts.")
    there = alerts.get(alert)
    if there is None:
        raise NotFound
    if there.by is not None:
        return ()
    seen = AlertAcknowledged(alert, actor.seat)
    if isinstance(there.raised, HelpAsked):
        return (seen, HelpTaken(alert, there.raised.seat, actor.seat))
    return (seen,)


def asked_by(alerts: Alerts, seat: SeatId) -> RoomAlert | None:
    """The latest alert that this person opened by asking for somebody."""
    theirs = [one for one in alerts.values() if isinstance(one.raised, HelpAsked) and one.raised.seat == seat]
    return theirs[-1] if theirs else None


def evolve(alerts: Alerts, event: SafetyRaised | Event) -> Alerts:
    """The alerts after the event."""
    match event:
        case SafetyRaised(alert) | HelpAsked(alert):
            return alerts if alert in alerts else {**alerts, alert: RoomAlert(event)}
        case AlertAcknowledged(alert, by):
            there = alerts.get(alert)
            return alerts if there is None else {**alerts, alert: replace(there, by=by)}
        case HelpKept() | HelpTaken():
            return alerts
        case _:
            assert_never(event)
