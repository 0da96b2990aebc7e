"""Who is asking, found once a request. Identity fills it in; nothing else in `web` knows how."""

from __future__ import annotations

from typing import Protocol

from aiohttp import web

from handrail.kernel.principal import Principal


class Authenticate(Protocol):
    """Gives the principal of a request or raises `SignedOut`: one answer for every way a token can be wrong."""

    async def __call__(self, request: web.Request) -> Principal: ...


AUTHENTICATE = web.AppKey("authenticate", Authenticate)

FRESH = 300
"""Seconds for which a sign-in counts as fresh authentication (security G2)."""
