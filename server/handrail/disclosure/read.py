"""Shows people what of theirs left, to whom and on what ground; and the privacy officer the two reports of the law."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.consent.relation import zone_of
from handrail.disclosure.accounting import Accounting, Entry, everything, hipaa_report, kept_back, on_form, part2_report
from handrail.disclosure.ports import OfficeUnit, OfficeUnits
from handrail.disclosure.record import Record
from handrail.disclosure.suspension import shown
from handrail.kernel.clock import Clock
from handrail.kernel.ids import ConsentId, PersonId
from handrail.kernel.principal import Principal
from handrail.programs.calendar import today


@dataclass(frozen=True)
class OwnDisclosures:
    """All that ever left about the caller, oldest first; with a form, what left on it and cannot be called back.

    What an agency had suspended is left out while that holds.
    """

    units: OfficeUnits
    clock: Clock

    async def __call__(self, caller: Principal, consent: ConsentId | None = None) -> tuple[Entry, ...]:
        async with self.units.read() as unit:
            records = await _shown(unit, caller, self.clock)
        return everything(records) if consent is None else on_form(records, consent)


@dataclass(frozen=True)
class OwnRefusals:
    """All that was asked about the caller and not told, oldest first; with the same left out."""

    units: OfficeUnits
    clock: Clock

    async def __call__(self, caller: Principal) -> tuple[Entry, ...]:
        async with self.units.read() as unit:
            return kept_back(await _shown(unit, caller, self.clock))


async def _shown(unit: OfficeUnit, caller: Principal, clock: Clock) -> tuple[Record, ...]:
    zone = await zone_of(unit, await unit.accounts.get(caller.person))
    records, suspensions = await unit.disclosures.of(caller.person), await unit.suspensions.of(caller.person)
    return shown(records, suspensions, today(clock.now(), zone))


@dataclass(frozen=True)
class ReadAccounting:
    """Makes both reports for one person; that they were read, or taken away as a file, is written down.

    They are what the person gets: what an agency had suspended stands beside them, for the officer alone.
    """

    units: OfficeUnits
    clock: Clock

    async def __call__(self, caller: Principal, person: PersonId, *, as_file: bool = False) -> Accounting:
        """The reports as of today.

        Raises:
            NotFound: no such person in the caller's program.
        """
        async with self.units.begin() as unit:
            on_file = await unit.disclosure_files.on_file(person, caller.program, lock=False)
            records = [one for one in await unit.disclosures.of(person) if one.program == caller.program]
            suspensions = await unit.suspensions.of(person)
            name = (await unit.accounts.get(person)).legal_name
            tag = Tag.ACCOUNTING_EXPORTED if as_file else Tag.ACCOUNTING_READ
            await unit.audit.record(tag, actor=caller.person, subject=person, program=caller.program)
        day = today(self.clock.now(), on_file.zone)
        told = shown(records, suspensions, day)
        held = everything(one for one in records if one not in told)
        return Accounting(day, name, hipaa_report(told, day), part2_report(told, day), held)
