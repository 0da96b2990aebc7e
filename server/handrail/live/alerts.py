"""The safety alerts of one room: which are open, and which facilitator sees to which.

    OPEN ── AcknowledgeAlert ──▶ ACKNOWLEDGED ── AcknowledgeAlert ──▶ ACKNOWLEDGED (nothing changes)

The lasting alert is a row of `safety`; here is what the people in the room are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from handrail.checkins.events import SafetyRaised
from handrail.kernel.audience import FACILITATORS, Actor, Standing, Stream
from handrail.kernel.errors import NotAllowed, NotFound
from handrail.kernel.ids import AlertId, SeatId


@dataclass(frozen=True, slots=True)
class AcknowledgeAlert:
    """A facilitator sees to it."""

    alert: AlertId


@dataclass(frozen=True, slots=True)
class AlertAcknowledged:
    """The facilitator in seat `by` sees to it; the seat is empty where they are not in the room."""

    alert: AlertId
    by: SeatId

    @property
    def stream(self) -> Stream:
        return FACILITATORS


@dataclass(frozen=True, slots=True)
class RoomAlert:
    """One alert; `by` is None while nobody has acknowledged it."""

    raised: SafetyRaised
    by: SeatId | None = None


Alerts = Mapping[AlertId, RoomAlert]


def decide(alerts: Alerts, command: AcknowledgeAlert, actor: Actor) -> tuple[AlertAcknowledged, ...]:
    """The acknowledgement, once.

    Raises:
        NotAllowed: a member asks.
        NotFound: no such alert, or the lobby asks.
    """
    if actor.standing is Standing.MEMBER:
        raise NotAllowed("Facilitators see to alerts.")
    alert = alerts.get(command.alert)
    if actor.standing is Standing.LOBBY or alert is None:
        raise NotFound
    return () if alert.by is not None else (AlertAcknowledged(command.alert, actor.seat),)


def evolve(alerts: Alerts, event: SafetyRaised | AlertAcknowledged) -> Alerts:
    """The alerts after the event."""
    match event:
        case SafetyRaised(alert):
            return alerts if alert in alerts else {**alerts, alert: RoomAlert(event)}
        case AlertAcknowledged(alert, by):
            there = alerts.get(alert)
            return alerts if there is None else {**alerts, alert: replace(there, by=by)}
