"""Reading attendance: each person their own receipts, staff those of a session that they answer for."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.attendance.entry import Entry, standing
from handrail.attendance.ports import Units
from handrail.attendance.receipt import Receipt, receipts
from handrail.attendance.relation import answers_for
from handrail.audit.entry import Tag
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import SessionId
from handrail.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class OwnAttendance:
    """A person's own receipts."""

    units: Units

    async def __call__(self, caller: Principal) -> tuple[Receipt, ...]:
        """One for each session, by day."""
        async with self.units.read() as unit:
            entries = await unit.ledger.of_person(caller.person)
            return receipts(entries, await unit.ledger.disputes_of(caller.person))


@dataclass(frozen=True, slots=True)
class SessionAttendance:
    """What stands for one session, and an audit entry that it was read."""

    units: Units

    async def __call__(self, caller: Principal, session: SessionId) -> tuple[Entry, ...]:
        """The entries that stand, each person's one.

        Raises:
            NotFound: nothing is recorded for this session, or the caller does not answer for it.
        """
        async with self.units.begin() as unit:
            entries = await unit.ledger.of_session(session)
            if not entries:
                raise NotFound
            await answers_for(unit, caller, entries[0].program, session)
            await unit.audit.record(
                Tag.ATTENDANCE_READ, actor=caller.person, subject=session, program=entries[0].program
            )
            return standing(entries)
