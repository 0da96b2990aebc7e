"""Whose attendance a member of staff may see and correct (security G1)."""

from __future__ import annotations

from handrail.attendance.ports import AttendanceUnit
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import ProgramId, SessionId
from handrail.kernel.principal import Power, Principal


async def answers_for(unit: AttendanceUnit, caller: Principal, program: ProgramId, session: SessionId) -> None:
    """Nothing, if the caller runs the program or leads the session.

    Raises:
        NotFound: neither; it is not for them to know whether it is there.
    """
    if caller.program == program and caller.may(Power.CORRECT_ATTENDANCE):
        if caller.may(Power.RUN_PROGRAM):
            return
        if await unit.assignments.leads(caller.person, session):
            return
    raise NotFound
