"""Attendance policies in the database: thresholds of a program, which speak of nobody."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert, select
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.attendance.policy import AttendancePolicy
from handrail.db.columns import UTCDateTime
from handrail.kernel.ids import PersonId, ProgramId


class AttendancePolicyRow(SQLModel, table=True):
    __tablename__ = "attendance_policy"
    program: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    in_force_from: date
    present_from: int
    partial_from: int
    grace_minutes: int
    late_minutes: int
    by: str
    at: datetime = Field(sa_type=UTCDateTime)


_TABLE = SQLModel.metadata.tables["attendance_policy"]


class PolicyStore:
    """Satisfies `attendance.ports.Policies`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, program: ProgramId) -> tuple[AttendancePolicy, ...]:
        query = select(_TABLE).where(_TABLE.c.program == program).order_by(_TABLE.c.version)
        rows = (await (await self._session.connection()).execute(query)).all()
        return tuple(
            AttendancePolicy(
                version=row.version,
                in_force_from=row.in_force_from,
                present_from=row.present_from,
                partial_from=row.partial_from,
                grace_minutes=row.grace_minutes,
                late_minutes=row.late_minutes,
            )
            for row in rows
        )

    async def add(self, program: ProgramId, policy: AttendancePolicy, *, by: PersonId, at: datetime) -> None:
        row = {
            "program": program,
            "version": policy.version,
            "in_force_from": policy.in_force_from,
            "present_from": policy.present_from,
            "partial_from": policy.partial_from,
            "grace_minutes": policy.grace_minutes,
            "late_minutes": policy.late_minutes,
            "by": by,
            "at": at,
        }
        await (await self._session.connection()).execute(insert(_TABLE), row)
