"""Builds the aiohttp application from an open node, and serves it: the one file that knows every shell."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from aiohttp import web

from handrail.audit import http as audit_http
from handrail.audit.walk import WalkLog
from handrail.config import Config
from handrail.identity import http as identity_http
from handrail.identity.factors import Argon
from handrail.identity.tokens import Tokens, open_keys
from handrail.kernel.clock import Clock, SteadyClock
from handrail.kernel.ids import Ids, base32
from handrail.node import Node, open_node
from handrail.programs import http as programs_http
from handrail.web import headers, health, limits, origin, page
from handrail.web.repeats import REPEATS
from handrail.web.routes import Route
from handrail.web.serve import CLOCK, mount

ROUTES: tuple[Route, ...] = (
    *health.ROUTES,
    *page.ROUTES,
    *identity_http.ROUTES,
    *programs_http.ROUTES,
    *audit_http.ROUTES,
)
"""Everything that can be asked over HTTP. What is not here does not exist."""

LONGEST_HEADER = 16 * 1024
SHUTDOWN = 5.0


@dataclass(frozen=True, slots=True)
class Served:
    """A server that takes requests. `setup_link` is empty once there is an account."""

    origin: str
    node: Node
    setup_link: str = field(default="", repr=False)


@contextlib.asynccontextmanager
async def serving(config: Config, *, clock: Clock | None = None, ids: Ids | None = None) -> AsyncIterator[Served]:
    """Serve while the block lasts, then drain: no new work, sockets told where to go, everything written."""
    listening = socket.create_server((config.host, config.port))
    config = config.at_port(listening.getsockname()[1])
    async with open_node(config, clock=clock, ids=ids) as node:
        setup_secret = await _setup_secret(node)
        runner = web.AppRunner(
            build(node, setup_secret),
            access_log=None,
            handle_signals=False,
            shutdown_timeout=SHUTDOWN,
            max_line_size=LONGEST_HEADER,
            max_field_size=LONGEST_HEADER,
        )
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            here = config.public_origin
            yield Served(here, node, f"{here}/enter#setup={setup_secret}" if setup_secret else "")
        finally:
            await runner.cleanup()


def build(node: Node, setup_secret: str = "") -> web.Application:
    """Every route with what it needs."""
    config = node.config
    app = web.Application(middlewares=[headers.problems, origin.origins])
    app[headers.IDS] = node.ids
    app[headers.SERVED_OVER_TLS] = config.over_tls
    app[limits.TRUSTED_PROXY] = config.trusted_proxy
    app[origin.ALLOWED_ORIGINS] = config.allowed_origins
    app[CLOCK] = node.clock
    app[REPEATS] = node.kept_replies
    app[health.READY] = node.is_ready
    app[audit_http.WALK_LOG] = WalkLog(node.units)
    app.on_response_prepare.append(headers.on_prepare)
    _identity(app, node, setup_secret)
    programs_http.provide(app, node.units, node.clock, node.ids)
    mount(app, ROUTES)
    return app


def _identity(app: web.Application, node: Node, setup_secret: str) -> None:
    steady = SteadyClock(node.clock)
    identity_http.fill(
        app,
        units=node.units,
        tokens=Tokens(
            open_keys(node.config.data / "tokens.key", node.ids), node.config.public_origin, steady, node.ids
        ),
        hasher=Argon(node.vault),
        digests=node.vault,
        ids=node.ids,
        clock=steady,
        origin=node.config.public_origin,
        setup_secret=setup_secret,
    )


async def _setup_secret(node: Node) -> str:
    async with node.units.read() as unit:
        return base32(node.ids.secret(16)) if await unit.accounts.none_yet() else ""
