"""Power cuts during a rehearsal: the server process is killed and started again while people go on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from handrail.cli.rehearsal.throwaway import ThrowawayServer
from handrail.kernel.ids import SystemIds

SOONEST, LATEST = 0.05, 0.6
"""Seconds of service between two cuts: chosen at random, so that they fall between commit and reply too."""


@contextlib.asynccontextmanager
async def power_cuts(server: ThrowawayServer, cuts: int) -> AsyncIterator[None]:
    """Cut the power that many times, from now on; the block ends only when all cuts are over."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_cut(server, cuts))
        yield


async def _cut(server: ThrowawayServer, cuts: int) -> None:
    for _ in range(cuts):
        share = int.from_bytes(SystemIds().secret(8)[:2]) / 0xFFFF
        await asyncio.sleep(SOONEST + share * (LATEST - SOONEST))
        await server.kill()
        await server.start()
