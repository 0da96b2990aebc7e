"""Somebody looks at sessions that are theirs: what comes next, one of them, or a cohort's whole calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import CohortId, SessionId
from handrail.kernel.principal import Power, Principal
from handrail.programs.calendar import today
from handrail.programs.ports import Units
from handrail.programs.relation import SessionPart, cohorts_of, part_in, runs
from handrail.programs.session import Session, SessionState

MOST = 30
"""Sessions shown as "next"."""

Seen = tuple[Session, SessionPart | None]
"""A session, and what the asker is in it; None for a coordinator."""


@dataclass(frozen=True, slots=True)
class SeeNextSessions:
    """The sessions of today and later that the asker leads or is enrolled for, and any that is open."""

    units: Units
    clock: Clock

    async def __call__(self, principal: Principal) -> tuple[Seen, ...]:
        """The next ones, by local date and time; ended ones are left out, cancelled ones are shown as that."""
        now = self.clock.now()
        async with self.units.read() as unit:
            enrolments = await unit.enrolments.of(principal.person)
            assignments = await unit.assignments.of(principal.person)
            since = now.date() - timedelta(days=2)
            coming = await unit.sessions.coming(cohorts_of(enrolments, assignments), since, 10 * MOST)
        parts = ((session, part_in(session, enrolments, assignments)) for session in coming)
        return tuple(
            (session, part)
            for session, part in parts
            if part is not None
            and session.state is not SessionState.ENDED
            and (session.state is SessionState.OPEN or session.on >= today(now, session.zone))
        )[:MOST]


@dataclass(frozen=True, slots=True)
class SeeSession:
    """One session, for those who are in it, lead it, or run its program."""

    units: Units

    async def __call__(self, principal: Principal, session: SessionId) -> Seen:
        """The session.

        Raises:
            NotFound: not theirs.
        """
        async with self.units.read() as unit:
            found = await unit.sessions.get(session)
            enrolments = await unit.enrolments.of(principal.person)
            part = part_in(found, enrolments, await unit.assignments.of(principal.person))
        if part is None and not (principal.program == found.program and principal.may(Power.RUN_PROGRAM)):
            raise NotFound
        return found, part


@dataclass(frozen=True, slots=True)
class SeeCalendar:
    """Every session of a cohort, for who runs the program."""

    units: Units

    async def __call__(self, principal: Principal, cohort: CohortId) -> tuple[Seen, ...]:
        """By date, past ones too.

        Raises:
            NotFound: not a cohort of theirs.
        """
        async with self.units.read() as unit:
            runs(principal, (await unit.cohorts.get(cohort)).program)
            return tuple((session, None) for session in await unit.sessions.of_cohort(cohort))
