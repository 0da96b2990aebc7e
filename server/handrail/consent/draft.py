"""Shows a form as it will read, before anybody signs it; writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handrail.consent.authorization import Choices, checked, kinds
from handrail.consent.ports import ConsentUnit, ConsentUnits
from handrail.consent.terms import CURRENT, Draft, Parties, digest, text
from handrail.kernel.clock import Clock
from handrail.kernel.ids import PersonId, ProgramId
from handrail.kernel.principal import Principal
from handrail.programs.calendar import today


async def drafted(unit: ConsentUnit, person: PersonId, program: ProgramId, choices: Choices, now: datetime) -> Draft:
    """The form that these choices make today.

    Raises:
        Invalid: they make none.
    """
    account, known = await unit.accounts.get(person), await unit.programs.get(program)
    day = today(now, account.zone or known.zone)
    choices = checked(choices, day)
    served = kinds(part2=known.part2.applies)
    written = text(Parties(account.legal_name, known.name), choices, served, day)
    return Draft(choices, served, CURRENT, digest(written), written, day)


@dataclass(frozen=True)
class DraftConsent:
    """What the client is shown."""

    units: ConsentUnits
    clock: Clock

    async def __call__(self, caller: Principal, choices: Choices) -> Draft:
        async with self.units.read() as unit:
            return await drafted(unit, caller.person, caller.program, choices, self.clock.now())
