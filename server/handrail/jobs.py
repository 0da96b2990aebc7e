"""What a node does in the background, how often, and which of I1's ways out each job is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import structlog

from handrail.identity.forget_old import ForgetOld
from handrail.kept_replies import KeptReplies
from handrail.kernel.clock import Clock
from handrail.letters.renew_due import RenewDue
from handrail.live.trim import TrimJournals
from handrail.programs.forget_places import ForgetPlaces
from handrail.rights.note_overdue import NoteOverdue
from handrail.unit_of_work import Units
from handrail.web.routes import WayOut

HALF_A_SECOND = 0.5
TEN_SECONDS = 10.0
A_MINUTE = 60.0
AN_HOUR = 3600.0
FINISHES_WITHIN = 5.0
"""Seconds that a job may still take once the node is told to stop (K7)."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of background work.

    Attributes:
        every: seconds between the end of one run and the beginning of the next.
        way: which way out of I1 it is; a job that tells nobody anything is `WayOut.NOTHING`.
    """

    name: str
    every: float
    act: Callable[[], Awaitable[object]]
    way: WayOut

    async def run(self) -> None:
        """Do it again and again; a failure is logged and tried again, so that one bad minute ends nothing."""
        while True:
            await asyncio.sleep(self.every)
            try:
                await _to_its_end(self.act())
            except Exception as failure:  # noqa: BLE001 - the work must go on; the kind is enough to find it
                log.warning("background work failed", kind=type(failure).__name__)


async def _to_its_end(act: Awaitable[object]) -> None:
    """Cancelled half-way, finish what was begun and end then: a transaction cut off may hold its lock for seconds."""
    doing = asyncio.ensure_future(act)
    try:
        await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait({doing}, timeout=FINISHES_WITHIN)
        raise


@dataclass(frozen=True, slots=True)
class LinkEntries:
    """The audit sequencer (design §9.4): numbers and links what is pending, one node at a time."""

    units: Units

    async def __call__(self) -> None:
        async with self.units.read() as unit:
            if not await unit.audit.unlinked():
                return
        linked = 1
        while linked:
            async with self.units.begin() as unit:
                linked = await unit.audit.link_pending()


@dataclass(frozen=True, slots=True)
class MakeLetters:
    """Settles what is left of every batch of standing requests, a few at a time; one that fails holds up no other."""

    renew: RenewDue
    at_once: int = 2

    async def __call__(self) -> None:
        places = iter(await self.renew())
        async with asyncio.TaskGroup() as group:
            for _ in range(self.at_once):
                _ = group.create_task(self._work(places))

    async def _work(self, places: Iterator[tuple[str, str]]) -> None:
        for batch, renewal in places:
            try:
                await self.renew.settle(batch, renewal)
            except Exception as failure:  # noqa: BLE001 - as above
                log.warning("a standing request failed", kind=type(failure).__name__)


def letter_jobs(renew: RenewDue, processes: int = 0) -> tuple[Job, ...]:
    """Those that need what draws letters: while each of these processes draws one, another is read and written."""
    make = MakeLetters(renew, at_once=max(2, 2 * processes))
    return (Job("make letters that stand to be made", A_MINUTE, make, WayOut.DISCLOSURE),)


def jobs(
    units: Units, kept_replies: KeptReplies, clock: Clock, send_due: Callable[[], Awaitable[object]] | None = None
) -> tuple[Job, ...]:
    """Every job of a node besides the live rooms' own upkeep, which only ever speaks to the rooms (I4)."""
    sends = (Job("send what is due", TEN_SECONDS, send_due, WayOut.DISCLOSURE),) if send_due else ()
    return (
        *sends,
        Job("audit sequencer", HALF_A_SECOND, LinkEntries(units), WayOut.NOTHING),
        Job("forget kept replies", AN_HOUR, kept_replies.prune, WayOut.NOTHING),
        Job("destroy old places", AN_HOUR, ForgetPlaces(units, clock), WayOut.NOTHING),
        Job("forget old tokens and failures", AN_HOUR, ForgetOld(units, clock), WayOut.NOTHING),
        Job("note what is overdue", AN_HOUR, NoteOverdue(units, clock), WayOut.NOTHING),
        Job("trim journals", AN_HOUR, TrimJournals(units, clock), WayOut.NOTHING),
    )
