"""Passkeys over HTTP: adding and removing one's own, and the challenges that one answers."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from handrail.identity.enrol_passkey import EnrolPasskey, RemovePasskey
from handrail.identity.http_accounts import UNITS
from handrail.identity.prove_by_passkey import ProveByPasskey
from handrail.identity.wire import PasskeyAsk, PasskeyOptions, PasskeyOut
from handrail.kernel.principal import Power
from handrail.web.limits import source
from handrail.web.routes import Call, Route, WayOut

ENROL_PASSKEY = web.AppKey("enrol_passkey", EnrolPasskey)
REMOVE_PASSKEY = web.AppKey("remove_passkey", RemovePasskey)
PROVE_BY_PASSKEY = web.AppKey("prove_by_passkey", ProveByPasskey)


async def offer(call: Call[None]) -> PasskeyOptions:
    return PasskeyOptions(options=await call.app[ENROL_PASSKEY].offer(call.caller))


async def enrol(call: Call[PasskeyAsk]) -> PasskeyOut:
    return PasskeyOut.of(await call.app[ENROL_PASSKEY](call.caller, call.body.credential))


async def own(call: Call[None]) -> list[PasskeyOut]:
    async with call.app[UNITS].read() as unit:
        return [PasskeyOut.of(one) for one in await unit.passkeys.of(call.caller.person)]


async def remove(call: Call[None]) -> None:
    await call.app[REMOVE_PASSKEY](call.caller, call.path["passkey"])


async def ask(call: Call[None]) -> PasskeyOptions:
    return PasskeyOptions(options=await call.app[PROVE_BY_PASSKEY].ask(source(call.request)))


async def confirm(call: Call[PasskeyAsk]) -> None:
    await call.app[PROVE_BY_PASSKEY].confirm(call.caller, call.body.credential, source(call.request))


ROUTES = (
    Route(
        "POST",
        "/v1/me/passkey-offers",
        offer,
        WayOut.TO_PERSON,
        Power.OWN_ACCOUNT,
        "What to ask a device for a new passkey; answered once, within five minutes.",
        result=PasskeyOptions,
        ok=HTTPStatus.CREATED,
        fresh=True,
    ),
    Route(
        "POST",
        "/v1/me/passkeys",
        enrol,
        WayOut.TO_PERSON,
        Power.OWN_ACCOUNT,
        "Add the passkey that the device made: a way to sign in, for staff without a code.",
        body=PasskeyAsk,
        result=PasskeyOut,
        ok=HTTPStatus.CREATED,
        fresh=True,
    ),
    Route(
        "GET",
        "/v1/me/passkeys",
        own,
        WayOut.TO_PERSON,
        Power.OWN_ACCOUNT,
        "The caller's own passkeys.",
        result=PasskeyOut,
        many=True,
    ),
    Route(
        "DELETE",
        "/v1/me/passkeys/{passkey}",
        remove,
        WayOut.NOTHING,
        Power.OWN_ACCOUNT,
        "Take a passkey away; every other device is signed out.",
        fresh=True,
    ),
    Route(
        "POST",
        "/v1/passkey-challenges",
        ask,
        WayOut.NOTHING,
        Power.ANYONE,
        "What to ask a device to sign in or to confirm who one is; answered once, within five minutes.",
        result=PasskeyOptions,
        ok=HTTPStatus.CREATED,
    ),
    Route(
        "POST",
        "/v1/passkey-reauthentications",
        confirm,
        WayOut.NOTHING,
        Power.SIGNED_IN,
        "Confirm who you are with a passkey, as with the password.",
        body=PasskeyAsk,
    ),
)
