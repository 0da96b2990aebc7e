"""`handrail demo`: a practice program with invented people, a session that begins now, and a link for each."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from handrail.app import Served
from handrail.cli.practice import make_folder
from handrail.cli.rehearsal import people
from handrail.cli.rehearsal.people import Cast, post
from handrail.cli.serve import run
from handrail.config import SETTINGS
from handrail.kernel.clock import SystemClock

EVERY_DAY = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
LONGEST = timedelta(hours=3)
ZONE = "UTC"
"""The practice cohort meets by the clock of the world, so that its session begins now wherever you are."""

PEOPLE = (
    ("coordinator", "Rio"),
    ("facilitator", "Sol"),
    ("participant", "Ana"),
    ("participant", "Ben"),
    ("participant", "Cleo"),
    ("privacy_officer", "Pax"),
)


@click.command(help="Run a practice program with people and one-time sign-in links. Everything is gone when it stops.")
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True, help="Port on this computer.")
def demo(port: int) -> None:
    """Serve on this computer alone, from a folder made for it and removed at the end."""
    folder = make_folder(Path(tempfile.mkdtemp(prefix="handrail-demo-")))
    ours = {setting.name for setting in SETTINGS}
    environ = {name: value for name, value in os.environ.items() if name not in ours}
    environ |= {"HANDRAIL_DATA": str(folder / "data"), "HANDRAIL_PORT": str(port), "HANDRAIL_LOG_LEVEL": "warning"}
    try:
        run(environ, _peopled)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Here:
    """The server in this process, as people see it."""

    origin: str
    setup_link: str = field(repr=False)

    async def now(self) -> datetime:
        return SystemClock().now()


async def _peopled(served: Served) -> None:
    """Fill the fresh server with people and say how to sign in as each."""
    async with AsyncExitStack() as stack:
        cast = await people.set_up(_Here(served.origin, served.setup_link), stack)
        now = SystemClock().now()
        await people.plan_cohort(cast, now.date(), pattern(now))
        links = [(role, name, await _link(cast, number, role, name)) for number, (role, name) in enumerate(PEOPLE, 1)]
    _show(served.origin, links)


def pattern(now: datetime) -> dict[str, Any]:
    """Every day, from a few minutes ago, for three hours or until midnight."""
    starts = now - timedelta(minutes=5) if now.hour or now.minute >= 5 else now  # noqa: PLR2004 - not before midnight
    ends = starts + LONGEST
    last = "23:59" if ends.date() > starts.date() else f"{ends:%H:%M}"
    return {"weekdays": EVERY_DAY, "starts": f"{starts:%H:%M}", "ends": last, "zone": ZONE}


async def _link(cast: Cast, number: int, role: str, name: str) -> str:
    made = await people.invitation(cast, role, name, number, ZONE)
    if role == "facilitator":
        await post(cast.coordinator, f"/v1/cohorts/{cast.cohort}/facilitators", {"person": made["person"]})
    if role == "participant":
        end = (SystemClock().now().date() + timedelta(weeks=8)).isoformat()
        body = {"person": made["person"], "planned_end": end}
        await post(cast.coordinator, f"/v1/cohorts/{cast.cohort}/enrolments", body)
    return made["link"]


def _show(origin: str, links: list[tuple[str, str, str]]) -> None:
    console = Console(highlight=False)
    console.print(f"[bold]A practice program at {origin}[/]. Everybody in it is invented; each link works once.\n")
    for role, name, link in links:
        console.print(f"{name}, {role.replace('_', ' ')}\n  {link}", soft_wrap=True)
    console.print("\nOpen a link in a browser, or in a terminal of its own:  handrail sign-in 'LINK'", soft_wrap=True)
    console.print("Then, the facilitator first:  handrail room join      Stop this with Ctrl-C.", soft_wrap=True)
