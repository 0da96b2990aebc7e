"""Over HTTP: who looked, a record to take away, and whom the privacy officer's desk begins with."""

from __future__ import annotations

from aiohttp import web

from handrail.disclosure.gate import Gate
from handrail.disclosure.rulebook import Rulebook
from handrail.kernel.clock import Clock
from handrail.kernel.principal import Power
from handrail.rights.export_record import ExportRecord, Shape
from handrail.rights.ports import Library, RecordUnits
from handrail.rights.see_office import SeeClients, SeeWishes
from handrail.rights.see_viewings import SeeViewings
from handrail.rights.wire import ClientOut, ViewingOut, WishOut
from handrail.web.routes import Call, Route, WayOut

SEE_VIEWINGS = web.AppKey("see_viewings", SeeViewings)
SEE_CLIENTS = web.AppKey("see_clients", SeeClients)
SEE_WISHES = web.AppKey("see_wishes", SeeWishes)
EXPORT_RECORD = web.AppKey("export_record", ExportRecord)


def provide(
    app: web.Application, *, units: RecordUnits, gate: Gate, rulebook: Rulebook, library: Library, clock: Clock
) -> None:
    """Give `app` every use case that these routes call."""
    app[SEE_VIEWINGS] = SeeViewings(units)
    app[SEE_CLIENTS] = SeeClients(units)
    app[SEE_WISHES] = SeeWishes(units)
    app[EXPORT_RECORD] = ExportRecord(units, gate, rulebook, library, clock)


async def viewings(call: Call[None]) -> list[ViewingOut]:
    return [ViewingOut.of(one) for one in await call.app[SEE_VIEWINGS](call.caller)]


async def export_json(call: Call[None]) -> web.Response:
    return _file(await call.app[EXPORT_RECORD](call.caller, Shape.JSON), "application/json", "record.json")


async def export_text(call: Call[None]) -> web.Response:
    return _file(await call.app[EXPORT_RECORD](call.caller, Shape.TEXT), "text/plain", "record.txt")


async def clients(call: Call[None]) -> list[ClientOut]:
    return [ClientOut.of(one) for one in await call.app[SEE_CLIENTS](call.caller)]


async def waiting(call: Call[None]) -> list[WishOut]:
    return [WishOut.of(one) for one in await call.app[SEE_WISHES](call.caller)]


def _file(body: bytes, content_type: str, name: str) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=body, content_type=content_type, charset="utf-8", headers=headers)


ROUTES = (
    Route(
        "GET",
        "/v1/viewings",
        viewings,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Who of the program looked at what is yours, and when.",
        result=ViewingOut,
        many=True,
    ),
    Route(
        "GET",
        "/v1/people",
        clients,
        WayOut.TO_STAFF,
        Power.KEEP_FORMS,
        "The clients of the program, former ones too, by legal name.",
        result=ClientOut,
        many=True,
    ),
    Route(
        "GET",
        "/v1/waiting-restrictions",
        waiting,
        WayOut.TO_STAFF,
        Power.SIGN_OFF,
        "Restrictions that clients asked for and nobody has answered, the longest first.",
        result=WishOut,
        many=True,
    ),
    Route(
        "POST",
        "/v1/record-exports",
        export_json,
        WayOut.DISCLOSURE,
        Power.OWN_RECORD,
        "Take your whole record away, for a program to read; your accounting says that you did.",
        produces="application/json",
        fresh=True,
    ),
    Route(
        "POST",
        "/v1/record-exports/text",
        export_text,
        WayOut.DISCLOSURE,
        Power.OWN_RECORD,
        "The same as plain text, to read.",
        produces="text/plain",
        fresh=True,
    ),
)
