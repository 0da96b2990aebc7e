"""Who is asking, found once a request. Identity fills it in; nothing else in `web` knows how."""

from __future__ import annotations

from typing import Protocol

from aiohttp import web

from handrail.kernel.principal import Principal


class Authenticate(Protocol):
    """Gives the principal of a request or raises `SignedOut`: one answer for every way a token can be wrong."""

    async def __call__(self, request: web.Request) -> Principal: ...


AUTHENTICATE = web.AppKey("authenticate", Authenticate)


class NoteRefused(Protocol):
    """Writes down that somebody signed in was refused what is not theirs, or not there (security H1)."""

    async def __call__(self, principal: Principal, what: str) -> None:
        """`what` is the method and the path as the route table spells it, without a value."""
        ...


NOTE_REFUSED = web.AppKey("note_refused", NoteRefused)

FRESH = 300
"""Seconds for which a sign-in counts as fresh authentication (security G2)."""
