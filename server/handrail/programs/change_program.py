"""A coordinator changes what their program is called, where it is, when it rests, or which policy will hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.ids import ProgramId
from handrail.kernel.principal import Principal
from handrail.programs.calendar import today
from handrail.programs.cohort import known_zone
from handrail.programs.ports import Units
from handrail.programs.program import PolicyReference, Program, known_state
from handrail.programs.relation import runs
from handrail.programs.wording import one_line

_POLICY = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class ProgramChange:
    """What to change; None leaves a thing as it is."""

    name: str | None = None
    state: str | None = None
    zone: str | None = None
    holidays: frozenset[date] | None = None
    attendance_policy: PolicyReference | None = None


@dataclass(frozen=True, slots=True)
class ChangeProgram:
    """Sessions that stand in the calendar stay as they are; a new holiday keeps new ones from being made."""

    units: Units
    clock: Clock

    async def __call__(self, principal: Principal, program: ProgramId, change: ProgramChange) -> Program:
        """The program after the change.

        Raises:
            NotFound: not theirs.
            Invalid: a value has to be changed, or a policy would hold for days that have passed.
        """
        runs(principal, program)
        now = self.clock.now()
        async with self.units.begin() as unit:
            before = await unit.programs.get(program, lock=True)
            after = replace(
                before,
                name=before.name if change.name is None else one_line(change.name, "/name", most=120),
                state=before.state if change.state is None else known_state(change.state),
                zone=before.zone if change.zone is None else known_zone(change.zone),
                holidays=before.holidays if change.holidays is None else change.holidays,
            )
            if change.attendance_policy is not None:
                reference = _from_now_on(change.attendance_policy, today(now, after.zone))
                await unit.programs.refer(program, reference, by=principal.person, at=now)
                after = replace(after, attendance_policies=(*before.attendance_policies, reference))
            await unit.programs.change(after)
            await unit.audit.record(Tag.PROGRAM_CHANGED, actor=principal.person, subject=program, program=program)
        return after


def _from_now_on(reference: PolicyReference, earliest: date) -> PolicyReference:
    faults = []
    if not _POLICY.fullmatch(reference.policy):
        faults.append(Fault("/attendance_policy/policy", "give the name of a policy"))
    if reference.from_day < earliest:
        faults.append(Fault("/attendance_policy/from_day", "a policy holds from today on, never for days past"))
    if faults:
        raise Invalid(faults=tuple(faults))
    return reference
