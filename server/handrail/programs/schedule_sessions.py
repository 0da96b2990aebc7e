"""A coordinator puts a cohort's sessions in the calendar, up to a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.ids import CohortId, Ids, SessionId
from handrail.kernel.principal import Principal
from handrail.programs.calendar import meeting_days, today
from handrail.programs.ports import Units
from handrail.programs.relation import runs
from handrail.programs.session import Session

FURTHEST = timedelta(days=400)
"""How far ahead sessions may be put in the calendar."""


@dataclass(frozen=True, slots=True)
class ScheduleSessions:
    """Only dates from today on without a session get one: asking again, or further, adds and never rebuilds."""

    units: Units
    clock: Clock
    ids: Ids

    async def __call__(self, principal: Principal, cohort: CohortId, until: date) -> tuple[Session, ...]:
        """The sessions that were made, by date.

        Raises:
            NotFound: not a cohort of theirs.
            Invalid: the date is too far away.
        """
        now = self.clock.now()
        async with self.units.begin() as unit:
            found = await unit.cohorts.get(cohort, lock=True)
            runs(principal, found.program)
            first = today(now, found.pattern.zone)
            if until > first + FURTHEST:
                raise Invalid(faults=(Fault("/until", f"give a date within {FURTHEST.days} days"),))
            program = await unit.programs.get(found.program)
            standing = {session.on for session in await unit.sessions.of_cohort(cohort)}
            made = tuple(
                Session(
                    id=SessionId(self.ids.new()),
                    program=found.program,
                    cohort=found.id,
                    on=day,
                    starts=found.pattern.starts,
                    ends=found.pattern.ends,
                    zone=found.pattern.zone,
                    segments=found.segments,
                )
                for day in meeting_days(found, until, program.holidays)
                if day >= first and day not in standing
            )
            await unit.sessions.add(made)
            for session in made:
                await unit.audit.record(
                    Tag.SESSION_CHANGED, actor=principal.person, subject=session.id, program=session.program
                )
        return made
