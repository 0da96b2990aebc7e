"""An instant is aware, in UTC, and the same on every database."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.dialects import sqlite

from handrail.db.columns import UTCDateTime
from handrail.db.engine import Database

SCRATCH = Table("scratch_instants", MetaData(), Column("id", Integer, primary_key=True), Column("at", UTCDateTime))


async def test_instants_come_back_as_they_went_in(database: Database):
    """To the microsecond, whatever zone they were told in."""
    there = datetime(2026, 11, 1, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=-7)))
    async with database.writer.begin() as connection:
        await connection.run_sync(SCRATCH.metadata.create_all)
    async with database.write() as session:
        connection = await session.connection()
        await connection.execute(insert(SCRATCH), [{"id": 1, "at": there}, {"id": 2, "at": None}])
    async with database.read() as session:
        connection = await session.connection()
        first, second = (await connection.scalars(select(SCRATCH.c.at).order_by(SCRATCH.c.id))).all()
        after = (await connection.scalars(select(SCRATCH.c.id).where(SCRATCH.c.at >= there.astimezone(UTC)))).all()
    async with database.writer.begin() as connection:
        await connection.run_sync(SCRATCH.metadata.drop_all)
    assert (first, first.tzinfo, second) == (there, UTC, None)
    assert after == [1]


@given(st.datetimes(timezones=st.none()))
def test_an_instant_without_a_zone_is_refused(at: datetime):
    """It would be somebody's local time, and nobody knows whose."""
    with pytest.raises(TypeError):
        UTCDateTime().process_bind_param(at, sqlite.dialect())
