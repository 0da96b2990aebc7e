"""A coordinator enrols a participant in a cohort."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, Fault, Invalid, NotFound
from handrail.kernel.ids import CohortId, Ids, PersonId
from handrail.kernel.principal import Principal, Role
from handrail.programs.calendar import today
from handrail.programs.enrolment import Enrolment, EnrolmentId
from handrail.programs.ports import Units
from handrail.programs.relation import belongs, runs


@dataclass(frozen=True, slots=True)
class Enrol:
    """Rosters are read by date, so somebody who comes in mid-cycle changes no session."""

    units: Units
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        principal: Principal,
        cohort: CohortId,
        person: PersonId,
        *,
        starts_on: date | None = None,
        planned_end: date | None = None,
    ) -> Enrolment:
        """The enrolment, from today unless another first day is given.

        Raises:
            NotFound: not a cohort or not a participant of their program.
            Conflict: the person is in this cohort already.
            Invalid: the planned end is before the first day.
        """
        async with self.units.begin() as unit:
            found = await unit.cohorts.get(cohort, lock=True)
            runs(principal, found.program)
            account = await unit.accounts.hold(person)  # or it could be disabled before this is seen
            if account.program != found.program or not belongs(account, Role.PARTICIPANT):
                raise NotFound
            if any(one.cohort == cohort and one.ended_at is None for one in await unit.enrolments.of(person)):
                raise Conflict("This person is enrolled already.")
            first = starts_on or today(self.clock.now(), found.pattern.zone)
            if planned_end is not None and planned_end < first:
                raise Invalid(faults=(Fault("/planned_end", "this must not be before the first day"),))
            enrolment = Enrolment(
                EnrolmentId(self.ids.new()), found.program, cohort, person, first, planned_end=planned_end
            )
            await unit.enrolments.add(enrolment)
            await unit.audit.record(
                Tag.ENROLMENT_CHANGED, actor=principal.person, subject=enrolment.id, program=found.program
            )
        return enrolment
