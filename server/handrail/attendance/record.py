"""A session is over: everybody who was expected gets their entry, in the unit that ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handrail.attendance.entry import Attended, Entry, Kind, recorded
from handrail.attendance.events import AttendanceRecorded
from handrail.attendance.ledger import Span, tally
from handrail.attendance.policy import in_force
from handrail.attendance.ports import RecordUnit
from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.ids import EntryId, Ids, PersonId, ProgramId, SessionId


@dataclass(frozen=True, slots=True)
class Held:
    """A session that took place.

    Attributes:
        on: its date in the cohort's zone, which decides the policy in force.
        span: what attendance is measured against; see `ledger.counted`.
        zones: who was expected, each with the zone that their own dates are told in (IANA name).
    """

    session: SessionId
    program: ProgramId
    on: date
    span: Span
    zones: dict[PersonId, str]


@dataclass(frozen=True, slots=True)
class RecordAttendance:
    """Reads presence and policy, writes entries."""

    clock: Clock
    ids: Ids

    async def __call__(self, unit: RecordUnit, held: Held) -> tuple[Entry, ...]:
        """The entries written; none for who has one already, so that it may run again.

        Args:
            unit: the unit in which the session ends: entries and the end are one commit.
            held: the session.
        """
        stays = await unit.ledger.stays(held.session)
        policy = in_force(await unit.attendance_policies.of(held.program), held.on)
        there = {one.person for one in await unit.ledger.of_session(held.session) if one.kind is Kind.RECORDED}
        written = []
        for person in sorted(held.zones.keys() - there):
            who = Attended(person, held.program, held.session, held.zones[person])
            found = tally(stays.get(person, ()), held.span, policy.grace)
            entry = recorded(EntryId(self.ids.new()), who, found, policy, self.clock.now())
            await unit.ledger.append(entry)
            await unit.audit.record(Tag.ATTENDANCE_RECORDED, subject=entry.id, program=held.program)
            unit.state(AttendanceRecorded(person, held.program, held.session, entry.id))
            written.append(entry)
        return tuple(written)
