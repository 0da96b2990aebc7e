"""Staff correct an entry, with a reason; the entry that was corrected stays readable (I9)."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.attendance.entry import Entry, corrected
from handrail.attendance.events import AttendanceCorrected
from handrail.attendance.policy import Status
from handrail.attendance.ports import Units
from handrail.attendance.relation import answers_for
from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.ids import EntryId, Ids
from handrail.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class CorrectAttendance:
    """Appends the correction and states it: what rests on the old entry follows in the same unit."""

    units: Units
    clock: Clock
    ids: Ids

    async def __call__(
        self, caller: Principal, entry: EntryId, status: Status, minutes: int | None, reason: str
    ) -> Entry:
        """The correction.

        Args:
            caller: a facilitator of the session, or who runs the program.
            entry: what is wrong; it must be the entry that stands.
            status: what is right.
            minutes: minutes present; None leaves them as they were.
            reason: why, in the caller's words; the person reads it.

        Raises:
            Conflict: the entry has been corrected already.
            Invalid: no reason, or minutes outside the session.
            NotFound: no such entry, or not the caller's to correct.
        """
        async with self.units.begin() as unit:
            before = await unit.ledger.get(entry)
            await answers_for(unit, caller, before.program, before.session)
            present = before.minutes if minutes is None else minutes
            fresh = EntryId(self.ids.new())
            after = corrected(fresh, before, status, present, reason, caller.person, self.clock.now())
            await unit.ledger.append(after)
            await unit.audit.record(
                Tag.ATTENDANCE_CORRECTED, actor=caller.person, subject=after.id, program=after.program
            )
            unit.state(AttendanceCorrected(after.person, after.program, after.session, after.id, before.id))
        return after
