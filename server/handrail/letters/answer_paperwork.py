"""Clinicians see which forms are asked for, attach what they completed, or decline for a reason of the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import Ids
from handrail.kernel.principal import Principal
from handrail.kernel.uploads import Clean
from handrail.letters.ask_paperwork import append
from handrail.letters.paperwork import Act, Attached, Entry, Paperwork, Reason, move
from handrail.letters.ports import Unit, Units


@dataclass(frozen=True, slots=True)
class WaitingPaperwork:
    """A form that somebody waits for, and the client's name."""

    asked: Paperwork
    name: str = field(repr=False)


@dataclass(frozen=True)
class SeePaperworkQueue:
    """What waits for the caller: what has to be handed in first comes first."""

    units: Units

    async def __call__(self, caller: Principal) -> tuple[WaitingPaperwork, ...]:
        """Requests of the caller's program; each look is recorded.

        Raises:
            NotFound: the caller is no clinician.
        """
        async with self.units.begin() as unit:
            await _clinician(unit, caller)
            found = await unit.paperwork.waiting(caller.program)
            queue = [WaitingPaperwork(one, (await unit.accounts.get(one.person)).legal_name) for one in found]
            await unit.audit.record(Tag.PAPERWORK_QUEUE_READ, actor=caller.person, program=caller.program)
        return tuple(_soonest(queue))


def _soonest(queue: Sequence[WaitingPaperwork]) -> Sequence[WaitingPaperwork]:
    def key(one: WaitingPaperwork) -> tuple[date, str]:
        due = one.asked.due_at.date()
        return min(due, one.asked.needed_by or due), one.asked.id

    return sorted(queue, key=key)


@dataclass(frozen=True)
class AttachPaperwork:
    """Keeps a completed form for its client. What a clinician attaches is kept as the pages that were seen."""

    units: Units
    clean: Clean
    clock: Clock
    ids: Ids

    async def __call__(self, caller: Principal, paperwork: str, raw: bytes) -> Paperwork:
        """The request with the form. Attached again, the new one stands beside the earlier one.

        Raises:
            NotFound: no such request that the caller may answer.
            Conflict: it was taken back or declined.
            WrongMediaType: not a PDF.
            TooLarge: too many bytes or pages.
            Invalid: it could act by itself, is locked or cannot be read through.
        """
        async with self.units.read() as unit:
            move((await _theirs(unit, caller, paperwork, lock=False)).state, Act.ATTACH)
        form = await self.clean(raw)
        attached = Attached(self.ids.new(), sha256(form.pdf).hexdigest(), form.pages)
        async with self.units.begin() as unit:
            asked = await _theirs(unit, caller, paperwork)
            entry = Entry(Act.ATTACH, caller.person, self.clock.now(), form=attached)
            done = await append(unit, asked, entry, Tag.PAPERWORK_ATTACHED)
            await unit.paperwork.keep(done, attached.id, form.pdf)
        return done


@dataclass(frozen=True)
class DeclinePaperwork:
    """Says why no form comes."""

    units: Units
    clock: Clock

    async def __call__(self, caller: Principal, paperwork: str, reason: Reason) -> Paperwork:
        """The request, declined; the client is told why.

        Raises:
            NotFound: no such request that the caller may answer.
            Conflict: it was answered already.
        """
        async with self.units.begin() as unit:
            asked = await _theirs(unit, caller, paperwork)
            entry = Entry(Act.DECLINE, caller.person, self.clock.now(), reason=reason)
            return await append(unit, asked, entry, Tag.PAPERWORK_DECLINED)


async def _clinician(unit: Unit, caller: Principal) -> None:
    if await unit.clinicians.credential(caller.person, caller.program) is None:
        raise NotFound


async def _theirs(unit: Unit, caller: Principal, paperwork: str, *, lock: bool = True) -> Paperwork:
    await _clinician(unit, caller)
    asked = await unit.paperwork.get(paperwork, lock=lock)
    if asked.program != caller.program or asked.person == caller.person:
        raise NotFound
    return asked
