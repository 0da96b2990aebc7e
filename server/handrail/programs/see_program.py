"""A coordinator looks at their program."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.kernel.ids import ProgramId
from handrail.kernel.principal import Principal
from handrail.programs.issuer_profile import IssuerProfile
from handrail.programs.ports import Units
from handrail.programs.program import Program
from handrail.programs.relation import runs


@dataclass(frozen=True, slots=True)
class SeeProgram:
    """The program as it stands, with its latest issuer profile where one was written."""

    units: Units

    async def __call__(self, principal: Principal, program: ProgramId) -> tuple[Program, IssuerProfile | None]:
        """Both.

        Raises:
            NotFound: not theirs, or not set up yet.
        """
        runs(principal, program)
        async with self.units.read() as unit:
            return await unit.programs.get(program), await unit.programs.latest_issuer_profile(program)
