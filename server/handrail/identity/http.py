"""Identity over HTTP: links, sign-ins, refreshes and sign-outs.

Whoever sends an `Origin` is a browser: its refresh token goes into a cookie that scripts cannot read and is
never in a body. Everybody else (the SDK, the command line) gets it in the body and keeps it in a file of
mode 600 (design §9.7).
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

import orjson
from aiohttp import web

from handrail.identity import http_accounts, http_passkeys, http_pause
from handrail.identity.activate import Activate
from handrail.identity.bearer import Bearer
from handrail.identity.change_account import ChangeAccount
from handrail.identity.change_password import ChangePassword
from handrail.identity.correct_account import CorrectAccount
from handrail.identity.disable import Disable
from handrail.identity.end_sign_in import EndByRefresh, EndSignIn, EndSignIns
from handrail.identity.enrol_passkey import EnrolPasskey, RemovePasskey
from handrail.identity.enter import Enter
from handrail.identity.factors import Authenticators, common_passwords
from handrail.identity.factors_passkey import Passkeys
from handrail.identity.http_accounts import (
    CHANGE_ACCOUNT,
    CHANGE_PASSWORD,
    CORRECT_ACCOUNT,
    DISABLE,
    INVITE,
    SET_UP,
    UNITS,
    UNLOCK,
)
from handrail.identity.http_passkeys import ENROL_PASSKEY, PROVE_BY_PASSKEY, REMOVE_PASSKEY
from handrail.identity.http_pause import CHOOSE_PIN, COME_BACK, PAUSE
from handrail.identity.invite import Invite
from handrail.identity.pause import ChoosePin, ComeBack, Pause
from handrail.identity.ports import Digests, Hasher, Units
from handrail.identity.proof import Given
from handrail.identity.prove import Prove
from handrail.identity.prove_by_passkey import ProveByPasskey
from handrail.identity.reauthenticate import Reauthenticate
from handrail.identity.refresh_sign_in import RefreshSignIn
from handrail.identity.setup import SetUp
from handrail.identity.sign_in import Entered
from handrail.identity.start import Start
from handrail.identity.throttle import Sources
from handrail.identity.tokens import Tokens
from handrail.identity.unlock import Unlock
from handrail.identity.wire import (
    ActivatedOut,
    ActivationAsk,
    PasskeyAsk,
    PublicKeys,
    ReauthenticationAsk,
    RefreshAsk,
    SignedInOut,
    SignInAsk,
)
from handrail.kernel.clock import Clock
from handrail.kernel.errors import SignedOut, WrongOrigin
from handrail.kernel.ids import Ids
from handrail.kernel.principal import Power
from handrail.web.caller import AUTHENTICATE
from handrail.web.limits import source
from handrail.web.model import Model
from handrail.web.routes import Call, Route, WayOut

COOKIE = "__Host-handrail"

TOKENS = web.AppKey("tokens", Tokens)
ACTIVATE = web.AppKey("activate", Activate)
ENTER = web.AppKey("enter", Enter)
REFRESH_SIGN_IN = web.AppKey("refresh_sign_in", RefreshSignIn)
END_SIGN_IN = web.AppKey("end_sign_in", EndSignIn)
END_BY_REFRESH = web.AppKey("end_by_refresh", EndByRefresh)
END_SIGN_INS = web.AppKey("end_sign_ins", EndSignIns)
REAUTHENTICATE = web.AppKey("reauthenticate", Reauthenticate)


def provide(
    app: web.Application,
    *,
    units: Units,
    tokens: Tokens,
    hasher: Hasher,
    digests: Digests,
    ids: Ids,
    clock: Clock,
    origin: str,
    setup_secret: str = "",
) -> None:
    """Put identity's use cases and the bearer into `app`.

    `clock` is the `SteadyClock` that `tokens` has; `origin` the public one, which links start with;
    `setup_secret` is printed at the first run and empty where there are accounts.
    """
    codes = Authenticators(ids, urlsplit(origin).hostname or origin)
    sources = Sources()
    start = Start(tokens, ids, clock)
    prove = Prove(units, hasher, codes, sources, clock)
    invite = Invite(units, ids, clock, origin)
    app[UNITS] = units
    app[TOKENS] = tokens
    app[INVITE] = invite
    app[SET_UP] = SetUp(units, invite, sources, ids, clock, setup_secret)
    app[ACTIVATE] = Activate(units, hasher, codes, start, sources, clock, common_passwords())
    app[ENTER] = Enter(units, prove, start)
    app[REFRESH_SIGN_IN] = RefreshSignIn(units, tokens, digests, ids, clock)
    app[END_SIGN_IN] = EndSignIn(units, clock)
    app[END_BY_REFRESH] = EndByRefresh(units, clock)
    app[END_SIGN_INS] = EndSignIns(units, clock)
    app[REAUTHENTICATE] = Reauthenticate(units, prove, clock)
    ceremonies = Passkeys(origin, urlsplit(origin).hostname or origin)
    app[ENROL_PASSKEY] = EnrolPasskey(units, ceremonies, ids, clock)
    app[REMOVE_PASSKEY] = RemovePasskey(units, clock)
    app[PROVE_BY_PASSKEY] = ProveByPasskey(units, ceremonies, start, sources, ids, clock)
    app[CHOOSE_PIN] = ChoosePin(units, hasher)
    app[PAUSE] = Pause(units, clock)
    app[COME_BACK] = ComeBack(units, hasher, clock)
    app[CHANGE_ACCOUNT] = ChangeAccount(units)
    app[CHANGE_PASSWORD] = ChangePassword(units, hasher, clock, common_passwords())
    app[CORRECT_ACCOUNT] = CorrectAccount(units, clock)
    app[UNLOCK] = Unlock(units)
    app[DISABLE] = Disable(units, clock)
    app[AUTHENTICATE] = Bearer(tokens, units, clock)


def _is_browser(request: web.Request) -> bool:
    return "Origin" in request.headers


def _with_cookie(out: Model, entered: Entered | None, request: web.Request, status: HTTPStatus) -> web.Response:
    response = web.json_bytes_response(out.model_dump(mode="json"), status=status, dumps=orjson.dumps)
    if entered is not None and _is_browser(request):
        response.set_cookie(COOKIE, entered.refresh, path="/", secure=True, httponly=True, samesite="Strict")
    return response


def _signed_out() -> web.Response:
    """Nothing of this person stays in the browser (J2)."""
    response = web.Response(status=HTTPStatus.NO_CONTENT)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    response.del_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Strict")
    return response


async def activate(call: Call[ActivationAsk]) -> web.Response:
    outcome = await call.app[ACTIVATE](call.body.to_activation(source(call.request)))
    out = ActivatedOut.of(outcome, with_refresh=not _is_browser(call.request))
    if isinstance(outcome, Entered):
        return _with_cookie(out, outcome, call.request, HTTPStatus.CREATED)
    return _with_cookie(out, None, call.request, HTTPStatus.OK)


async def enter(call: Call[SignInAsk]) -> web.Response:
    entered = await call.app[ENTER](call.body.to_proof(source(call.request)))
    out = SignedInOut.of(entered, with_refresh=not _is_browser(call.request))
    return _with_cookie(out, entered, call.request, HTTPStatus.CREATED)


async def enter_by_passkey(call: Call[PasskeyAsk]) -> web.Response:
    entered = await call.app[PROVE_BY_PASSKEY].enter(call.body.credential, source(call.request))
    out = SignedInOut.of(entered, with_refresh=not _is_browser(call.request))
    return _with_cookie(out, entered, call.request, HTTPStatus.CREATED)


def _refresh_token(call: Call[RefreshAsk]) -> str | None:
    """The refresh token of the body or, from a browser, of the cookie."""
    if call.body.refresh is not None:
        return call.body.refresh
    secret = call.request.cookies.get(COOKIE)
    if secret is not None and not _is_browser(call.request):
        raise WrongOrigin  # a cookie is only taken from a page whose origin was checked (A9)
    return secret


async def refresh(call: Call[RefreshAsk]) -> web.Response:
    secret = _refresh_token(call)
    if secret is None:
        raise SignedOut
    entered = await call.app[REFRESH_SIGN_IN](secret, call.idempotency_key)
    out = SignedInOut.of(entered, with_refresh=not _is_browser(call.request))
    return _with_cookie(out, entered, call.request, HTTPStatus.OK)


async def sign_out(call: Call[None]) -> web.Response:
    await call.app[END_SIGN_IN](call.caller)
    return _signed_out()


async def sign_out_by_refresh(call: Call[RefreshAsk]) -> web.Response:
    if secret := _refresh_token(call):
        await call.app[END_BY_REFRESH](secret)
    return _signed_out()


async def sign_out_everywhere(call: Call[None]) -> web.Response:
    await call.app[END_SIGN_INS](call.caller)
    return _signed_out()


async def reauthenticate(call: Call[ReauthenticationAsk]) -> None:
    given = Given(call.body.password, call.body.code, source(call.request))
    await call.app[REAUTHENTICATE](call.caller, given)


async def public_keys(call: Call[None]) -> PublicKeys:
    return PublicKeys(**call.app[TOKENS].public)


ROUTES = (
    *http_accounts.ROUTES,
    *http_passkeys.ROUTES,
    *http_pause.ROUTES,
    Route(
        "POST",
        "/v1/activations",
        activate,
        WayOut.TO_PERSON,
        Power.ANYONE,
        "Use a one-time link: choose a password, for staff set up an authenticator, and be signed in.",
        body=ActivationAsk,
        result=ActivatedOut,
        ok=HTTPStatus.CREATED,
    ),
    Route(
        "POST",
        "/v1/sign-ins",
        enter,
        WayOut.TO_PERSON,
        Power.ANYONE,
        "Sign in.",
        body=SignInAsk,
        result=SignedInOut,
        ok=HTTPStatus.CREATED,
    ),
    Route(
        "POST",
        "/v1/passkey-sign-ins",
        enter_by_passkey,
        WayOut.TO_PERSON,
        Power.ANYONE,
        "Sign in with a passkey.",
        body=PasskeyAsk,
        result=SignedInOut,
        ok=HTTPStatus.CREATED,
    ),
    Route(
        "POST",
        "/v1/refreshes",
        refresh,
        WayOut.TO_PERSON,
        Power.ANYONE,
        "Get a new access token for a refresh token, which is used up.",
        body=RefreshAsk,
        result=SignedInOut,
        ok=HTTPStatus.OK,
        idempotent=True,
    ),
    Route(
        "POST",
        "/v1/sign-outs",
        sign_out_by_refresh,
        WayOut.NOTHING,
        Power.ANYONE,
        "Sign out on this device with the refresh token alone, whatever became of the access token.",
        body=RefreshAsk,
    ),
    Route("DELETE", "/v1/sign-ins/current", sign_out, WayOut.NOTHING, Power.SIGNED_IN, "Sign out on this device."),
    Route("DELETE", "/v1/sign-ins", sign_out_everywhere, WayOut.NOTHING, Power.SIGNED_IN, "Sign out everywhere."),
    Route(
        "POST",
        "/v1/reauthentications",
        reauthenticate,
        WayOut.NOTHING,
        Power.SIGNED_IN,
        "Confirm who you are, for acts that need a sign-in of the last five minutes.",
        body=ReauthenticationAsk,
    ),
    Route(
        "GET",
        "/.well-known/jwks.json",
        public_keys,
        WayOut.NOTHING,
        Power.ANYONE,
        "The public keys that verify access tokens.",
        result=PublicKeys,
    ),
)
