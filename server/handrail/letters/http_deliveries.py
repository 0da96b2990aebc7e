"""Deliveries over HTTP: a client has a letter sent; a recipient opens it once, on a page that says nothing."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from http import HTTPStatus
from importlib.resources import files
from typing import Any

from aiohttp import web

from handrail.disclosure.gate import Gate
from handrail.kernel.clock import Clock
from handrail.kernel.errors import TooMany
from handrail.kernel.ids import Ids, LetterId
from handrail.kernel.principal import Power
from handrail.letters.deliver import CancelDelivery, QueueDelivery, SeeDeliveries
from handrail.letters.delivery import Act, Delivery
from handrail.letters.fetch_delivered import FetchDelivered
from handrail.letters.http_check import BEAT, CheckLimits, wait
from handrail.letters.pdf_press import file_name
from handrail.letters.ports import Units
from handrail.letters.send_due import LINK_PATH
from handrail.letters.wire import DeliveryIn, DeliveryOut, FetchIn, FetchOut
from handrail.web.limits import source
from handrail.web.routes import Call, Route, WayOut
from handrail.web.serve import CLOCK

QUEUE_DELIVERY = web.AppKey("queue_delivery", QueueDelivery)
CANCEL_DELIVERY = web.AppKey("cancel_delivery", CancelDelivery)
SEE_DELIVERIES = web.AppKey("see_deliveries", SeeDeliveries)
FETCH_DELIVERED = web.AppKey("fetch_delivered", FetchDelivered)
FETCH_LIMITS = web.AppKey("fetch_limits", CheckLimits)


def provide(app: web.Application, *, units: Units, gate: Gate, clock: Clock, ids: Ids) -> None:
    """Give `app` every use case that these routes call."""
    app[QUEUE_DELIVERY] = QueueDelivery(units, gate, clock, ids, sends=False)
    app[CANCEL_DELIVERY] = CancelDelivery(units)
    app[SEE_DELIVERIES] = SeeDeliveries(units)
    app[FETCH_DELIVERED] = FetchDelivered(units, gate, clock)
    app[FETCH_LIMITS] = CheckLimits(clock)


async def queue(call: Call[DeliveryIn]) -> DeliveryOut:
    queued = await call.app[QUEUE_DELIVERY](call.caller, LetterId(call.path["letter"]), call.body.to_ask())
    return _out(queued.delivery, queued.passcode)


async def listed(call: Call[None]) -> list[DeliveryOut]:
    return [_out(one) for one in await call.app[SEE_DELIVERIES](call.caller)]


async def cancel(call: Call[None]) -> DeliveryOut:
    return _out(await call.app[CANCEL_DELIVERY](call.caller, call.path["delivery"]))


async def fetch(call: Call[FetchIn]) -> FetchOut | web.Response:
    clock = call.app[CLOCK]
    began = clock.monotonic()
    try:
        call.app[FETCH_LIMITS].take(source(call.request))
    except TooMany as refusal:
        return wait(refusal)
    handed = await call.app[FETCH_DELIVERED](call.body.token, call.body.passcode)
    await asyncio.sleep(BEAT - (clock.monotonic() - began) % BEAT)
    if handed is None:
        return FetchOut()
    return FetchOut(name=file_name(handed.number), document=b64encode(handed.pdf).decode(), notice=handed.notice)


_PAGE = files("handrail.letters") / "page"
_TYPES = {"letter.html": "text/html", "letter.js": "text/javascript"}
_FILES = {name: (_PAGE / name).read_text("utf-8") for name in _TYPES}


def _file(name: str) -> Any:
    async def serve(_: Call[None]) -> web.Response:
        return web.Response(text=_FILES[name], content_type=_TYPES[name])

    return serve


def _out(delivery: Delivery, passcode: str = "") -> DeliveryOut:
    return DeliveryOut(
        id=delivery.id,
        letter=delivery.letter,
        state=delivery.state.value,
        recipient=delivery.recipient.name or "",
        address=delivery.address,
        notice=delivery.notice,
        queued_at=delivery.queued_at,
        sends_at=delivery.sends_at,
        until=delivery.until,
        wrong_passcodes=delivery.acts.count(Act.WRONG),
        passcode=passcode,
    )


ROUTES = (
    Route(
        "POST",
        "/v1/letters/{letter}/deliveries",
        queue,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Have a letter sent to the recipient of a form; it can be taken back for ten minutes.",
        body=DeliveryIn,
        result=DeliveryOut,
        ok=HTTPStatus.CREATED,
        fresh=True,
    ),
    Route(
        "GET",
        "/v1/deliveries",
        listed,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "The caller's sendings, newest first, and what became of each.",
        result=DeliveryOut,
        many=True,
    ),
    Route(
        "POST",
        "/v1/deliveries/{delivery}/cancellation",
        cancel,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Take a sending back; its link leads nowhere from then on.",
        result=DeliveryOut,
    ),
    Route(
        "POST",
        "/v1/letter-fetches",
        fetch,
        WayOut.DISCLOSURE,
        Power.ANYONE,
        "Open what was sent, once.",
        body=FetchIn,
        result=FetchOut,
        limit=4096,
    ),
    Route(
        "GET",
        LINK_PATH,
        _file("letter.html"),
        WayOut.NOTHING,
        Power.ANYONE,
        "The page where a document that was sent is opened.",
        produces="text/html",
    ),
    Route(
        "GET",
        "/letter.js",
        _file("letter.js"),
        WayOut.NOTHING,
        Power.ANYONE,
        "What that page does.",
        produces="text/javascript",
    ),
)
