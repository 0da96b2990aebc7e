"""A coordinator writes who letters come from; what stood before stays readable."""

from __future__ import annotations

from dataclasses import dataclass, field

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.ids import ProgramId
from handrail.kernel.principal import Principal
from handrail.programs.issuer_profile import IssuerProfile, issuer_profile
from handrail.programs.ports import Units
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

    async def __call__(self, principal: Principal, program: ProgramId, written: Letterhead) -> IssuerProfile:
        """The new version.

        Raises:
            NotFound: not theirs.
            Invalid: a line that cannot be printed, or a signer whose name or title shows the specialty.
        """
        runs(principal, program)
        async with self.units.begin() as unit:
            await unit.programs.get(program, lock=True)
            latest = await unit.programs.latest_issuer_profile(program)
            profile = issuer_profile(
                program,
                latest.version + 1 if latest else 1,
                name=written.name,
                address_lines=written.address_lines,
                phone=written.phone,
                signer_name=written.signer_name,
                signer_title=written.signer_title,
                check_host=written.check_host,
                written_at=self.clock.now(),
            )
            await unit.programs.add_issuer_profile(profile, by=principal.person)
            await unit.audit.record(
                Tag.ISSUER_PROFILE_WRITTEN, actor=principal.person, subject=program, program=program
            )
        return profile
