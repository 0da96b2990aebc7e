"""A crisis plan is its person's: they write it, it is never lost to another page, and nobody else reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from handrail.db.sealed import care
from handrail.kernel.errors import Conflict
from handrail.kernel.principal import POWERS, Power, Role
from handrail.safety.crisis_plan import EMPTY, CrisisPlan, Part
from handrail.safety.write_crisis_plan import ReadCrisisPlan, WriteCrisisPlan
from handrail.unit_of_work import Units
from tests.fakes import FakeClock
from tests.programs.factories import ANA, BEN, known, tags

NOW = datetime(2026, 9, 2, 18, tzinfo=UTC)
PARTS = st.dictionaries(st.sampled_from(Part), st.text(max_size=20))
SAID = {Part.SIGNS: "I stop answering messages.", Part.PEOPLE: "My sister, 503 555 0107"}


@given(PARTS, PARTS)
def test_what_is_written_last_is_what_stands(first: dict[Part, str], second: dict[Part, str]) -> None:
    """Part by part, without the spaces around it; what was taken out is gone."""
    plan = CrisisPlan().rewritten(first, 0, NOW)
    plan = plan.rewritten(second, plan.version, NOW)
    assert dict(plan.parts) == {part: second.get(part, "").strip() for part in Part}


@given(PARTS, PARTS)
def test_a_page_that_is_out_of_date_takes_nothing_away(mine: dict[Part, str], other: dict[Part, str]) -> None:
    """Either it would change nothing, or it is told so and the plan stands as it was."""
    plan = CrisisPlan().rewritten(SAID, 0, NOW).rewritten(other, 1, NOW)
    try:
        assert plan.rewritten(mine, 0, NOW) is plan
    except Conflict:
        assert {part: mine.get(part, "").strip() for part in Part} != plan.parts


def test_sending_it_again_after_a_lost_answer_changes_nothing() -> None:
    plan = CrisisPlan().rewritten(SAID, 0, NOW)
    assert plan.rewritten(SAID, 0, NOW + timedelta(minutes=1)) is plan


def test_nobody_on_the_staff_may_ask_for_it() -> None:
    """It is part of one's own record, and a role of the staff carries none."""
    assert {role for role, powers in POWERS.items() if Power.OWN_RECORD in powers} == {Role.PARTICIPANT}


async def test_it_is_kept_for_its_person_alone(units: Units, clock: FakeClock) -> None:
    ana, ben = await known(units, ANA, Role.PARTICIPANT), await known(units, BEN, Role.PARTICIPANT)
    written = await WriteCrisisPlan(units, clock)(ana, SAID, 0)

    assert await ReadCrisisPlan(units)(ana) == written
    assert (written.version, written.changed_at) == (1, clock.now())
    assert await ReadCrisisPlan(units)(ben) == CrisisPlan()
    assert (await tags(units))[-1] == "crisis-plan:written"


async def test_two_pages_do_not_write_over_each_other(units: Units, clock: FakeClock) -> None:
    ana = await known(units, ANA, Role.PARTICIPANT)
    write = WriteCrisisPlan(units, clock)
    first = await write(ana, SAID, 0)
    with pytest.raises(Conflict):
        await write(ana, {Part.SIGNS: "From the other page."}, 0)
    assert await ReadCrisisPlan(units)(ana) == first
    second = await write(ana, {Part.SIGNS: "From the other page."}, 1)
    assert second.version == 2
    assert await ReadCrisisPlan(units)(ana) == second


async def test_no_word_of_it_stands_in_plain(units: Units, clock: FakeClock) -> None:
    ana = await known(units, ANA, Role.PARTICIPANT)
    await WriteCrisisPlan(units, clock)(ana, SAID, 0)
    async with units.read() as unit:
        rows = (await (await unit.session.connection()).execute(text("SELECT * FROM crisis_plan"))).all()
    shown = " ".join(str(value) for row in rows for value in row)
    assert "sister" not in shown
    assert "sister" not in repr(await ReadCrisisPlan(units)(ana))


async def test_with_its_key_destroyed_nobody_reads_it_again(units: Units, clock: FakeClock) -> None:
    ana = await known(units, ANA, Role.PARTICIPANT)
    write = WriteCrisisPlan(units, clock)
    await write(ana, SAID, 0)
    async with units.begin() as unit:
        await unit.vault.destroy(care(ana.person))
    assert (await ReadCrisisPlan(units)(ana)).parts == EMPTY
    with pytest.raises(Conflict):
        await write(ana, SAID, 1)
