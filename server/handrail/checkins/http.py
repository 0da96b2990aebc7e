"""Check-ins over HTTP: what is asked, and responses for those who may read them."""

from __future__ import annotations

from aiohttp import web

from handrail.checkins.ports import Units
from handrail.checkins.review import OwnResponses, ReviewResponses
from handrail.checkins.store import shipped
from handrail.checkins.wire import ResponseOut, TemplateOut, responses_out, template_out
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import SessionId
from handrail.kernel.principal import Power
from handrail.web.routes import Call, Route, WayOut

REVIEW_RESPONSES = web.AppKey("review_responses", ReviewResponses)
OWN_RESPONSES = web.AppKey("own_responses", OwnResponses)


def provide(app: web.Application, *, units: Units) -> None:
    """Give `app` every use case that these routes call."""
    app[REVIEW_RESPONSES] = ReviewResponses(units)
    app[OWN_RESPONSES] = OwnResponses(units)


async def list_templates(call: Call[None]) -> list[TemplateOut]:  # noqa: ARG001 - one shape for every handler
    newest = {one.id: one for one in sorted(shipped(), key=lambda one: one.version)}
    return [template_out(newest[name]) for name in sorted(newest)]


async def read_template(call: Call[None]) -> TemplateOut:
    wanted = (call.path["template"], call.path["version"])
    found = next((one for one in shipped() if (one.id, str(one.version)) == wanted), None)
    if found is None:
        raise NotFound
    return template_out(found)


async def review_responses(call: Call[None]) -> list[ResponseOut]:
    return responses_out(await call.app[REVIEW_RESPONSES](call.caller, SessionId(call.path["session"])))


async def own_responses(call: Call[None]) -> list[ResponseOut]:
    return responses_out(await call.app[OWN_RESPONSES](call.caller))


ROUTES = (
    Route(
        "GET",
        "/v1/checkins",
        list_templates,
        WayOut.NOTHING,
        Power.SIGNED_IN,
        "The check-ins that there are, in their newest version.",
        result=TemplateOut,
        many=True,
    ),
    Route(
        "GET",
        "/v1/checkins/{template}/versions/{version}",
        read_template,
        WayOut.NOTHING,
        Power.SIGNED_IN,
        "One version of a check-in.",
        result=TemplateOut,
    ),
    Route(
        "GET",
        "/v1/sessions/{session}/responses",
        review_responses,
        WayOut.TO_STAFF,
        Power.READ_ROOM_ANSWERS,
        "The check-in responses of a session that you lead.",
        result=ResponseOut,
        many=True,
    ),
    Route(
        "GET",
        "/v1/responses",
        own_responses,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Your own check-in responses.",
        result=ResponseOut,
        many=True,
    ),
)
