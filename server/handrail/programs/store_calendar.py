"""The rows of cohorts and of their sessions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.sealed import Cell, program_key
from handrail.db.vault import Vault
from handrail.kernel.ids import CohortId, PersonId, ProgramId, SessionId
from handrail.programs.cohort import Cohort, Weekday, WeeklyPattern
from handrail.programs.session import Session, SessionState, moved
from handrail.programs.store_tables import (
    CohortRow,
    EnrolmentRow,
    SessionRow,
    as_json,
    enrolment_of,
    from_json,
    session_of,
    the_row,
)


class CohortStore:
    """Cohorts; their names sealed, because a name may tell the kind of group."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, cohort: Cohort, *, at: datetime) -> None:
        """Keep a new cohort."""
        key = program_key(cohort.program)
        ring = await self._vault.ring([key])
        self._session.add(
            CohortRow(
                id=cohort.id,
                program=cohort.program,
                name=ring.seal(key, Cell("cohort", "name", cohort.id), cohort.name),
                weekdays=[str(day) for day in cohort.pattern.weekdays],
                starts=cohort.pattern.starts,
                ends=cohort.pattern.ends,
                zone=cohort.pattern.zone,
                starts_on=cohort.starts_on,
                ends_on=cohort.ends_on,
                segments=as_json(cohort.segments),
                created_at=at,
            )
        )
        await self._session.flush()

    async def get(self, cohort: CohortId, *, lock: bool = False) -> Cohort:
        """The cohort; with `lock`, nobody else changes who or what belongs to it until the unit ends.

        Raises:
            NotFound: there is none.
        """
        return (await self._cohorts([await the_row(self._session, CohortRow, cohort, lock=lock)]))[0]

    async def of_program(self, program: ProgramId) -> tuple[Cohort, ...]:
        """Every cohort of the program, oldest first."""
        rows = await self._session.exec(
            select(CohortRow).where(col(CohortRow.program) == program).order_by(col(CohortRow.id))
        )
        return await self._cohorts(rows.all())

    async def some(self, cohorts: frozenset[CohortId]) -> tuple[Cohort, ...]:
        """The cohorts named, oldest first."""
        rows = await self._session.exec(
            select(CohortRow).where(col(CohortRow.id).in_(cohorts)).order_by(col(CohortRow.id))
        )
        return await self._cohorts(rows.all())

    async def _cohorts(self, rows: Any) -> tuple[Cohort, ...]:
        ring = await self._vault.ring({program_key(ProgramId(row.program)) for row in rows})
        return tuple(
            Cohort(
                id=CohortId(row.id),
                program=ProgramId(row.program),
                name=ring.text(program_key(ProgramId(row.program)), Cell("cohort", "name", row.id), row.name),
                pattern=WeeklyPattern(tuple(Weekday(day) for day in row.weekdays), row.starts, row.ends, row.zone),
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                segments=from_json(row.segments),
            )
            for row in rows
        )


class SessionStore:
    """Sessions and their states."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, sessions: tuple[Session, ...]) -> None:
        """Keep new sessions."""
        self._session.add_all(
            SessionRow(
                id=one.id,
                program=one.program,
                cohort=one.cohort,
                day=one.on,
                starts=one.starts,
                ends=one.ends,
                zone=one.zone,
                segments=as_json(one.segments),
                state=one.state,
                opened_at=one.opened_at,
                closed_at=one.closed_at,
            )
            for one in sessions
        )
        await self._session.flush()

    async def get(self, session: SessionId) -> Session:
        """The session.

        Raises:
            NotFound: there is none.
        """
        return session_of(await the_row(self._session, SessionRow, session))

    async def of_cohort(self, cohort: CohortId) -> tuple[Session, ...]:
        """Every session of the cohort, by date."""
        rows = await self._session.exec(
            select(SessionRow).where(col(SessionRow.cohort) == cohort).order_by(col(SessionRow.day))
        )
        return tuple(session_of(row) for row in rows)

    async def coming(self, cohorts: frozenset[CohortId], since: date, most: int) -> tuple[Session, ...]:
        """Sessions of these cohorts from the local date `since` on, and any that is open; by date and time."""
        rows = await self._session.exec(
            select(SessionRow)
            .where(
                col(SessionRow.cohort).in_(cohorts),
                or_(col(SessionRow.day) >= since, col(SessionRow.state) == SessionState.OPEN),
            )
            .order_by(col(SessionRow.day), col(SessionRow.starts), col(SessionRow.id))
            .limit(most)
        )
        return tuple(session_of(row) for row in rows)

    async def still_open(self) -> tuple[Session, ...]:
        """Every session whose room was opened and has not ended, by date."""
        rows = await self._session.exec(
            select(SessionRow).where(col(SessionRow.state) == SessionState.OPEN).order_by(col(SessionRow.day))
        )
        return tuple(session_of(row) for row in rows)

    async def set_state(self, session: SessionId, state: SessionState, at: datetime) -> Session:
        """Move the session to `state` at the instant `at`.

        Raises:
            NotFound: there is none.
            Conflict: its table has no such move.
        """
        row = await the_row(self._session, SessionRow, session, lock=True)
        after = moved(session_of(row), state, at)
        row.state, row.opened_at, row.closed_at = after.state, after.opened_at, after.closed_at
        await self._session.flush()
        return after

    async def roster(self, session: SessionId) -> tuple[PersonId, ...]:
        """The people who are expected at this session, each once: those for whom attendance is written.

        Raises:
            NotFound: there is no such session.
        """
        found = await self.get(session)
        rows = await self._session.exec(
            select(EnrolmentRow).where(col(EnrolmentRow.cohort) == found.cohort).order_by(col(EnrolmentRow.id))
        )
        expected = (one.person for one in map(enrolment_of, rows) if one.counts_for(found))
        return tuple(dict.fromkeys(expected))
