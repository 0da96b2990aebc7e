"""Somebody looks at the cohorts that are theirs: to run, to lead, or to be in."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.kernel.principal import Power, Principal
from handrail.programs.cohort import Cohort
from handrail.programs.ports import Units
from handrail.programs.relation import cohorts_of


@dataclass(frozen=True, slots=True)
class SeeCohorts:
    """A coordinator sees every cohort of the program, others only those they are in now."""

    units: Units

    async def __call__(self, principal: Principal) -> tuple[Cohort, ...]:
        """Oldest first."""
        async with self.units.read() as unit:
            if principal.may(Power.RUN_PROGRAM):
                return await unit.cohorts.of_program(principal.program)
            own = cohorts_of(await unit.enrolments.of(principal.person), await unit.assignments.of(principal.person))
            return await unit.cohorts.some(own)
