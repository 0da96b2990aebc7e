"""A coordinator sets their program up: once, and with an answer to the question of 42 CFR Part 2."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.principal import Principal
from handrail.programs.cohort import known_zone
from handrail.programs.ports import Units
from handrail.programs.program import Part2Status, Program, known_state
from handrail.programs.wording import one_line


@dataclass(frozen=True, slots=True)
class CreateProgram:
    """The program gets the id that its first coordinator's account already carries."""

    units: Units
    clock: Clock

    async def __call__(self, principal: Principal, *, name: str, state: str, zone: str, part2: Part2Status) -> Program:
        """The program, made.

        Raises:
            Conflict: it was made before.
            Invalid: name, state or zone has to be changed.
        """
        program = Program(
            id=principal.program,
            name=one_line(name, "/name", most=120),
            state=known_state(state),
            zone=known_zone(zone),
            part2=part2,
        )
        async with self.units.begin() as unit:
            await unit.programs.add(program, by=principal.person, at=self.clock.now())
            await unit.audit.record(Tag.PROGRAM_CREATED, actor=principal.person, subject=program.id, program=program.id)
        return program
