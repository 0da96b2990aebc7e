"""The live rooms over HTTP: a ticket for the socket, and whether something waits inside."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from handrail.kernel.ids import SessionId
from handrail.kernel.principal import Power
from handrail.live.find_check_in import FindCheckIn
from handrail.live.issue_ticket import IssueTicket
from handrail.live.wire import CheckInWaiting, TicketOut
from handrail.web.routes import Call, Route, WayOut

FIND_CHECK_IN = web.AppKey("find_check_in", FindCheckIn)
ISSUE_TICKET = web.AppKey("issue_ticket", IssueTicket)


async def issue(call: Call[None]) -> TicketOut:
    """POST /v1/sessions/{session}/tickets."""
    ticket = await call.app[ISSUE_TICKET](call.caller, SessionId(call.path["session"]))
    return TicketOut(ticket=ticket.secret, expires_at=ticket.expires_at)


async def find_check_in(call: Call[None]) -> CheckInWaiting:
    """GET /v1/sessions/{session}/check-in."""
    title = await call.app[FIND_CHECK_IN](call.caller, SessionId(call.path["session"]))
    return CheckInWaiting(title=title or None)


ROUTES = (
    Route(
        "GET",
        "/v1/sessions/{session}/check-in",
        find_check_in,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Whether a check-in waits for me in a session that is on.",
        result=CheckInWaiting,
    ),
    Route(
        "POST",
        "/v1/sessions/{session}/tickets",
        issue,
        WayOut.IN_ROOM,
        Power.JOIN_ROOM,
        "A one-use ticket for the room of a session of mine.",
        result=TicketOut,
        ok=HTTPStatus.CREATED,
    ),
)
