"""Tell somebody who saw what is theirs: answers, attendance, place, alerts, facts, forms, accounting."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.kernel.ids import PersonId, SessionId
from handrail.kernel.principal import Principal
from handrail.rights.ports import RecordUnit, RecordUnits
from handrail.rights.viewing import Has, Viewing, seen


@dataclass(frozen=True)
class SeeViewings:
    """The caller's own, newest first. A look of their own is not among them."""

    units: RecordUnits

    async def __call__(self, caller: Principal) -> tuple[Viewing, ...]:
        me = caller.person
        async with self.units.read() as unit:
            responses = await unit.responses.of_person(me)
            entries = await unit.ledger.of_person(me)
            has = Has(
                answered=frozenset(one.session for one in responses),
                attendance=frozenset(one.session for one in entries),
                alerts=await unit.alerts.sessions_of(me),
            )
            places = [f"{session}/{me}" for session in await _invited(unit, me)]
            looks = seen(await unit.audit.about([me, *has.sessions, *places]), me, has)
            names = await unit.accounts.many(sorted({one.by for one in looks}))
        return tuple(
            Viewing(one.at, names[one.by].display_name if one.by in names else "", one.what, one.session)
            for one in looks
        )


async def _invited(unit: RecordUnit, person: PersonId) -> list[SessionId]:
    """Every session of every cohort that they were in: where they may have said where they are."""
    cohorts = sorted({one.cohort for one in await unit.enrolments.of(person)})
    return [session.id for cohort in cohorts for session in await unit.sessions.of_cohort(cohort)]
