"""Which handouts a session was given, and who has them, by ids only."""

from __future__ import annotations

from handrail.handouts.store import HandoutStore, shipped
from handrail.kernel.ids import HandoutId, PersonId, SessionId
from handrail.unit_of_work import Units
from tests.handouts.test_shelf import GROUNDING, NOW

ANA, LEA = PersonId("ana"), PersonId("lea")
S1, S2 = SessionId("s1"), SessionId("s2")


async def test_what_was_shared_and_acknowledged_outlives_the_room(units: Units) -> None:
    async with units.begin() as unit:
        store = HandoutStore(unit.session)
        await store.share(S1, GROUNDING, 1, by=LEA, at=NOW)
        await store.share(S2, HandoutId("sleep"), 2, by=LEA, at=NOW)
        await store.acknowledge(S1, GROUNDING, 1, person=ANA, at=NOW)

    async with units.read() as unit:
        store = HandoutStore(unit.session)
        assert await store.shared_in([S1]) == ((S1, GROUNDING, 1),)
        assert await store.acknowledged_by(ANA) == ((S1, GROUNDING, 1),)
        assert await store.acknowledged_by(LEA) == ()


def test_the_library_is_read_once() -> None:
    assert shipped() is shipped()
