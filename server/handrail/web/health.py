"""Liveness and readiness: whether the process runs, and whether it should be sent people."""

from __future__ import annotations

from typing import Protocol

from aiohttp import web

from handrail.kernel.errors import Unavailable
from handrail.kernel.principal import Power
from handrail.web.model import Model
from handrail.web.routes import Call, Route, WayOut


class Ready(Protocol):
    """Whether every part this node needs answers."""

    async def __call__(self) -> bool: ...


READY = web.AppKey("ready", Ready)


class Health(Model):
    """One word."""

    status: str


async def live(_: Call[None]) -> Health:
    return Health(status="live")


async def ready(call: Call[None]) -> Health:
    if not await call.app[READY]():
        raise Unavailable(retry_after=5)
    return Health(status="ready")


ROUTES = (
    Route("GET", "/health/live", live, WayOut.NOTHING, Power.ANYONE, "Whether the process runs.", result=Health),
    Route("GET", "/health/ready", ready, WayOut.NOTHING, Power.ANYONE, "Whether it takes work.", result=Health),
)
