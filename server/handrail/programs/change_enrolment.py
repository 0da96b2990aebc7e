"""A coordinator plans somebody's end in a cohort, or ends it now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.principal import Principal
from handrail.programs.calendar import today
from handrail.programs.enrolment import Enrolment, EnrolmentId, ended, replanned
from handrail.programs.events import EnrolmentEnded
from handrail.programs.ports import Units
from handrail.programs.relation import runs


@dataclass(frozen=True, slots=True)
class PlanEnd:
    """Plan to leave on this date; None takes the plan back."""

    on: date | None


@dataclass(frozen=True, slots=True)
class EndNow:
    """End at this instant; `last_day` may say that the last day was an earlier one."""

    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class ChangeEnrolment:
    """A plan takes nobody off the roster; ending does, at once (I7)."""

    units: Units
    clock: Clock

    async def __call__(self, principal: Principal, enrolment: EnrolmentId, change: PlanEnd | EndNow) -> Enrolment:
        """The enrolment after the change.

        Raises:
            NotFound: not in a program of theirs.
            Conflict: it has ended before.
            Invalid: a date that cannot be.
        """
        now = self.clock.now()
        async with self.units.begin() as unit:
            before = await unit.enrolments.get(enrolment, lock=True)
            runs(principal, before.program)
            if isinstance(change, PlanEnd):
                after = replanned(before, change.on)
            else:
                cohort = await unit.cohorts.get(before.cohort)
                after = ended(before, last_day=change.last_day, today=today(now, cohort.pattern.zone), at=now)
                unit.state(EnrolmentEnded(before.person, before.cohort))
            await unit.enrolments.change(after)
            await unit.audit.record(
                Tag.ENROLMENT_CHANGED, actor=principal.person, subject=enrolment, program=before.program
            )
        return after
