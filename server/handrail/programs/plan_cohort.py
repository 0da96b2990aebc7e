"""A coordinator plans a cohort: its name, weekly pattern, dates and segments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.ids import CohortId, Ids
from handrail.kernel.principal import Principal
from handrail.programs.cohort import Cohort, WeeklyPattern, plan
from handrail.programs.ports import Units
from handrail.programs.relation import runs
from handrail.programs.session import PlannedSegment
from handrail.programs.wording import one_line


@dataclass(frozen=True, slots=True)
class CohortPlan:
    """What the coordinator planned."""

    name: str = field(repr=False)
    pattern: WeeklyPattern
    starts_on: date
    ends_on: date | None
    segments: tuple[PlannedSegment, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanCohort:
    """The cohort has no sessions until they are put in the calendar."""

    units: Units
    clock: Clock
    ids: Ids

    async def __call__(self, principal: Principal, planned: CohortPlan) -> Cohort:
        """The cohort, in the coordinator's program.

        Raises:
            NotFound: the program is not set up.
            Invalid: dates or segments that do not agree with the pattern.
        """
        runs(principal, principal.program)
        cohort = plan(
            CohortId(self.ids.new()),
            principal.program,
            one_line(planned.name, "/name", most=120),
            planned.pattern,
            starts_on=planned.starts_on,
            ends_on=planned.ends_on,
            segments=planned.segments,
        )
        async with self.units.begin() as unit:
            await unit.programs.get(principal.program)
            await unit.cohorts.add(cohort, at=self.clock.now())
            await unit.audit.record(
                Tag.COHORT_CREATED, actor=principal.person, subject=cohort.id, program=cohort.program
            )
        return cohort
