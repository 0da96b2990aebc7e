"""Practice servers that start at once: each is forked from a process that has loaded the server and nothing more.

They are processes like any other, with their own memory, sockets and death. Loading the server takes seconds, and the
tests start it some hundred times.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import socket
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from argon2.profiles import CHEAPEST

from handrail.cli import practice
from handrail.cli.rehearsal.throwaway import Running, ThrowawayServer, spawned
from handrail.identity import factors
from tests.support.patience import PATIENCE

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["handrail.cli.practice"])

ADDRESS = "line"
"""Name of the socket through which a server reads its words and says its own."""


def serve(arguments: Sequence[str], log: str, address: str) -> None:
    """What the forked process does."""
    line = socket.socket(socket.AF_UNIX)
    line.connect(address)
    errors = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for at, given in enumerate((line.fileno(), line.fileno(), errors)):
        os.dup2(given, at)
    line.close()
    os.close(errors)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
    sys.argv[1:] = arguments
    # What a hash costs is held in tests/identity; here it would be most of what setting up people costs.
    factors.Argon.__init__.__defaults__ = (CHEAPEST,)
    practice.main()


@dataclass(eq=False)
class Forked:
    """Satisfies `Running`."""

    process: ForkServerProcess
    stdout: asyncio.StreamReader
    stdin: asyncio.StreamWriter

    @property
    def returncode(self) -> int | None:
        return self.process.exitcode

    def kill(self) -> None:
        self.process.kill()

    async def wait(self) -> int:
        await asyncio.to_thread(self.process.join)
        self.stdin.close()
        return self.process.exitcode or 0


async def forked(program: Sequence[str], arguments: Sequence[str], log: Path) -> Running:
    """The practice server, forked; any other program in the ordinary way."""
    if program != ThrowawayServer.program:
        return await spawned(program, arguments, log)
    arrived: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
    arrived = asyncio.get_running_loop().create_future()
    with tempfile.TemporaryDirectory(prefix="handrail-line-") as folder:
        address = str(Path(folder) / ADDRESS)
        server = await asyncio.start_unix_server(lambda *both: arrived.set_result(both), address)
        async with server:
            process = CONTEXT.Process(target=serve, args=(tuple(arguments), str(log), address))
            await asyncio.to_thread(process.start)
            async with asyncio.timeout(PATIENCE):
                reader, writer = await arrived
    return Forked(process, reader, writer)


def start_by_forking() -> None:
    """From now on in this process."""
    ThrowawayServer.launch = staticmethod(forked)
