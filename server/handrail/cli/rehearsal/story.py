"""The evening as steps in order; each holds or the rehearsal ends there."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from handrail.cli.rehearsal import evening as room
from handrail.cli.rehearsal import paperwork, people
from handrail.cli.rehearsal.evening import Evening
from handrail.cli.rehearsal.faults import power_cuts
from handrail.cli.rehearsal.paperwork import Letter
from handrail.cli.rehearsal.people import Cast
from handrail.cli.rehearsal.report import Report, hold
from handrail.cli.rehearsal.throwaway import ThrowawayServer, throwaway_server
from handrail.kernel.clock import SystemClock

Part = TypeVar("Part")
MONDAY, WEDNESDAY, FRIDAY = 0, 2, 4
BEFORE = timedelta(minutes=5)


@dataclass(slots=True)
class Parts:
    """What steps leave behind for those after them."""

    cast: Cast | None = None
    evening: Evening | None = None
    letter: Letter | None = None


@dataclass(slots=True)
class Story:
    """What the steps share. Each step may count on the ones before it."""

    server: ThrowawayServer
    stack: AsyncExitStack
    report: Report
    begins: datetime
    letter_path: Path
    faults: int
    parts: Parts = field(default_factory=Parts)

    @property
    def cast(self) -> Cast:
        return _there(self.parts.cast)

    @property
    def evening(self) -> Evening:
        return _there(self.parts.evening)

    @property
    def letter(self) -> Letter:
        return _there(self.parts.letter)


def _there(part: Part | None) -> Part:
    if part is None:
        raise LookupError("a step before this one did not run")
    return part


@contextlib.asynccontextmanager
async def telling(participants: int, letter: Path, faults: int) -> AsyncIterator[Story]:
    """A throw-away server five minutes before the next evening, and nobody there yet."""
    begins = next_evening(SystemClock().now())
    async with throwaway_server(begins - BEFORE) as server, AsyncExitStack() as stack:
        yield Story(server, stack, Report(participants), begins, letter, faults)


def next_evening(now: datetime) -> datetime:
    """The next Monday, Wednesday or Friday at six in the evening, where the cohort is."""
    local = now.astimezone(ZoneInfo(people.ZONE))
    day = local.date() + timedelta(days=1)
    while day.weekday() not in {MONDAY, WEDNESDAY, FRIDAY}:
        day += timedelta(days=1)
    return datetime.combine(day, datetime.min.time(), ZoneInfo(people.ZONE)).replace(hour=18)


async def set_up(story: Story) -> None:
    story.parts.cast = await people.set_up(story.server, story.stack)
    await people.plan_cohort(story.cast, story.begins.date())


async def invite(story: Story) -> None:
    await people.invite(story.server, story.stack, story.cast, story.report.participants, story.begins.date())


async def enter(story: Story) -> None:
    await room.let_time_pass(story.server, 5)
    session = (await story.cast.participants[0].client.sessions())[0]
    hold("the next session is this evening's", kept=session.on == story.begins.date())
    story.parts.evening = await room.enter(story.cast, story.stack, session.id)
    await room.admit(story.evening)


async def check_in(story: Story) -> None:
    story.report.responses = await room.check_in(story.cast, story.evening)
    story.report.resumed = story.evening.resumed
    people_there = story.report.participants
    hold(
        "every answer is kept once", kept=story.report.responses.stored + story.report.responses.passed == people_there
    )
    hold("nothing is kept twice", kept=story.report.responses.duplicates == 0)


async def share(story: Story) -> None:
    await room.share_and_close(story.evening)


async def handout(story: Story) -> None:
    await room.handout(story.evening)


async def end(story: Story) -> None:
    await room.come_back(story.evening)
    await room.let_time_pass(story.server, 174)
    await room.end(story.evening)


async def attendance(story: Story) -> None:
    story.report.attendance = await paperwork.receipts(story.server, story.cast)
    hold("everybody has a receipt", kept=len(story.report.attendance) == story.report.participants)


async def letter(story: Story) -> None:
    story.parts.letter = await paperwork.ask(story.cast.participants[0], story.begins.date())
    story.report.letter = paperwork.keep(story.letter, story.letter_path)
    hold("the finished letter gives nothing away", kept=story.report.letter.scan == "clean")


async def check(story: Story) -> None:
    found = story.report.check = await paperwork.check(story.server, story.cast.participants[0], story.letter)
    hold("a reader of a live letter hears that it is confirmed", kept=found.live == "confirmed")
    hold("a withdrawn letter and a made-up code get one answer", kept=found.withdrawn_equals_unknown)


async def audit(story: Story) -> None:
    found = story.report.audit = await paperwork.audit(story.server)
    hold("the log holds, and every entry is linked", kept=found.verified)
    hold("an altered row is found and named", kept=found.tamper_found)


Step = Callable[[Story], Awaitable[None]]

STEPS: tuple[tuple[str, Step], ...] = (
    ("A coordinator sets up a program and its cohort", set_up),
    ("A facilitator and the participants activate their accounts", invite),
    ("Everybody says where they are, waits, and is let in", enter),
    ("The check-in is opened and answered", check_in),
    ("One answer is shared, one note sent, the round closes", share),
    ("A handout goes round", handout),
    ("The evening ends", end),
    ("Everybody has a receipt", attendance),
    ("One person asks for a letter", letter),
    ("A reader checks it, before and after it is withdrawn", check),
    ("The log is walked, and an altered row is found", audit),
)

UNDER_FAULTS = frozenset({check_in, share, handout})
"""Steps during which the power may be cut: everything in them carries an id and may be repeated."""

LONGEST = 900.0


async def run(story: Story, step: Step) -> None:
    """One step, with its share of power cuts where they were asked for."""
    async with asyncio.timeout(LONGEST):
        if step in UNDER_FAULTS and story.faults:
            async with power_cuts(story.server, -(-story.faults // len(UNDER_FAULTS))):
                await step(story)
        else:
            await step(story)
