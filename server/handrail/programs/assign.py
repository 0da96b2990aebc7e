"""A coordinator gives a facilitator a cohort, or a single session, to lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.ids import CohortId, Ids, PersonId, SessionId
from handrail.kernel.principal import Principal, Role
from handrail.programs.assignment import Assignment, AssignmentId, Part
from handrail.programs.calendar import today
from handrail.programs.ports import Units
from handrail.programs.relation import belongs, runs


@dataclass(frozen=True, slots=True)
class Assign:
    """From the commit on the facilitator leads; earlier sessions stay closed to them."""

    units: Units
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        principal: Principal,
        cohort: CohortId,
        person: PersonId,
        *,
        part: Part = Part.LEAD,
        session: SessionId | None = None,
        starts_on: date | None = None,
    ) -> Assignment:
        """The assignment, from today unless another first day is given.

        Raises:
            NotFound: not a cohort, session or facilitator of their program.
            Conflict: the same is assigned already.
        """
        async with self.units.begin() as unit:
            found = await unit.cohorts.get(cohort, lock=True)
            runs(principal, found.program)
            account = await unit.accounts.hold(person)  # or it could be disabled before this is seen
            if account.program != found.program or not belongs(account, Role.FACILITATOR):
                raise NotFound
            if session is not None and (await unit.sessions.get(session)).cohort != cohort:
                raise NotFound
            standing = [one for one in await unit.assignments.of(person) if one.ended_at is None]
            if any(one.cohort == cohort and one.session == session for one in standing):
                raise Conflict("This facilitator has it already.")
            assignment = Assignment(
                id=AssignmentId(self.ids.new()),
                program=found.program,
                cohort=cohort,
                person=person,
                part=part,
                starts_on=starts_on or today(self.clock.now(), found.pattern.zone),
                session=session,
            )
            await unit.assignments.add(assignment)
            await unit.audit.record(
                Tag.FACILITATOR_ASSIGNED, actor=principal.person, subject=assignment.id, program=found.program
            )
        return assignment
