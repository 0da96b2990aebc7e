"""The throw-away server process of a rehearsal: started, moved on, killed, started again, removed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Protocol

from handrail.cli.practice import make_folder
from handrail.kernel.clock import SystemClock

READY_WITHIN = 60.0


class DidNotStart(Exception):
    """The practice server ended or stayed silent; the message holds what it wrote."""


class Running(Protocol):
    """A process as `asyncio.subprocess` has them, as far as it is needed here."""

    @property
    def stdin(self) -> asyncio.StreamWriter | None: ...
    @property
    def stdout(self) -> asyncio.StreamReader | None: ...
    @property
    def returncode(self) -> int | None: ...
    def kill(self) -> None: ...
    async def wait(self) -> int: ...


Launch = Callable[[Sequence[str], Sequence[str], Path], Awaitable[Running]]
"""Starts what Python runs, with these arguments; what it writes to standard error is added to the file."""


async def spawned(program: Sequence[str], arguments: Sequence[str], log: Path) -> Running:
    """A process of its own."""
    pipe = asyncio.subprocess.PIPE
    with log.open("ab") as errors:
        return await asyncio.create_subprocess_exec(
            sys.executable, *program, *arguments, stdin=pipe, stdout=pipe, stderr=errors
        )


class ThrowawayServer:
    """One data folder and the process that serves it, at the same port through every restart."""

    program: ClassVar[tuple[str, ...]] = ("-m", "handrail.cli.practice")
    """What Python runs."""
    launch: ClassVar[Launch] = staticmethod(spawned)
    """How it is started."""

    def __init__(self, folder: Path, begins: datetime) -> None:
        self.folder = folder
        self.log = folder / "log"
        self.database = folder / "data" / "handrail.sqlite"
        self._ahead = (begins - SystemClock().now()).total_seconds()
        self._port = 0
        self._process: Running | None = None
        self.origin = ""
        self.setup_link = ""

    async def start(self) -> None:
        """Start the process and wait until it serves.

        Raises:
            DidNotStart: within a minute it did not.
        """
        arguments = (str(self.folder), str(self._port), str(self._ahead))
        self._process = await type(self).launch(self.program, arguments, self.log)
        ready = await self._heard()
        self.origin = ready["origin"]
        self.setup_link = ready["setup"] or self.setup_link
        self._port = int(self.origin.rsplit(":", 1)[1])

    async def pass_time(self, seconds: float) -> datetime:
        """Let this much of the evening pass; gives the evening's time."""
        self._ahead += seconds
        return datetime.fromisoformat((await self._tell(f"pass {seconds}"))["now"])

    async def now(self) -> datetime:
        """The evening's time."""
        return await self.pass_time(0)

    async def kill(self) -> None:
        """End the process as a power cut would: no goodbye, no last write."""
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def stop(self) -> None:
        """End the process in order."""
        if self._process and self._process.returncode is None and self._process.stdin:
            self._process.stdin.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), READY_WITHIN)
        await self.kill()

    async def _tell(self, line: str) -> Any:
        if self._process is None or self._process.stdin is None:
            raise DidNotStart("the practice server is not running")
        self._process.stdin.write(line.encode() + b"\n")
        return await self._heard()

    async def _heard(self) -> Any:
        if self._process is None or self._process.stdout is None:
            raise DidNotStart("the practice server is not running")
        async with asyncio.timeout(READY_WITHIN):
            while line := await self._process.stdout.readline():
                return json.loads(line)
        raise DidNotStart("the practice server ended before it was ready")


@contextlib.asynccontextmanager
async def throwaway_server(begins: datetime) -> AsyncIterator[ThrowawayServer]:
    """A fresh server that is gone, folder and all, when the block ends."""
    folder = make_folder(Path(tempfile.mkdtemp(prefix="handrail-practice-")))
    server = ThrowawayServer(folder, begins)
    try:
        await server.start()
        yield server
    except BaseException:
        sys.stderr.write(server.log.read_text(errors="replace")[-2000:] if server.log.exists() else "")
        raise
    finally:
        await server.stop()
        shutil.rmtree(folder, ignore_errors=True)
