"""Journeys are told over a real server, on SQLite, and on Postgres too where what is kept is the point."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.journeys.house import Clinic, House, a_clinic, a_database, a_house
from tests.support.forked import start_by_forking

start_by_forking()


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with a_house(tmp_path / "data") as house:
        yield house


@pytest_asyncio.fixture(loop_scope="session")
async def clinic(house: House) -> AsyncIterator[Clinic]:
    """Three participants and their facilitator, five minutes before the evening."""
    async with a_clinic(house) as clinic:
        yield clinic
        await clinic.leave_all()


@pytest_asyncio.fixture(params=["sqlite", "postgres"], loop_scope="session")
async def clinic_anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Clinic]:
    """The same on each database."""
    if request.param == "sqlite":
        async with a_house(tmp_path / "data") as house, a_clinic(house) as clinic:
            yield clinic
            await clinic.leave_all()
        return
    async with (
        a_database(request.getfixturevalue("postgres_url")) as url,
        a_house(tmp_path / "data", url) as house,
        a_clinic(house) as clinic,
    ):
        yield clinic
        await clinic.leave_all()
