"""A coordinator looks at who is, was and will be in a cohort, and who leads it."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.kernel.ids import CohortId
from handrail.kernel.principal import Principal
from handrail.programs.assignment import Assignment
from handrail.programs.enrolment import Enrolment
from handrail.programs.ports import Units
from handrail.programs.relation import runs


@dataclass(frozen=True, slots=True)
class SeeRoster:
    """Enrolments of one cohort, ended ones too."""

    units: Units

    async def __call__(self, principal: Principal, cohort: CohortId) -> tuple[Enrolment, ...]:
        """Oldest first.

        Raises:
            NotFound: not a cohort of theirs.
        """
        async with self.units.read() as unit:
            runs(principal, (await unit.cohorts.get(cohort)).program)
            return await unit.enrolments.of_cohort(cohort)


@dataclass(frozen=True, slots=True)
class SeeFacilitators:
    """Assignments of one cohort, ended ones too."""

    units: Units

    async def __call__(self, principal: Principal, cohort: CohortId) -> tuple[Assignment, ...]:
        """Oldest first.

        Raises:
            NotFound: not a cohort of theirs.
        """
        async with self.units.read() as unit:
            runs(principal, (await unit.cohorts.get(cohort)).program)
            return await unit.assignments.of_cohort(cohort)
