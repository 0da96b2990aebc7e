"""Shows a form as it will read, and what it goes against, before anybody signs it; writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handrail.consent.alone import not_alone
from handrail.consent.authorization import Choices, checked, kinds
from handrail.consent.earlier import Earlier, earlier
from handrail.consent.ports import ConsentUnit, ConsentUnits
from handrail.consent.relation import zone_of
from handrail.consent.terms import CURRENT, Draft, Occasion, Parties, digest, text
from handrail.consent.witness import needed
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
    states, facts = await states_of(unit, person, program), await unit.client_facts.latest(person)
    day = today(now, await zone_of(unit, account))
    choices = checked(choices, day)
    served = kinds(part2=known.part2.applies)
    written = text(Occasion(Parties(account.legal_name, known.name), choices, served, day, states))
    return Draft(choices, served, CURRENT, digest(written), written, day, needed(states), not_alone(facts, day))


async def states_of(unit: ConsentUnit, person: PersonId, program: ProgramId) -> frozenset[str]:
    """The states whose law counts: the program's, and the client's where it is recorded."""
    facts = await unit.client_facts.latest(person)
    return frozenset({(await unit.programs.get(program)).state, facts.state if facts else ""} - {""})


async def gone_against(unit: ConsentUnit, person: PersonId, choices: Choices) -> tuple[Earlier, ...]:
    """What the client chose before and would go against."""
    restrictions, forms = await unit.consents.restrictions(person), await unit.consents.of(person)
    return earlier(choices, restrictions, forms, await unit.disclosures.out_to(person, choices.recipient))


@dataclass(frozen=True)
class DraftConsent:
    """What the client is shown."""

    units: ConsentUnits
    clock: Clock

    async def __call__(self, caller: Principal, choices: Choices) -> Draft:
        """The form as it will read."""
        return (await self.shown(caller, choices))[0]

    async def shown(self, caller: Principal, choices: Choices) -> tuple[Draft, tuple[Earlier, ...]]:
        """The form, and what it goes against."""
        async with self.units.read() as unit:
            draft = await drafted(unit, caller.person, caller.program, choices, self.clock.now())
            return draft, await gone_against(unit, caller.person, draft.choices)
