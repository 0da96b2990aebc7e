"""The privacy officer asks whether the log holds."""

from __future__ import annotations

from aiohttp import web

from handrail.audit.walk import Units, WalkLog
from handrail.audit.wire import AuditState, state
from handrail.kernel.principal import Power
from handrail.web.routes import Call, Route, WayOut

WALK_LOG = web.AppKey("walk_log", WalkLog)


def provide(app: web.Application, *, units: Units) -> None:
    """Give `app` the use case that this route calls."""
    app[WALK_LOG] = WalkLog(units)


async def audit_state(call: Call[None]) -> AuditState:
    return state(*await call.app[WALK_LOG]())


ROUTES = (
    Route(
        "GET",
        "/v1/audit",
        audit_state,
        WayOut.NOTHING,
        Power.VERIFY_AUDIT,
        "Walk the audit log and say whether it holds.",
        result=AuditState,
    ),
)
