"""What is kept of programs: names, profiles and places sealed, everything else dates and ids."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, TypeVar

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Sealed, SealedColumn
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import CohortId, PersonId, ProgramId, SessionId
from handrail.programs.assignment import Assignment, AssignmentId, Part
from handrail.programs.enrolment import Enrolment, EnrolmentId
from handrail.programs.session import PlannedSegment, SegmentKind, Session, SessionState


class ProgramRow(SQLModel, table=True):
    __tablename__ = "program"
    id: str = Field(primary_key=True)
    name: Sealed = Field(sa_type=SealedColumn)
    state: str
    zone: str
    holidays: list[str] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=UTCDateTime)


class Part2AnswerRow(SQLModel, table=True):
    __tablename__ = "part2_answer"
    id: str = Field(primary_key=True)
    program: str = Field(foreign_key="program.id", index=True)
    status: str
    answered_at: datetime = Field(sa_type=UTCDateTime)
    answered_by: str


class IssuerProfileRow(SQLModel, table=True):
    __tablename__ = "issuer_profile"
    id: str = Field(primary_key=True)
    program: str = Field(foreign_key="program.id")
    version: int
    content: Sealed = Field(sa_type=SealedColumn)
    written_at: datetime = Field(sa_type=UTCDateTime)
    written_by: str
    __table_args__ = (UniqueConstraint("program", "version"),)


class CohortRow(SQLModel, table=True):
    __tablename__ = "cohort"
    id: str = Field(primary_key=True)
    program: str = Field(foreign_key="program.id", index=True)
    name: Sealed = Field(sa_type=SealedColumn)
    weekdays: list[str] = Field(sa_type=JSON)
    starts: time
    ends: time
    zone: str
    starts_on: date
    ends_on: date | None
    segments: list[list[Any]] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=UTCDateTime)


class SessionRow(SQLModel, table=True):
    __tablename__ = "session"
    id: str = Field(primary_key=True)
    program: str = Field(foreign_key="program.id", index=True)
    cohort: str = Field(foreign_key="cohort.id")
    day: date = Field(index=True)
    starts: time
    ends: time
    zone: str
    segments: list[list[Any]] = Field(sa_type=JSON)
    state: str
    opened_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    __table_args__ = (UniqueConstraint("cohort", "day"),)


class EnrolmentRow(SQLModel, table=True):
    __tablename__ = "enrolment"
    id: str = Field(primary_key=True)
    program: str = Field(foreign_key="program.id")
    cohort: str = Field(foreign_key="cohort.id", index=True)
    person: str = Field(index=True)
    starts_on: date
    planned_end: date | None
    last_day: date | None
    ended_at: datetime | None = Field(sa_type=UTCDateTime)


class AssignmentRow(SQLModel, table=True):
    __tablename__ = "assignment"
    id: str = Field(primary_key=True)
    program: str = Field(foreign_key="program.id")
    cohort: str = Field(foreign_key="cohort.id", index=True)
    person: str = Field(index=True)
    part: str
    starts_on: date
    session: str | None = Field(foreign_key="session.id")
    ended_at: datetime | None = Field(sa_type=UTCDateTime)


class PlaceRow(SQLModel, table=True):
    __tablename__ = "place"
    id: str = Field(primary_key=True)
    person: str
    session: str = Field(foreign_key="session.id", index=True)
    told: Sealed = Field(sa_type=SealedColumn)
    told_at: datetime = Field(sa_type=UTCDateTime)
    __table_args__ = (UniqueConstraint("person", "session"),)


RowT = TypeVar("RowT", bound=SQLModel)


async def the_row(session: AsyncSession, table: type[RowT], key: str, *, lock: bool = False) -> RowT:
    row = await session.get(table, key, with_for_update=lock or None, populate_existing=lock)
    if row is None:
        raise NotFound
    return row


def as_json(segments: tuple[PlannedSegment, ...]) -> list[list[Any]]:
    return [[str(one.kind), one.minutes] for one in segments]


def from_json(segments: list[list[Any]]) -> tuple[PlannedSegment, ...]:
    return tuple(PlannedSegment(SegmentKind(kind), minutes) for kind, minutes in segments)


def session_of(row: SessionRow) -> Session:
    return Session(
        id=SessionId(row.id),
        program=ProgramId(row.program),
        cohort=CohortId(row.cohort),
        on=row.day,
        starts=row.starts,
        ends=row.ends,
        zone=row.zone,
        segments=from_json(row.segments),
        state=SessionState(row.state),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )


def enrolment_of(row: EnrolmentRow) -> Enrolment:
    return Enrolment(
        id=EnrolmentId(row.id),
        program=ProgramId(row.program),
        cohort=CohortId(row.cohort),
        person=PersonId(row.person),
        starts_on=row.starts_on,
        planned_end=row.planned_end,
        last_day=row.last_day,
        ended_at=row.ended_at,
    )


def assignment_of(row: AssignmentRow) -> Assignment:
    return Assignment(
        id=AssignmentId(row.id),
        program=ProgramId(row.program),
        cohort=CohortId(row.cohort),
        person=PersonId(row.person),
        part=Part(row.part),
        starts_on=row.starts_on,
        session=SessionId(row.session) if row.session else None,
        ended_at=row.ended_at,
    )
