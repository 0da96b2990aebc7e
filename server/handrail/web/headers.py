"""Headers of every answer (security J1, J2), a request id, and the one exit for refusals."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

import orjson
import structlog
from aiohttp import web
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from handrail.kernel.errors import (
    Malformed,
    MethodNotAllowed,
    NotFound,
    Refusal,
    TooLarge,
    Unavailable,
    Unexpected,
    WrongMediaType,
)
from handrail.kernel.ids import Ids, base32
from handrail.web.problems import MEDIA_TYPE, body, problem

Next = Callable[[web.Request], Awaitable[web.StreamResponse]]

IDS = web.AppKey("ids", Ids)
REQUEST_ID = web.RequestKey("request_id", str)
SERVED_OVER_TLS = web.AppKey("served_over_tls", bool)

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), payment=(), usb=()",
}
SERVER = "web"
"""A reader of the check page is not told which product answers, and nobody which version (F3, J5)."""

_YEAR = 63_072_000

log = structlog.get_logger()


def _dress(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Server"] = SERVER
    if request.app[SERVED_OVER_TLS]:
        response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"


async def on_prepare(request: web.Request, response: web.StreamResponse) -> None:
    """Runs for every answer, streams and upgrades included."""
    _dress(request, response)


def refuse(refusal: Refusal, request_id: str | None) -> web.Response:
    """The answer that tells of a refusal."""
    out = problem(refusal, request_id)
    response = web.Response(body=orjson.dumps(body(out)), status=out.status, content_type=MEDIA_TYPE)
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    if request_id:
        response.headers["Request-Id"] = request_id
    return response


@web.middleware
async def problems(request: web.Request, handler: Next) -> web.StreamResponse:
    """Every refusal and fault leaves as problem+json with a request id, and nothing of ours or theirs in it."""
    request_id = base32(request.app[IDS].secret(10))
    request[REQUEST_ID] = request_id
    try:
        response = await handler(request)
    except Exception as failure:  # noqa: BLE001 - the last exit: log kind and place, tell nothing
        answer = refuse(_refusal(failure, request_id), request_id)
        if isinstance(failure, web.HTTPMethodNotAllowed):
            answer.headers["Allow"] = ", ".join(sorted(failure.allowed_methods))
        return answer
    if not response.prepared:
        response.headers["Request-Id"] = request_id
    return response


def _refusal(failure: Exception, request_id: str) -> Refusal:
    match failure:
        case Refusal():
            return failure
        case web.HTTPException() if failure.status in HTTP_ERRORS:
            return HTTP_ERRORS[failure.status]()
        case _ if _is_away(failure):
            log.warning("unavailable", request_id=request_id, kind=type(failure).__name__)
            return Unavailable(retry_after=2)
        case _:
            log.warning("unexpected", request_id=request_id, kind=type(failure).__name__, where=_where(failure))
            return Unexpected()


HTTP_ERRORS: Mapping[int, type[Refusal]] = MappingProxyType(
    {400: Malformed, 404: NotFound, 405: MethodNotAllowed, 413: TooLarge, 415: WrongMediaType}
)


_SHOULD_RETRY = ("08", "40", "53", "55", "57", "25006")
"""Classes of SQLSTATE in which Postgres did nothing and may do it later (connection, rollback, resources, locks,
shutdown), and a server that has become read-only: https://www.postgresql.org/docs/17/errcodes-appendix.html."""


def _is_away(failure: BaseException) -> bool:
    """Whether the database or another part did not answer (K4), as opposed to a fault of ours."""
    match failure:
        case OSError() | TimeoutError() | OperationalError() | PoolTimeout() | InterfaceError():
            return True
        case DBAPIError():
            state = str(getattr(failure.orig, "sqlstate", None) or "")
            return failure.connection_invalidated or state.startswith(_SHOULD_RETRY)
        case _:
            return False


def _where(failure: BaseException) -> str:
    """File and line where it was raised; the message may hold values, so it stays out."""
    trace = failure.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else "?"
