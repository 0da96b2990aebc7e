"""Rates: a token bucket for each key, on the monotonic clock, so that a clock step resets nothing (K6)."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, ip_network

from aiohttp import web

from handrail.kernel.clock import Clock
from handrail.kernel.errors import TooMany

MOST_KEYS = 50_000


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, then `per_second` on average."""

    burst: float
    per_second: float


class Limiter:
    """Counts by key. The busiest keys stay; one not seen for long is forgotten, which only ever lets it start full."""

    def __init__(self, rate: Rate, clock: Clock) -> None:
        self._rate = rate
        self._clock = clock
        self._level: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Count one for `key`.

        Raises:
            TooMany: the key is over its rate; `retry_after` says when one more is allowed.
        """
        level = self._count(key)
        if level < 1:
            raise TooMany(retry_after=max(1, int((1 - level) / self._rate.per_second) + 1))

    def charge(self, key: str) -> None:
        """Count one for `key` that was let through elsewhere already."""
        self._count(key)

    @property
    def memory(self) -> float:
        """Seconds after which one that was counted counts no more."""
        return self._rate.burst / self._rate.per_second

    def _count(self, key: str) -> float:
        """What the key had left; one less from now on, if there was one."""
        now = self._clock.monotonic()
        level, at = self._level.pop(key, (self._rate.burst, now))
        level = min(self._rate.burst, level + (now - at) * self._rate.per_second)
        self._level[key] = (level - 1 if level >= 1 else level, now)
        if len(self._level) > MOST_KEYS:
            self._level.popitem(last=False)
        return level


TRUSTED_PROXY = web.AppKey("trusted_proxy", str)
"""Address of the one reverse proxy whose forwarding header counts; empty: none does."""


def source(request: web.Request) -> str:
    """Where a request comes from. A forwarding header counts only from the configured proxy (A10, F4).

    Of the header only what the proxy itself wrote counts: the last part of the last line. An IPv6 source is its
    /64, because one household can take any address in it.
    """
    peer = request.remote or ""
    if peer and peer == request.app[TRUSTED_PROXY]:
        lines = request.headers.getall("X-Forwarded-For", [])
        return _network(lines[-1].rsplit(",", 1)[-1].strip() if lines else peer, otherwise=peer)
    return _network(peer, otherwise=peer)


def _network(text: str, *, otherwise: str) -> str:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return otherwise
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, 64), strict=False))
