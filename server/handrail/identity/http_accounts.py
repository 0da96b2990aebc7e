"""Accounts over HTTP: the first one, invitations, one's own, and what coordinators do with others'."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from aiohttp import web

from handrail.identity.change_account import ChangeAccount
from handrail.identity.change_password import ChangePassword
from handrail.identity.correct_account import CorrectAccount
from handrail.identity.disable import Disable
from handrail.identity.invite import Invite
from handrail.identity.ports import Units
from handrail.identity.setup import SetUp
from handrail.identity.unlock import Unlock
from handrail.identity.wire import (
    AccountChange,
    AccountOut,
    InvitationAsk,
    InvitationOut,
    MeChange,
    MeOut,
    PasswordAsk,
    SetupAsk,
)
from handrail.kernel.ids import PersonId
from handrail.kernel.principal import Power
from handrail.web.limits import source
from handrail.web.routes import Call, Route, WayOut

UNITS = web.AppKey("identity_units", Units)
INVITE = web.AppKey("invite", Invite)
SET_UP = web.AppKey("set_up", SetUp)
CHANGE_ACCOUNT = web.AppKey("change_account", ChangeAccount)
CHANGE_PASSWORD = web.AppKey("change_password", ChangePassword)
CORRECT_ACCOUNT = web.AppKey("correct_account", CorrectAccount)
UNLOCK = web.AppKey("unlock", Unlock)
DISABLE = web.AppKey("disable", Disable)


async def invite(call: Call[InvitationAsk]) -> InvitationOut:
    return InvitationOut.of(await call.app[INVITE](call.caller, call.body.to_invitee()))


async def set_up(call: Call[SetupAsk]) -> InvitationOut:
    asked = call.body
    return InvitationOut.of(await call.app[SET_UP](asked.secret, asked.to_invitee(), source(call.request)))


async def me(call: Call[Any]) -> MeOut:
    async with call.app[UNITS].read() as unit:
        account = await unit.accounts.get(call.caller.person)
        credentials = await unit.accounts.credentials(call.caller.person)
    return MeOut.of(account, call.caller, second_factor=bool(credentials.second))


async def change_me(call: Call[MeChange]) -> MeOut:
    await call.app[CHANGE_ACCOUNT](call.caller, call.body.display_name, call.body.zone)
    return await me(call)


async def change_password(call: Call[PasswordAsk]) -> None:
    await call.app[CHANGE_PASSWORD](call.caller, call.body.password)


async def accounts(call: Call[None]) -> list[AccountOut]:
    async with call.app[UNITS].read() as unit:
        return [AccountOut.of(one) for one in await unit.accounts.of_program(call.caller.program)]


async def correct(call: Call[AccountChange]) -> AccountOut:
    person = PersonId(call.path["person"])
    return AccountOut.of(await call.app[CORRECT_ACCOUNT](call.caller, person, call.body.to_correction()))


async def unlock(call: Call[None]) -> None:
    await call.app[UNLOCK](call.caller, PersonId(call.path["person"]))


async def disable(call: Call[None]) -> None:
    await call.app[DISABLE](call.caller, PersonId(call.path["person"]))


ROUTES = (
    Route(
        "POST",
        "/v1/setup",
        set_up,
        WayOut.TO_STAFF,
        Power.ANYONE,
        "Make the first coordinator, with the secret that the server printed.",
        body=SetupAsk,
        result=InvitationOut,
        ok=HTTPStatus.CREATED,
    ),
    Route(
        "POST",
        "/v1/invitations",
        invite,
        WayOut.TO_STAFF,
        Power.INVITE,
        "Invite somebody with a one-time link.",
        body=InvitationAsk,
        result=InvitationOut,
        ok=HTTPStatus.CREATED,
    ),
    Route(
        "PATCH",
        "/v1/me",
        change_me,
        WayOut.TO_PERSON,
        Power.OWN_ACCOUNT,
        "Change how one is shown to others, or one's time zone.",
        body=MeChange,
        result=MeOut,
    ),
    Route(
        "PUT",
        "/v1/me/password",
        change_password,
        WayOut.NOTHING,
        Power.OWN_ACCOUNT,
        "Choose another password; every other device is signed out.",
        body=PasswordAsk,
        fresh=True,
    ),
    Route(
        "GET",
        "/v1/accounts",
        accounts,
        WayOut.TO_STAFF,
        Power.INVITE,
        "Everybody who has or had an account in the caller's program.",
        result=AccountOut,
        many=True,
    ),
    Route(
        "PATCH",
        "/v1/accounts/{person}",
        correct,
        WayOut.TO_STAFF,
        Power.INVITE,
        "Correct somebody's legal name, or change their roles, which ends their open sign-ins.",
        body=AccountChange,
        result=AccountOut,
        fresh=True,
    ),
    Route(
        "DELETE",
        "/v1/accounts/{person}/failures",
        unlock,
        WayOut.NOTHING,
        Power.INVITE,
        "Let somebody try to sign in again after too many failures.",
    ),
    Route("GET", "/v1/me", me, WayOut.TO_PERSON, Power.OWN_ACCOUNT, "The caller's own account.", result=MeOut),
    Route(
        "DELETE",
        "/v1/accounts/{person}",
        disable,
        WayOut.NOTHING,
        Power.INVITE,
        "Disable an account; its sign-ins end at once.",
        fresh=True,
    ),
)
