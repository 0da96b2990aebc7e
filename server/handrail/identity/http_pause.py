"""A blank screen over HTTP: pausing a sign-in, its PIN, and the way back."""

from __future__ import annotations

from aiohttp import web

from handrail.identity.http_accounts import UNITS
from handrail.identity.pause import ChoosePin, ComeBack, Pause
from handrail.identity.wire import PinAsk, SignInOut
from handrail.kernel.principal import Power
from handrail.web.routes import Call, Route, WayOut

CHOOSE_PIN = web.AppKey("choose_pin", ChoosePin)
PAUSE = web.AppKey("pause", Pause)
COME_BACK = web.AppKey("come_back", ComeBack)


async def current(call: Call[None]) -> SignInOut:
    caller = call.caller
    async with call.app[UNITS].read() as unit:
        credentials = await unit.accounts.credentials(caller.person)
        pin = await unit.sign_ins.has_pin(caller.sign_in)
        passkey = bool(await unit.passkeys.of(caller.person))
    return SignInOut(paused=caller.locked, pin=pin, passkey=passkey, second_factor=bool(credentials.second))


async def choose_pin(call: Call[PinAsk]) -> None:
    await call.app[CHOOSE_PIN](call.caller, call.body.pin)


async def pause(call: Call[None]) -> None:
    await call.app[PAUSE](call.caller)


async def come_back(call: Call[PinAsk]) -> None:
    await call.app[COME_BACK](call.caller, call.body.pin)


ROUTES = (
    Route(
        "GET",
        "/v1/sign-ins/current",
        current,
        WayOut.TO_PERSON,
        Power.SIGNED_IN,
        "Whether this sign-in is paused, and what brings it back.",
        result=SignInOut,
    ),
    Route(
        "PUT",
        "/v1/sign-ins/current/pin",
        choose_pin,
        WayOut.NOTHING,
        Power.OWN_ACCOUNT,
        "Choose the PIN that brings this sign-in back after a pause.",
        body=PinAsk,
        fresh=True,
    ),
    Route(
        "PUT",
        "/v1/sign-ins/current/pause",
        pause,
        WayOut.NOTHING,
        Power.SIGNED_IN,
        "Pause this sign-in: it is good for an open room alone until its person is back.",
    ),
    Route(
        "POST",
        "/v1/returns",
        come_back,
        WayOut.NOTHING,
        Power.SIGNED_IN,
        "Come back from a pause with the PIN; the fifth wrong try in a row ends the sign-in.",
        body=PinAsk,
    ),
)
