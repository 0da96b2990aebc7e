"""Deliveries over HTTP: a client has a letter sent; a recipient opens it once, on a page that says nothing."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from datetime import datetime
from http import HTTPStatus
from importlib.resources import files
from math import ceil
from typing import Any

from aiohttp import web

from handrail.disclosure.gate import Gate
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Invalid, TooMany
from handrail.kernel.ids import Ids, LetterId
from handrail.kernel.principal import Power
from handrail.letters.choices import Language
from handrail.letters.deliver import QueueDelivery, SeeDeliveries
from handrail.letters.delivery import Act, Delivery, Manner, State
from handrail.letters.end_deliveries import CancelDelivery
from handrail.letters.fetch_delivered import FetchDelivered
from handrail.letters.foresee_delivery import Choice, ForeseeDelivery
from handrail.letters.http_check import CheckLimits, until_beat, wait
from handrail.letters.pdf_press import file_name
from handrail.letters.ports import Units
from handrail.letters.send_again import SendAgain
from handrail.letters.send_due import LINK_PATH
from handrail.letters.wire import (
    DeliveryChoiceOut,
    DeliveryChoicesOut,
    DeliveryIn,
    DeliveryOut,
    FetchIn,
    FetchOut,
    MailOut,
)
from handrail.web.limits import source
from handrail.web.routes import Call, Route, WayOut
from handrail.web.serve import CLOCK

FORESEE_DELIVERY = web.AppKey("foresee_delivery", ForeseeDelivery)
QUEUE_DELIVERY = web.AppKey("queue_delivery", QueueDelivery)
SEND_AGAIN = web.AppKey("send_again", SendAgain)
CANCEL_DELIVERY = web.AppKey("cancel_delivery", CancelDelivery)
SEE_DELIVERIES = web.AppKey("see_deliveries", SeeDeliveries)
FETCH_DELIVERED = web.AppKey("fetch_delivered", FetchDelivered)
FETCH_LIMITS = web.AppKey("fetch_limits", CheckLimits)


def provide(
    app: web.Application, *, units: Units, gate: Gate, clock: Clock, ids: Ids, origin: str, mail_from: str
) -> None:
    """Give `app` every use case that these routes call."""
    app[FORESEE_DELIVERY] = ForeseeDelivery(units, gate, clock, file_name, origin, mail_from)
    app[QUEUE_DELIVERY] = QueueDelivery(units, gate, clock, ids, sends=bool(mail_from))
    app[SEND_AGAIN] = SendAgain(units, app[QUEUE_DELIVERY])
    app[CANCEL_DELIVERY] = CancelDelivery(units)
    app[SEE_DELIVERIES] = SeeDeliveries(units)
    app[FETCH_DELIVERED] = FetchDelivered(units, gate, clock)
    app[FETCH_LIMITS] = CheckLimits(clock)


async def choices(call: Call[None]) -> DeliveryChoicesOut:
    try:
        language = Language(call.query.get("language", Language.ENGLISH))
    except ValueError:
        raise Invalid("There are no mails in that language.") from None
    found = await call.app[FORESEE_DELIVERY](call.caller, LetterId(call.path["letter"]), language)
    return DeliveryChoicesOut(
        closed=found.closed.value if found.closed else None,
        purpose=found.purpose.value,
        elements=tuple(one.value for one in found.elements),
        sender=found.sender,
        choices=tuple(_choice(one, found.sender) for one in found.choices),
    )


def _choice(choice: Choice, sender: str) -> DeliveryChoiceOut:
    return DeliveryChoiceOut(
        form=choice.form,
        recipient=choice.recipient_name,
        until=choice.until,
        manners=tuple(one.value for one in choice.manners),
        warnings=tuple(one.value for one in choice.warns),
        neutral=choice.neutral,
        mails={
            manner.value: MailOut(
                sender=f"{mail.sender_name} <{sender}>",
                subject=mail.subject,
                text=mail.text,
                files=tuple(file.name for file in mail.files),
            )
            for manner, mail in choice.mails
        },
    )


async def queue(call: Call[DeliveryIn]) -> DeliveryOut:
    queued = await call.app[QUEUE_DELIVERY](call.caller, LetterId(call.path["letter"]), call.body.to_ask())
    return _out(queued.delivery, call.app[CLOCK].now(), queued.passcode)


async def listed(call: Call[None]) -> list[DeliveryOut]:
    now = call.app[CLOCK].now()
    return [_out(one, now) for one in await call.app[SEE_DELIVERIES](call.caller)]


async def cancel(call: Call[None]) -> DeliveryOut:
    return _out(await call.app[CANCEL_DELIVERY](call.caller, call.path["delivery"]), call.app[CLOCK].now())


async def again(call: Call[None]) -> DeliveryOut:
    queued = await call.app[SEND_AGAIN](call.caller, call.path["delivery"])
    return _out(queued.delivery, call.app[CLOCK].now(), queued.passcode)


async def fetch(call: Call[FetchIn]) -> FetchOut | web.Response:
    clock = call.app[CLOCK]
    began = clock.monotonic()
    try:
        call.app[FETCH_LIMITS].take(source(call.request))
    except TooMany as refusal:
        return wait(refusal)
    handed = await call.app[FETCH_DELIVERED](call.body.token, call.body.passcode)
    await asyncio.sleep(until_beat(clock.monotonic() - began))
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


def _out(delivery: Delivery, now: datetime, passcode: str = "") -> DeliveryOut:
    return DeliveryOut(
        id=delivery.id,
        letter=delivery.letter,
        state=delivery.state.value,
        recipient=delivery.recipient.name or "",
        address=delivery.address,
        notice=delivery.notice,
        queued_at=delivery.queued_at,
        sends_at=delivery.sends_at,
        undo_seconds=max(0, ceil((delivery.sends_at - now).total_seconds())) if delivery.state is State.QUEUED else 0,
        until=delivery.until if delivery.manner is Manner.LINK else None,
        manner=delivery.manner.value,
        neutral=delivery.neutral,
        since=delivery.since,
        why=delivery.why.value if delivery.why else None,
        can_be_stopped=delivery.can_be_stopped,
        wrong_passcodes=delivery.acts.count(Act.WRONG),
        passcode=passcode,
    )


ROUTES = (
    Route(
        "GET",
        "/v1/letters/{letter}/delivery-choices",
        choices,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Whether and on which form a letter can be sent, and how the mail would look.",
        result=DeliveryChoicesOut,
        query=("language",),
    ),
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
        idempotent=True,
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
        idempotent=True,
    ),
    Route(
        "POST",
        "/v1/deliveries/{delivery}/again",
        again,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Send a link again that nobody opened: a new link, and the old one leads nowhere.",
        result=DeliveryOut,
        ok=HTTPStatus.CREATED,
        fresh=True,
        idempotent=True,
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
