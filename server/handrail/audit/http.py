"""The privacy officer asks whether the log holds."""

from __future__ import annotations

from typing import Protocol

from aiohttp import web

from handrail.audit import note_refused, walk
from handrail.audit.wire import AuditState, state
from handrail.kernel.principal import Power
from handrail.web.caller import NOTE_REFUSED
from handrail.web.routes import Call, Route, WayOut

WALK_LOG = web.AppKey("walk_log", walk.WalkLog)


class Units(walk.Units, note_refused.Units, Protocol):
    """Reads the log, and adds to it."""


def provide(app: web.Application, *, units: Units) -> None:
    """Give `app` the use case that this route calls, and what notes refusals of every route."""
    app[WALK_LOG] = walk.WalkLog(units)
    app[NOTE_REFUSED] = note_refused.NoteRefused(units)


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
