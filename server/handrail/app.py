"""Builds the aiohttp application from an open node, and serves it: the one file that knows every shell."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from aiohttp import web

from handrail.attendance import http as attendance_http
from handrail.audit import http as audit_http
from handrail.checkins import http as checkins_http
from handrail.checkins.store import shipped as checkin_templates
from handrail.config import Config
from handrail.consent import http as consent_http
from handrail.disclosure import http as disclosure_http
from handrail.disclosure.bundled import rulebook
from handrail.disclosure.gate import Gate
from handrail.handouts import http as handouts_http
from handrail.handouts.store import shipped as handout_library
from handrail.identity import http as identity_http
from handrail.identity.factors import Argon
from handrail.identity.tokens import Tokens, open_keys
from handrail.jobs import letter_jobs
from handrail.kernel.clock import Clock, SteadyClock
from handrail.kernel.errors import NotAllowed, NotFound
from handrail.kernel.ids import Ids, PersonId, SessionId, SignInId, base32
from handrail.kernel.tasks import Tasks
from handrail.letters import http as letters_http
from handrail.letters.pdf_signature import SigningKey
from handrail.live import http as live_http
from handrail.live import ws as live_ws
from handrail.live.entry import Command
from handrail.live.hub import Hub
from handrail.live.hub_bus import Bus, Nats, OneProcess
from handrail.node import Node, NotReady, open_node
from handrail.programs import http as programs_http
from handrail.rights import http as rights_http
from handrail.rights import http_record
from handrail.room_reactions import follow
from handrail.safety import http as safety_http
from handrail.safety import http_crisis_plan
from handrail.web import headers, health, limits, origin, page, static
from handrail.web.repeats import REPEATS
from handrail.web.routes import Route
from handrail.web.runner import Runner
from handrail.web.serve import CLOCK, mount

ROUTES: tuple[Route, ...] = (
    *health.ROUTES,
    *page.ROUTES,
    *identity_http.ROUTES,
    *programs_http.ROUTES,
    *checkins_http.ROUTES,
    *safety_http.ROUTES,
    *http_crisis_plan.ROUTES,
    *handouts_http.ROUTES,
    *attendance_http.ROUTES,
    *consent_http.ROUTES,
    *disclosure_http.ROUTES,
    *letters_http.ROUTES,
    *rights_http.ROUTES,
    *live_http.ROUTES,
    *live_ws.ROUTES,
    *audit_http.ROUTES,
    *http_record.ROUTES,
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
    with _listening(config) as listening:
        config = config.at_port(listening.getsockname()[1])
        async with open_node(config, clock=clock, ids=ids) as node:
            setup_secret = await _setup_secret(node)
            hub = _hub(node)
            runner = Runner(
                build(node, hub, setup_secret),
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


def _listening(config: Config) -> socket.socket:
    try:
        return socket.create_server((config.host, config.port))
    except OSError as refused:
        why = os.strerror(refused.errno) if refused.errno and refused.errno > 0 else "no such address"
        raise NotReady(f"Cannot listen on {config.host} port {config.port}: {why}") from None


def build(node: Node, hub: Hub, setup_secret: str = "") -> web.Application:
    """Every route with what it needs."""
    config, units, clock, ids = node.config, node.units, node.clock, node.ids
    steady = SteadyClock(clock)  # one for all that expires: two would disagree once the machine's clock was set back
    app = web.Application(middlewares=[headers.problems, origin.origins])
    app[headers.IDS] = ids
    app[headers.SERVED_OVER_TLS] = config.over_tls
    app[limits.TRUSTED_PROXY] = config.trusted_proxy
    app[origin.ALLOWED_ORIGINS] = config.allowed_origins
    app[CLOCK] = steady
    app[REPEATS] = node.kept_replies
    app[health.READY] = node.is_ready
    app.on_response_prepare.append(headers.on_prepare)
    _identity(app, node, steady, setup_secret)
    audit_http.provide(app, units=units)
    _letters(app, node)
    programs_http.provide(app, units=units, clock=clock, ids=ids, try_printing=app[letters_http.TRY_LETTERHEAD])
    checkins_http.provide(app, units=units)
    safety_http.provide(app, units=units, clock=clock, ids=ids)
    http_crisis_plan.provide(app, units=units, clock=clock)
    handouts_http.provide(app)
    attendance_http.provide(app, units=units, clock=clock, ids=ids)
    consent_http.provide(app, units=units, clock=clock, ids=ids)
    disclosure_http.provide(app, units=units, clock=clock, ids=ids)
    rights_http.provide(app, units=units, clock=clock, ids=ids)
    http_record.provide(
        app,
        units=units,
        gate=Gate(units, rulebook(), clock, ids),
        rulebook=rulebook(),
        library={(one.id, one.version): one for one in checkin_templates()}.get,
        clock=clock,
    )
    live_ws.provide(app, hub=hub, clock=steady)
    plain = set(page.ROUTES)
    mount(app, (*(route for route in ROUTES if route not in plain), *static.routes()))
    return app


def _identity(app: web.Application, node: Node, steady: SteadyClock, setup_secret: str) -> None:
    keys = open_keys(node.config.token_keys, node.ids)
    identity_http.provide(
        app,
        units=node.units,
        tokens=Tokens(keys, node.config.public_origin, steady, node.ids),
        hasher=Argon(node.vault),
        digests=node.vault,
        ids=node.ids,
        clock=steady,
        origin=node.config.public_origin,
        setup_secret=setup_secret,
    )


def _letters(app: web.Application, node: Node) -> None:
    path, today = node.config.letter_key, node.clock.now().date()
    letters_http.provide(
        app,
        units=node.units,
        gate=Gate(node.units, rulebook(), node.clock, node.ids),
        key=SigningKey.load(path, node.ids, today),
        clock=node.clock,
        ids=node.ids,
        check_origin=node.config.check_origin,
        mail_from=node.sending.mailer.sender if node.sending else "",
        processes=node.config.letter_processes,
    )
    for job in letter_jobs(app[letters_http.RENEW_DUE], node.config.letter_processes):
        _ = node.tasks.start(job.run(), name=job.name)


def _hub(node: Node) -> Hub:
    hub = Hub(
        units=node.units,
        writer=node.group,
        vault=node.vault,
        clock=node.clock,
        ids=node.ids,
        node=node.id,
        bus=_bus(node.config),
        follow=follow,
        templates=checkin_templates(),
        library=handout_library(),
    )
    node.reactions.rooms = LiveRooms(hub, node.tasks)
    return hub


def _bus(config: Config) -> Bus:
    if not config.bus_url:
        return OneProcess()
    import nats  # noqa: PLC0415 - of the extra `cluster`, which one node does not need

    return Nats(nats.connect, config.bus_url)


@dataclass(frozen=True, slots=True)
class LiveRooms:
    """The hub as reactions may use it: told, never waited for."""

    hub: Hub
    tasks: Tasks

    def rights_ended(self, sign_in: SignInId | None = None) -> None:
        self.hub.rights_ended(sign_in)

    def tell_soon(self, session: SessionId, command: Command, person: PersonId | None = None) -> None:
        async def tell() -> None:
            with contextlib.suppress(NotFound):  # the room does not know of it
                try:
                    await self.hub.tell(session, command, person=person)
                except (NotAllowed, NotFound):  # it was theirs to do; but they have no seat that carries it
                    if person is not None:
                        await self.hub.tell(session, command)

        _ = self.tasks.start(tell(), name="tell a room")


async def _setup_secret(node: Node) -> str:
    async with node.units.read() as unit:
        return base32(node.ids.secret(16)) if await unit.accounts.none_yet() else ""
