"""Somebody leaves a program, or one of their roles in it: what follows where an account is disabled or changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.ids import PersonId
from handrail.kernel.principal import Role
from handrail.programs.calendar import today
from handrail.programs.enrolment import ended
from handrail.programs.events import AssignmentEnded, EnrolmentEnded
from handrail.programs.ports import Unit


@dataclass(frozen=True, slots=True)
class Leave:
    """Runs inside the unit that changes the account, so that no roster keeps expecting the person."""

    clock: Clock

    async def __call__(self, unit: Unit, person: PersonId, keeps: frozenset[Role] = frozenset()) -> None:
        """End every enrolment and assignment of theirs that has not ended, save those that go with a role they keep."""
        if Role.PARTICIPANT not in keeps:
            await self._unenrol(unit, person)
        if Role.FACILITATOR not in keeps:
            await self._unassign(unit, person)

    async def _unenrol(self, unit: Unit, person: PersonId) -> None:
        now = self.clock.now()
        for enrolment in await unit.enrolments.of(person, lock=True):
            if enrolment.ended_at is None:
                zone = (await unit.cohorts.get(enrolment.cohort)).pattern.zone
                await unit.enrolments.change(ended(enrolment, last_day=None, today=today(now, zone), at=now))
                await unit.audit.record(Tag.ENROLMENT_CHANGED, subject=enrolment.id, program=enrolment.program)
                unit.state(EnrolmentEnded(person, enrolment.cohort))

    async def _unassign(self, unit: Unit, person: PersonId) -> None:
        now = self.clock.now()
        for assignment in await unit.assignments.of(person):
            if assignment.ended_at is None:
                await unit.assignments.change(replace(assignment, ended_at=now))
                await unit.audit.record(Tag.FACILITATOR_UNASSIGNED, subject=assignment.id, program=assignment.program)
                unit.state(AssignmentEnded(person, assignment.cohort, assignment.session))
