"""Somebody leaves the program altogether: what follows where an account is disabled."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.ids import PersonId
from handrail.programs.calendar import today
from handrail.programs.enrolment import ended
from handrail.programs.events import AssignmentEnded, EnrolmentEnded
from handrail.programs.ports import Unit


@dataclass(frozen=True, slots=True)
class Leave:
    """Runs inside the unit that disables the account, so that no roster keeps expecting the person."""

    clock: Clock

    async def __call__(self, unit: Unit, person: PersonId) -> None:
        """End every enrolment and assignment of theirs that has not ended."""
        now = self.clock.now()
        for enrolment in await unit.enrolments.of(person, lock=True):
            if enrolment.ended_at is None:
                zone = (await unit.cohorts.get(enrolment.cohort)).pattern.zone
                await unit.enrolments.change(ended(enrolment, last_day=None, today=today(now, zone), at=now))
                await unit.audit.record(Tag.ENROLMENT_CHANGED, subject=enrolment.id, program=enrolment.program)
                unit.state(EnrolmentEnded(person, enrolment.cohort))
        for assignment in await unit.assignments.of(person):
            if assignment.ended_at is None:
                await unit.assignments.change(replace(assignment, ended_at=now))
                await unit.audit.record(Tag.FACILITATOR_UNASSIGNED, subject=assignment.id, program=assignment.program)
                unit.state(AssignmentEnded(person, assignment.cohort, assignment.session))
