"""The rows that say who is in a cohort and who leads it."""

from __future__ import annotations

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.kernel.ids import CohortId, PersonId, SessionId
from handrail.programs.assignment import Assignment, AssignmentId
from handrail.programs.enrolment import Enrolment, EnrolmentId
from handrail.programs.store_tables import (
    AssignmentRow,
    EnrolmentRow,
    SessionRow,
    assignment_of,
    enrolment_of,
    session_of,
    the_row,
)


class EnrolmentStore:
    """Who is in which cohort from when to when."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, enrolment: Enrolment) -> None:
        """Keep a new enrolment."""
        self._session.add(
            EnrolmentRow(
                id=enrolment.id,
                program=enrolment.program,
                cohort=enrolment.cohort,
                person=enrolment.person,
                starts_on=enrolment.starts_on,
                planned_end=enrolment.planned_end,
                last_day=enrolment.last_day,
                ended_at=enrolment.ended_at,
            )
        )
        await self._session.flush()

    async def get(self, enrolment: EnrolmentId, *, lock: bool = False) -> Enrolment:
        """The enrolment.

        Raises:
            NotFound: there is none.
        """
        return enrolment_of(await the_row(self._session, EnrolmentRow, enrolment, lock=lock))

    async def change(self, enrolment: Enrolment) -> None:
        """Write planned end, last day and when it ended."""
        row = await the_row(self._session, EnrolmentRow, enrolment.id)
        row.planned_end, row.last_day, row.ended_at = enrolment.planned_end, enrolment.last_day, enrolment.ended_at
        await self._session.flush()

    async def of(self, person: PersonId, *, lock: bool = False) -> tuple[Enrolment, ...]:
        """Every enrolment of the person, oldest first, ended ones too."""
        question = select(EnrolmentRow).where(col(EnrolmentRow.person) == person).order_by(col(EnrolmentRow.id))
        if lock:
            question = question.with_for_update().execution_options(populate_existing=True)
        return tuple(enrolment_of(row) for row in await self._session.exec(question))

    async def of_cohort(self, cohort: CohortId) -> tuple[Enrolment, ...]:
        """Every enrolment in the cohort, oldest first, ended ones too."""
        rows = await self._session.exec(
            select(EnrolmentRow).where(col(EnrolmentRow.cohort) == cohort).order_by(col(EnrolmentRow.id))
        )
        return tuple(enrolment_of(row) for row in rows)

    async def on_roster(self, person: PersonId, session: SessionId) -> bool:
        """Whether the person may enter this session's room now; False too where there is no such session."""
        row = await self._session.get(SessionRow, session)
        return row is not None and any(one.admits_to(session_of(row)) for one in await self.of(person))

    async def admitted(self, session: SessionId) -> frozenset[PersonId]:
        """Everybody for whom `on_roster` holds: one question for a whole room."""
        row = await self._session.get(SessionRow, session)
        if row is None:
            return frozenset()
        rows = await self._session.exec(
            select(EnrolmentRow).where(col(EnrolmentRow.cohort) == row.cohort, col(EnrolmentRow.ended_at).is_(None))
        )
        return frozenset(one.person for one in map(enrolment_of, rows) if one.admits_to(session_of(row)))


class AssignmentStore:
    """Who leads what."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, assignment: Assignment) -> None:
        """Keep a new assignment."""
        self._session.add(
            AssignmentRow(
                id=assignment.id,
                program=assignment.program,
                cohort=assignment.cohort,
                person=assignment.person,
                part=assignment.part,
                starts_on=assignment.starts_on,
                session=assignment.session,
                ended_at=assignment.ended_at,
            )
        )
        await self._session.flush()

    async def get(self, assignment: AssignmentId, *, lock: bool = False) -> Assignment:
        """The assignment.

        Raises:
            NotFound: there is none.
        """
        return assignment_of(await the_row(self._session, AssignmentRow, assignment, lock=lock))

    async def change(self, assignment: Assignment) -> None:
        """Write when it ended."""
        (await the_row(self._session, AssignmentRow, assignment.id)).ended_at = assignment.ended_at
        await self._session.flush()

    async def of(self, person: PersonId) -> tuple[Assignment, ...]:
        """Every assignment of the person, oldest first, ended ones too."""
        rows = await self._session.exec(
            select(AssignmentRow).where(col(AssignmentRow.person) == person).order_by(col(AssignmentRow.id))
        )
        return tuple(assignment_of(row) for row in rows)

    async def of_cohort(self, cohort: CohortId) -> tuple[Assignment, ...]:
        """Every assignment in the cohort, oldest first, ended ones too."""
        rows = await self._session.exec(
            select(AssignmentRow).where(col(AssignmentRow.cohort) == cohort).order_by(col(AssignmentRow.id))
        )
        return tuple(assignment_of(row) for row in rows)

    async def leads(self, person: PersonId, session: SessionId) -> bool:
        """Whether the person leads this session now; False too where there is no such session."""
        row = await self._session.get(SessionRow, session)
        return row is not None and any(one.covers(session_of(row)) for one in await self.of(person))

    async def leaders(self, session: SessionId) -> frozenset[PersonId]:
        """Everybody for whom `leads` holds: one question for a whole room."""
        row = await self._session.get(SessionRow, session)
        if row is None:
            return frozenset()
        rows = await self._session.exec(
            select(AssignmentRow).where(col(AssignmentRow.cohort) == row.cohort, col(AssignmentRow.ended_at).is_(None))
        )
        return frozenset(one.person for one in map(assignment_of, rows) if one.covers(session_of(row)))
