"""A person says that their entry is wrong; staff answer by a correction."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.attendance.entry import LONGEST_REASON
from handrail.attendance.events import AttendanceDisputed
from handrail.attendance.ports import Units
from handrail.attendance.receipt import Dispute
from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Fault, Invalid, NotFound
from handrail.kernel.ids import EntryId, Ids
from handrail.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class DisputeAttendance:
    """Appends the person's words beside the entry."""

    units: Units
    clock: Clock
    ids: Ids

    async def __call__(self, caller: Principal, entry: EntryId, words: str) -> Dispute:
        """The dispute.

        Raises:
            Invalid: no words, or too many.
            NotFound: no such entry, or it is about somebody else.
        """
        if not words.strip() or len(words) > LONGEST_REASON:
            says = f"Say what is wrong, in at most {LONGEST_REASON} characters."
            raise Invalid(faults=(Fault("/words", says),))
        async with self.units.begin() as unit:
            about = await unit.ledger.get(entry)
            if about.person != caller.person:
                raise NotFound
            dispute = Dispute(self.ids.new(), entry, caller.person, words, self.clock.now())
            await unit.ledger.dispute(dispute)
            await unit.audit.record(Tag.ATTENDANCE_DISPUTED, actor=caller.person, subject=entry, program=about.program)
            unit.state(AttendanceDisputed(about.person, about.program, about.session, entry))
        return dispute
