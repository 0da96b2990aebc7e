"""The one HTTP route of the live rooms: a ticket for the socket."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from handrail.kernel.ids import SessionId
from handrail.kernel.principal import Power
from handrail.live.issue_ticket import IssueTicket
from handrail.live.wire import TicketOut
from handrail.web.routes import Call, Route, WayOut

ISSUE_TICKET = web.AppKey("issue_ticket", IssueTicket)


async def issue(call: Call[None]) -> TicketOut:
    """POST /v1/sessions/{session}/tickets."""
    ticket = await call.app[ISSUE_TICKET](call.caller, SessionId(call.path["session"]))
    return TicketOut(ticket=ticket.secret, expires_at=ticket.expires_at)


ROUTES = (
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
