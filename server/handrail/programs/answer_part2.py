"""A coordinator answers whether theirs is a Part 2 program (42 CFR 2.11)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.ids import ProgramId
from handrail.kernel.principal import Principal
from handrail.programs.events import Part2Answered
from handrail.programs.ports import Units
from handrail.programs.program import Part2Status, Program
from handrail.programs.relation import runs


@dataclass(frozen=True, slots=True)
class AnswerPart2:
    """Every answer is kept with who gave it and when; the last one holds."""

    units: Units
    clock: Clock

    async def __call__(self, principal: Principal, program: ProgramId, status: Part2Status) -> Program:
        """The program with its new status.

        Raises:
            NotFound: not theirs.
        """
        runs(principal, program)
        async with self.units.begin() as unit:
            before = await unit.programs.get(program, lock=True)
            await unit.programs.answer_part2(program, status, by=principal.person, at=self.clock.now())
            await unit.audit.record(Tag.PART2_ANSWERED, actor=principal.person, subject=program, program=program)
            unit.state(Part2Answered(program, status))
        return replace(before, part2=status)
