"""A coordinator changes what their program is called, where it is, or when it rests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from handrail.audit.entry import Tag
from handrail.kernel.ids import ProgramId
from handrail.kernel.principal import Principal
from handrail.programs.cohort import known_zone
from handrail.programs.ports import Units
from handrail.programs.program import Program, known_state
from handrail.programs.relation import runs
from handrail.programs.wording import one_line


@dataclass(frozen=True, slots=True)
class ProgramChange:
    """What to change; None leaves a thing as it is."""

    name: str | None = field(default=None, repr=False)
    state: str | None = None
    zone: str | None = None
    holidays: frozenset[date] | None = None


@dataclass(frozen=True, slots=True)
class ChangeProgram:
    """Sessions that stand in the calendar stay as they are; a new holiday keeps new ones from being made."""

    units: Units

    async def __call__(self, principal: Principal, program: ProgramId, change: ProgramChange) -> Program:
        """The program after the change.

        Raises:
            NotFound: not theirs.
            Invalid: a value has to be changed.
        """
        runs(principal, program)
        async with self.units.begin() as unit:
            before = await unit.programs.get(program, lock=True)
            after = replace(
                before,
                name=before.name if change.name is None else one_line(change.name, "/name", most=120),
                state=before.state if change.state is None else known_state(change.state),
                zone=before.zone if change.zone is None else known_zone(change.zone),
                holidays=before.holidays if change.holidays is None else change.holidays,
            )
            await unit.programs.change(after)
            await unit.audit.record(Tag.PROGRAM_CHANGED, actor=principal.person, subject=program, program=program)
        return after
