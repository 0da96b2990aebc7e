"""The privacy officer records that an agency had an accounting suspended, and reads what is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handrail.audit.entry import Tag
from handrail.disclosure.ports import OfficeUnits
from handrail.disclosure.suspension import Suspension, checked
from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids, PersonId
from handrail.kernel.principal import Principal
from handrail.programs.calendar import today


@dataclass(frozen=True)
class SuspendAccounting:
    """It holds from the commit on, in everything that the person is shown."""

    units: OfficeUnits
    clock: Clock
    ids: Ids

    async def __call__(
        self, caller: Principal, person: PersonId, make: Callable[[str, datetime], Suspension]
    ) -> Suspension:
        """The suspension, kept.

        Args:
            caller: the privacy officer.
            person: whose accounting.
            make: makes the suspension, given an id and the instant.

        Raises:
            NotFound: no such person in the caller's program.
            Invalid: the agency may not have it so.
        """
        now = self.clock.now()
        async with self.units.begin() as unit:
            on_file = await unit.disclosure_files.on_file(person, caller.program, lock=True)
            one = checked(make(self.ids.new(), now), today(now, on_file.zone))
            await unit.suspensions.add(one)
            await unit.audit.record(
                Tag.ACCOUNTING_SUSPENDED, actor=caller.person, subject=one.id, program=caller.program
            )
        return one

    async def of(self, caller: Principal, person: PersonId) -> tuple[Suspension, ...]:
        """Every suspension of a person's accounting, newest first.

        Raises:
            NotFound: no such person in the caller's program.
        """
        async with self.units.begin() as unit:
            await unit.disclosure_files.on_file(person, caller.program, lock=False)
            await unit.audit.record(Tag.ACCOUNTING_READ, actor=caller.person, subject=person, program=caller.program)
            return await unit.suspensions.of(person)
