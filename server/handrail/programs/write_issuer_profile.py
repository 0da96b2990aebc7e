"""A coordinator writes who letters come from; what stood before stays readable."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Invalid
from handrail.kernel.ids import ProgramId
from handrail.kernel.principal import Principal
from handrail.programs.issuer_profile import IssuerProfile, issuer_profile
from handrail.programs.ports import TryPrinting, Units
from handrail.programs.relation import runs


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the coordinator wrote."""

    name: str = field(repr=False)
    address_lines: tuple[str, ...] = field(repr=False)
    phone: str = field(repr=False)
    signer_name: str = field(repr=False)
    signer_title: str = field(repr=False)
    check_host: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class WriteIssuerProfile:
    """A new version each time; letters keep the one they were made with."""

    units: Units
    clock: Clock
    try_printing: TryPrinting

    async def __call__(self, principal: Principal, program: ProgramId, written: Letterhead) -> IssuerProfile:
        """The new version.

        Raises:
            NotFound: not theirs.
            Invalid: a line that cannot be printed or drawn, or a signer whose name or title shows the specialty.
        """
        runs(principal, program)
        first = issuer_profile(program, 1, written_at=self.clock.now(), **asdict(written))
        if faults := await self.try_printing(first):
            raise Invalid("Letters cannot be set with this.", faults=faults)
        async with self.units.begin() as unit:
            await unit.programs.get(program, lock=True)
            latest = await unit.programs.latest_issuer_profile(program)
            profile = replace(first, version=latest.version + 1) if latest else first
            await unit.programs.add_issuer_profile(profile, by=principal.person)
            await unit.audit.record(
                Tag.ISSUER_PROFILE_WRITTEN, actor=principal.person, subject=program, program=program
            )
        return profile
