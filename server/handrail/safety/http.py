"""Alerts for the facilitators of a session: look, and take on."""

from __future__ import annotations

from aiohttp import web

from handrail.kernel.clock import Clock
from handrail.kernel.ids import AlertId, Ids, SessionId
from handrail.kernel.principal import Power
from handrail.safety.acknowledge import AcknowledgeAlert
from handrail.safety.ports import Units
from handrail.safety.watch import WatchAlerts
from handrail.safety.wire import AcknowledgeIn, AlertOut, alert_out
from handrail.web.routes import Call, Route, WayOut

WATCH_ALERTS = web.AppKey("watch_alerts", WatchAlerts)
ACKNOWLEDGE_ALERT = web.AppKey("acknowledge_alert", AcknowledgeAlert)


def provide(app: web.Application, *, units: Units, clock: Clock, ids: Ids) -> None:
    """Give `app` every use case that these routes call."""
    app[WATCH_ALERTS] = WatchAlerts(units)
    app[ACKNOWLEDGE_ALERT] = AcknowledgeAlert(units, clock, ids)


async def watch_alerts(call: Call[None]) -> list[AlertOut]:
    found = await call.app[WATCH_ALERTS](call.caller, SessionId(call.path["session"]))
    return [alert_out(one) for one in found]


async def acknowledge_alert(call: Call[AcknowledgeIn]) -> AlertOut:
    return alert_out(await call.app[ACKNOWLEDGE_ALERT](call.caller, AlertId(call.path["alert"]), call.body.note))


ROUTES = (
    Route(
        "GET",
        "/v1/sessions/{session}/alerts",
        watch_alerts,
        WayOut.TO_STAFF,
        Power.READ_ROOM_ANSWERS,
        "The safety alerts of a session that you lead.",
        result=AlertOut,
        many=True,
    ),
    Route(
        "POST",
        "/v1/alerts/{alert}/acknowledgements",
        acknowledge_alert,
        WayOut.TO_STAFF,
        Power.READ_ROOM_ANSWERS,
        "Take a safety alert on, with a word on what was done.",
        body=AcknowledgeIn,
        result=AlertOut,
        idempotent=True,
    ),
)
