"""Which pages may ask: an Origin that is sent must be on the exact list, or nothing is changed (A9, B1).

A client that is no browser sends none and is let through: it holds no cookie that somebody else's page could use.
"""

from __future__ import annotations

from aiohttp import web

from handrail.kernel.errors import WrongOrigin
from handrail.web.headers import Next

ALLOWED_ORIGINS = web.AppKey("allowed_origins", frozenset[str])
"""Scheme, host and port of every page that may ask, spelled as browsers spell them (RFC 6454 §6.2)."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def check(request: web.Request) -> None:
    """Refuse a page that is not on the list, and a form of another site that hides where it comes from.

    Raises:
        WrongOrigin: the Origin is another one, stands twice, or is missing from a cross-site request.
    """
    given = request.headers.getall("Origin", [])
    if given and (len(given) > 1 or given[0] not in request.app[ALLOWED_ORIGINS]):
        raise WrongOrigin
    if not given and request.headers.get("Sec-Fetch-Site", "none") in {"cross-site", "same-site"}:
        raise WrongOrigin


@web.middleware
async def origins(request: web.Request, handler: Next) -> web.StreamResponse:
    """`check` everything that can change something. Sockets call `check` themselves, before they upgrade."""
    if request.method not in SAFE:
        check(request)
    return await handler(request)
