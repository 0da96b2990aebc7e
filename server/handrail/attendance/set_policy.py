"""Who runs a program sets its attendance policy; earlier versions keep judging their own days (I9)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handrail.attendance.policy import AttendancePolicy, check
from handrail.attendance.ports import Units
from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class SetAttendancePolicy:
    """Appends a version to the caller's own program."""

    units: Units
    clock: Clock

    async def __call__(self, caller: Principal, wanted: AttendancePolicy) -> AttendancePolicy:
        """The policy as it was written, with its version.

        Raises:
            Invalid: a number is out of its range, or the policy would begin before the newest one does.
        """
        check(wanted)
        async with self.units.begin() as unit:
            before = await unit.attendance_policies.of(caller.program)
            if any(wanted.in_force_from < one.in_force_from for one in before):
                raise Invalid(faults=(Fault("/in_force_from", "Choose a day that is not before the last change."),))
            policy = replace(wanted, version=max((one.version for one in before), default=0) + 1)
            await unit.attendance_policies.add(caller.program, policy, by=caller.person, at=self.clock.now())
            await unit.audit.record(
                Tag.ATTENDANCE_POLICY_SET, actor=caller.person, subject=caller.program, program=caller.program
            )
        return policy


@dataclass(frozen=True, slots=True)
class ReadAttendancePolicies:
    """Every version of the caller's own program's policy."""

    units: Units

    async def __call__(self, caller: Principal) -> tuple[AttendancePolicy, ...]:
        """Oldest first; empty while the default applies."""
        async with self.units.read() as unit:
            return await unit.attendance_policies.of(caller.program)
