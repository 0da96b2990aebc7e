"""Shows people what of theirs left, to whom and on what ground; and the privacy officer the two reports of the law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.disclosure.accounting import Entry, everything, hipaa_report, on_form, part2_report
from handrail.disclosure.ports import GateUnits
from handrail.kernel.clock import Clock
from handrail.kernel.ids import ConsentId, PersonId
from handrail.kernel.principal import Principal
from handrail.programs.calendar import today


@dataclass(frozen=True)
class OwnDisclosures:
    """All that ever left about the caller, oldest first; with a form, what left on it and cannot be called back."""

    units: GateUnits

    async def __call__(self, caller: Principal, consent: ConsentId | None = None) -> tuple[Entry, ...]:
        async with self.units.read() as unit:
            records = await unit.disclosures.of(caller.person)
        return everything(records) if consent is None else on_form(records, consent)


@dataclass(frozen=True, slots=True)
class Accounting:
    """The two reports out of one log (45 CFR 164.528; 42 CFR 2.25)."""

    hipaa: Sequence[Entry]
    part2: Sequence[Entry]


@dataclass(frozen=True)
class ReadAccounting:
    """Makes both reports for one person; that they were read is written down."""

    units: GateUnits
    clock: Clock

    async def __call__(self, caller: Principal, person: PersonId) -> Accounting:
        """The reports as of today.

        Raises:
            NotFound: no such person in the caller's program.
        """
        async with self.units.begin() as unit:
            on_file = await unit.disclosure_files.on_file(person, caller.program, lock=False)
            records = [one for one in await unit.disclosures.of(person) if one.program == caller.program]
            await unit.audit.record(Tag.ACCOUNTING_READ, actor=caller.person, subject=person, program=caller.program)
        day = today(self.clock.now(), on_file.zone)
        return Accounting(hipaa_report(records, day), part2_report(records, day))
