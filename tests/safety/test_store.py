"""Alerts in the database: sealed, appended, and read back as they were."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from handrail.kernel.errors import NotFound
from handrail.kernel.ids import AlertId, SessionId
from handrail.safety.alert import Acknowledgement, Watched
from handrail.safety.store import AlertStore
from handrail.unit_of_work import Units
from tests.safety.test_alert import COLE, LEA, NOW, RAISED

OTHER = replace(RAISED.alert, id=AlertId("r2"), items=("harm", "safe_tonight"))
ELSEWHERE = replace(RAISED.alert, id=AlertId("r3"), session=SessionId("s2"))
FIRST = Acknowledgement("k1", RAISED.alert.id, LEA, NOW, "Talked in private.")
SECOND = Acknowledgement("k2", RAISED.alert.id, COLE, NOW)


@pytest.fixture
async def kept(units: Units) -> Units:
    async with units.begin() as unit:
        store = AlertStore(unit.session, unit.vault)
        for one in (RAISED.alert, OTHER, ELSEWHERE):
            await store.open(one)
        await store.acknowledge(RAISED, FIRST)
        await store.acknowledge(RAISED, SECOND)
    return units


async def test_what_was_opened_and_acknowledged_is_read_back(kept: Units) -> None:
    async with kept.read() as unit:
        store = AlertStore(unit.session, unit.vault)

        assert await store.get(RAISED.alert.id) == Watched(RAISED.alert, (FIRST, SECOND))
        assert await store.of_session(RAISED.alert.session) == (
            Watched(RAISED.alert, (FIRST, SECOND)),
            Watched(OTHER),
        )
        assert await store.of_session(SessionId("none")) == ()


async def test_there_is_no_alert_that_was_not_raised(kept: Units) -> None:
    async with kept.read() as unit:
        with pytest.raises(NotFound):
            await AlertStore(unit.session, unit.vault).get(AlertId("r9"))


async def test_no_item_and_no_note_stands_in_plain(kept: Units) -> None:
    async with kept.read() as unit:
        connection = await unit.session.connection()
        rows = [
            *(await connection.execute(text("SELECT * FROM safety_alert"))).all(),
            *(await connection.execute(text("SELECT * FROM safety_acknowledgement"))).all(),
        ]

    shown = " ".join(str(value) for row in rows for value in row)
    assert "harm" not in shown
    assert "private" not in shown
