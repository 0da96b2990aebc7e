"""What a connection gets before any route is found: time to ask, and one quiet answer where it cannot be read.

aiohttp answers a request that it cannot parse by itself: with a part of the request, its own name and version, and
none of our headers (security J1, J3, J5). It also waits for ever for the first request of a connection (J4). There is
no public hook for either, so this module leans on `handle_error`, `_make_server` and `_kwargs`; a test with raw
bytes notices if one of them moves.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from handrail.kernel.errors import Malformed, Refusal, TooLarge, Unexpected
from handrail.web.headers import ALWAYS, SERVER, refuse

HEADER_TIME = 10.0
"""Seconds for the first request's headers."""


class QuietHandler(RequestHandler):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._waiting = asyncio.get_running_loop().call_later(HEADER_TIME, self.force_close)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._waiting.cancel()
        super().connection_lost(exc)

    def heard(self) -> None:
        """A whole request head has come."""
        self._waiting.cancel()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = HTTPStatus.INTERNAL_SERVER_ERROR,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """The answer to what could not be read. It repeats nothing and ends the connection."""
        if request.writer.output_size > 0:
            raise ConnectionError("an answer was begun already")
        response = refuse(_refusal(status), None)
        response.headers.update(ALWAYS)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Server"] = SERVER
        response.force_close()
        return response


def _refusal(status: int) -> Refusal:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unexpected()
    return TooLarge() if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else Malformed("This is not HTTP as we read it.")


class QuietServer(web.Server):
    """Makes a handler for each connection."""

    def __call__(self) -> RequestHandler:
        return QuietHandler(self, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    """`AppRunner` with quiet connections."""

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        build = made.request_factory

        def hear(message: Any, payload: Any, protocol: RequestHandler, writer: Any, task: Any) -> Any:
            if isinstance(protocol, QuietHandler):
                protocol.heard()
            return build(message, payload, protocol, writer, task)

        return QuietServer(made.request_handler, request_factory=hear, **made._kwargs)  # noqa: SLF001 - see above
