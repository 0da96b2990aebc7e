"""A client asks for a form that is not a letter, takes the request back, and sees where each stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, Fault, Invalid, NotFound
from handrail.kernel.ids import Ids
from handrail.kernel.principal import Principal
from handrail.letters.paperwork import Act, Entry, Kind, Paperwork, State, move
from handrail.letters.ports import Unit, Units
from handrail.programs.calendar import today

LONGEST = timedelta(days=366)
"""How far ahead the day may lie on which a form has to be handed in."""


@dataclass(frozen=True)
class AskPaperwork:
    """Puts a form before the program's clinicians."""

    units: Units
    clock: Clock
    ids: Ids

    async def __call__(self, caller: Principal, kind: Kind, needed_by: date | None, *, understood: bool) -> Paperwork:
        """The request, waiting.

        Raises:
            Invalid: the client has not read what such a form reveals, or the day is past or far away.
            Conflict: the same is waiting already.
        """
        now = self.clock.now()
        async with self.units.begin() as unit:
            day = today(now, (await unit.disclosure_files.on_file(caller.person, caller.program, lock=False)).zone)
            faults = [] if understood else [Fault("/understood", "read what such a form usually reveals first")]
            if needed_by is not None and not day <= needed_by <= day + LONGEST:
                faults.append(Fault("/needed_by", "give a day from today on, within a year"))
            if faults:
                raise Invalid(faults=tuple(faults))
            waiting = [one for one in await unit.paperwork.of(caller.person) if one.state is State.WAITING]
            if any(one.kind is kind for one in waiting):
                raise Conflict("You have asked for this already. The day by which we answer stands beside it.")
            asked = Paperwork(self.ids.new(), caller.person, caller.program, kind, needed_by, now)
            await unit.paperwork.add(asked)
            await unit.audit.record(Tag.PAPERWORK_ASKED, actor=caller.person, subject=asked.id, program=asked.program)
        return asked


@dataclass(frozen=True)
class CancelPaperwork:
    """The client takes a request back while it waits."""

    units: Units
    clock: Clock

    async def __call__(self, caller: Principal, paperwork: str) -> Paperwork:
        """The request, cancelled.

        Raises:
            NotFound: no such request of the caller's.
            Conflict: it was answered already.
        """
        async with self.units.begin() as unit:
            asked = await own(unit, caller, paperwork)
            entry = Entry(Act.CANCEL, caller.person, self.clock.now())
            return await append(unit, asked, entry, Tag.PAPERWORK_CANCELLED)


@dataclass(frozen=True)
class SeePaperwork:
    """The caller's own requests for forms, newest first."""

    units: Units

    async def __call__(self, caller: Principal) -> tuple[Paperwork, ...]:
        async with self.units.read() as unit:
            return await unit.paperwork.of(caller.person)


async def own(unit: Unit, caller: Principal, paperwork: str, *, lock: bool = True) -> Paperwork:
    """The caller's request; another's and none are one answer."""
    asked = await unit.paperwork.get(paperwork, lock=lock)
    if asked.person != caller.person:
        raise NotFound
    return asked


async def append(unit: Unit, asked: Paperwork, entry: Entry, tag: Tag) -> Paperwork:
    """The request after this entry, written and recorded.

    Raises:
        Conflict: the request cannot take it.
    """
    move(asked.state, entry.act)
    await unit.paperwork.append(asked, entry)
    await unit.audit.record(tag, actor=entry.by, subject=asked.id, program=asked.program)
    return replace(asked, entries=(*asked.entries, entry))
