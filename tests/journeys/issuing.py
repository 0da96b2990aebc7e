"""A server process that is killed, or whose disk fills up, at a chosen step of issuing a letter."""

from __future__ import annotations

import asyncio
import inspect
import os
import resource
import signal
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from multiprocessing.connection import Connection
from typing import Any
from unittest.mock import patch

from argon2.profiles import CHEAPEST

from handrail.app import serving
from handrail.audit.entry import Tag
from handrail.audit.store import AuditStore
from handrail.cli.practice import EveningClock
from handrail.config import Config
from handrail.disclosure.gate import Gate
from handrail.identity.factors import Argon
from handrail.letters.issue import IssueLetter
from handrail.letters.pdf import Typesetter
from handrail.letters.pdf_press import PdfPress
from handrail.letters.pdf_signature import SigningKey
from handrail.letters.prepare import PrepareLetter
from handrail.letters.store import LetterStore
from handrail.web import logs

STEPS: Mapping[str, tuple[type[Any], str]] = {
    "decided": (PrepareLetter, "__call__"),
    "drawn": (Typesetter, "draw"),
    "signed": (SigningKey, "sign"),
    "scanned": (PdfPress, "make"),
    "accounted": (Gate, "release"),
    "written": (LetterStore, "add"),
    "logged": (AuditStore, "record"),
    "committed": (IssueLetter, "__call__"),
}
"""The steps of issue in their order, and after which call each is done."""


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fill() -> None:
    """No file grows any more, as on a full disk: the system refuses the write itself."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))


def empty() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def after(step: str, act: Callable[[], None]) -> None:
    """Do `act` once, when this step is done for the first time."""
    kind, name = STEPS[step]
    method = getattr(kind, name)
    left = [act]

    def now(args: tuple[Any, ...]) -> None:
        if left and (step != "logged" or Tag.LETTER_ISSUED in args):
            left.pop()()

    async def waited(*args: Any, **named: Any) -> Any:
        done = await method(*args, **named)
        now(args)
        return done

    def direct(*args: Any, **named: Any) -> Any:
        done = method(*args, **named)
        now(args)
        return done

    setattr(kind, name, waited if inspect.iscoroutinefunction(method) else direct)


def run(environ: Mapping[str, str], ahead: float, how: str, step: str, line: Connection) -> None:
    """Serve until the line is closed; says `up` once it serves and `room` once the disk has room again.

    Args:
        environ: its settings.
        ahead: seconds that its clock is ahead.
        how: `die`: SIGKILL right after the step. `full`: from the step on no file can grow, until something is said.
        step: one of `STEPS`.
        line: to the test.
    """
    logs.configure("info")
    after(step, {"die": die, "full": fill}[how])
    asyncio.run(_serve(environ, ahead, line))


async def _serve(environ: Mapping[str, str], ahead: float, line: Connection) -> None:
    with patch("handrail.app.Argon", partial(Argon, profile=CHEAPEST)):
        async with serving(Config.from_env(environ), clock=EveningClock(timedelta(seconds=ahead))):
            line.send("up")
            while await asyncio.to_thread(line.poll, None):
                _ = line.recv()
                empty()
                line.send("room")
