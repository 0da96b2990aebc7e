"""A throw-away server for practice: its own data folder, loopback only, and an evening that passes when told.

Run as a process of its own by `handrail rehearse` and `handrail demo`. It reads one word a line on standard
input: `pass SECONDS` moves the evening on. There is no such door over the network (security L3).
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

from handrail.app import Served, serving
from handrail.config import Config
from handrail.kernel.clock import SystemClock
from handrail.web import logs

MARK = "practice"
"""Name of the file that marks a data folder as made for practice; in any other folder practice does not start."""

RENEWED_EVERY = 240.0
"""Seconds of the evening that pass between two renewals."""


class NotForPractice(Exception):
    """The folder was not made by practice, so nothing in it is touched."""


class EveningClock:
    """The system's clock, so many seconds ahead that it is the practice evening, and moved on when told.

    The monotonic clock is left alone: waiting takes as long as it takes.
    """

    def __init__(self, ahead: timedelta) -> None:
        self._system = SystemClock()
        self._ahead = ahead

    def now(self) -> datetime:
        return self._system.now() + self._ahead

    def monotonic(self) -> float:
        return self._system.monotonic()

    def move_on(self, seconds: float) -> None:
        """Let this much of the evening have passed."""
        self._ahead += timedelta(seconds=seconds)


def make_folder(folder: Path) -> Path:
    """Mark a new, empty folder as one for practice."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise NotForPractice("practice makes its own, empty folder")
    (folder / MARK).touch()
    return folder


async def practise(folder: Path, port: int, ahead: timedelta) -> None:
    """Serve until standard input closes. Prints one JSON line when ready: origin and set-up link."""
    if not (folder / MARK).exists():
        raise NotForPractice("this folder was not made for practice")
    config = Config.from_env(
        {"HANDRAIL_DATA": str(folder / "data"), "HANDRAIL_PORT": str(port), "HANDRAIL_LOG_LEVEL": "warning"}
    )
    clock = EveningClock(ahead)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    async with serving(config, clock=clock) as served:
        _say({"origin": served.origin, "setup": served.setup_link})
        while line := await reader.readline():
            word, _, rest = line.decode().strip().partition(" ")
            if word == "pass":
                await pass_time(served, clock, float(rest))
                _say({"now": clock.now().isoformat()})


async def pass_time(served: Served, clock: EveningClock, seconds: float) -> None:
    """Let the evening go on; who is in a room stays authorised, as by the renewals of that time (A3, B5)."""
    while seconds > 0:
        step = min(seconds, RENEWED_EVERY)
        clock.move_on(step)
        seconds -= step
        async with served.node.units.begin() as unit:
            for sign_in in await unit.sign_ins.from_rooms():
                await unit.sign_ins.touch_in_room(sign_in, clock.now())


def _say(what: dict[str, str | None]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    """`python -m handrail.cli.practice FOLDER PORT SECONDS-AHEAD`, for the process that practises."""
    folder, port, ahead = sys.argv[1:]
    os.environ.clear()
    logs.configure("warning", sys.stderr.buffer)  # standard output is for whoever started us
    asyncio.run(practise(Path(folder), int(port), timedelta(seconds=float(ahead))))


if __name__ == "__main__":
    main()
