"""The privacy officer sees what is open and when it is due, takes longer, names a charge, and answers."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import PersonId
from handrail.kernel.principal import Principal
from handrail.programs.calendar import today
from handrail.rights.ask import day_of, kept
from handrail.rights.ports import RightsUnits
from handrail.rights.request import Act, Entry, Ground, Outcome, Request, Waiting


@dataclass(frozen=True)
class AnswerRights:
    """What staff do about a request; each act is an entry of its own."""

    units: RightsUnits
    clock: Clock

    async def __call__(
        self,
        caller: Principal,
        request: str,
        act: Act,
        *,
        reason: str = "",
        cents: int = 0,
        outcome: Outcome | None = None,
        ground: Ground | None = None,
    ) -> Request:
        """The request after one act of staff.

        Raises:
            NotFound: there is none in this program.
            Conflict: it leads nowhere from here.
            Invalid: something is missing.
        """
        now = self.clock.now()
        async with self.units.begin() as unit:
            found = await unit.rights_requests.get(request)
            if found.program != caller.program:
                raise NotFound
            await unit.consents.of(found.person, lock=True)
            found = await unit.rights_requests.get(request)
            day = await day_of(unit, found, now)
            return await kept(unit, found, Entry(act, caller.person, now, day, reason.strip(), cents, outcome, ground))

    async def waiting(self, caller: Principal) -> tuple[Waiting, ...]:
        """What is open in the program, what is due first before others; that it was read is written down."""
        now = self.clock.now()
        async with self.units.begin() as unit:
            found = await unit.rights_requests.waiting(caller.program)
            names = {one.person: (await unit.accounts.get(one.person)).legal_name for one in found}
            day = today(now, (await unit.programs.get(caller.program)).zone)
            await unit.audit.record(
                Tag.RIGHTS_READ, actor=caller.person, subject=caller.program, program=caller.program
            )
        first_due = sorted(found, key=lambda one: (one.due_on, one.id))
        return tuple(Waiting(one, one.overdue_on(day), names[one.person]) for one in first_due)

    async def of(self, caller: Principal, person: PersonId) -> tuple[Request, ...]:
        """Everything a person ever asked for, newest first; that it was read is written down.

        Raises:
            NotFound: no such person in the caller's program.
        """
        async with self.units.begin() as unit:
            if (await unit.accounts.get(person)).program != caller.program:
                raise NotFound
            await unit.audit.record(Tag.RIGHTS_READ, actor=caller.person, subject=person, program=caller.program)
            return await unit.rights_requests.of(person)
