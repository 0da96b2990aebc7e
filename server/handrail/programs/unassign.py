"""A coordinator takes an assignment back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict
from handrail.kernel.principal import Principal
from handrail.programs.assignment import AssignmentId
from handrail.programs.events import AssignmentEnded
from handrail.programs.ports import Units
from handrail.programs.relation import runs


@dataclass(frozen=True, slots=True)
class Unassign:
    """From the commit on it opens nothing (I7)."""

    units: Units
    clock: Clock

    async def __call__(self, principal: Principal, assignment: AssignmentId) -> None:
        """End it.

        Raises:
            NotFound: not in a program of theirs.
            Conflict: it was taken back before.
        """
        async with self.units.begin() as unit:
            before = await unit.assignments.get(assignment, lock=True)
            runs(principal, before.program)
            if before.ended_at is not None:
                raise Conflict("This was taken back before.")
            await unit.assignments.change(replace(before, ended_at=self.clock.now()))
            await unit.audit.record(
                Tag.FACILITATOR_UNASSIGNED, actor=principal.person, subject=assignment, program=before.program
            )
            unit.state(AssignmentEnded(before.person, before.cohort, before.session))
