"""Journey 4, levels 3 and 4: a clinician states it, the client signs for each thing named, and a day passes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from handrail_client import errors
from tests.journeys.afterwards import an_evening_over
from tests.journeys.house import Clinic, ask, post


@pytest_asyncio.fixture(loop_scope="session")
async def clinic(tmp_path: Any) -> AsyncIterator[Clinic]:
    """Sol may state what a clinician states."""
    async with an_evening_over(tmp_path / "data") as clinic:
        path = f"/v1/programs/{clinic.cast.program}/clinicians/{clinic.sol.id}"
        await ask(clinic.cast.coordinator, clinic, "PUT", path, {"credential": "physician"})
        yield clinic


async def state(clinic: Clinic, request: str, **said: Any) -> None:
    """Sol signs a statement for this request."""
    until = (clinic.begins.date() + timedelta(days=60)).isoformat()
    await post(clinic.sol, f"/v1/letter-queue/{request}/statement", {"good_until": until, **said})


async def test_level_3_says_what_somebody_needs_once_a_clinician_has_signed(clinic: Clinic):
    ana = clinic.people[0].client
    assert {one.level for one in (await ana.letter_choices()).offers} == {1}
    asked = await ana.request_letter(use="work", level=3, items=["functional_limits"])
    assert asked.state == "waiting"
    with pytest.raises(errors.Problem, match="A clinician has to sign this first"):
        await ana.issue_letter_request(asked.id, warnings_accepted=True)
    await state(clinic, asked.id, limits=["driving"])
    assert "driving" in (await ana.preview_letter_request(asked.id)).text
    with pytest.raises(errors.Invalid):
        await ana.issue_letter_request(asked.id, warnings_accepted=False)
    made = await ana.issue_letter_request(asked.id, warnings_accepted=True)
    assert (await ana.letter(made.letter)).level == 3


async def test_level_4_takes_a_signature_for_each_thing_named_and_a_day(clinic: Clinic):
    ana = clinic.people[0]
    asked = await ana.client.request_letter(use="other", level=4, items=["level_of_care", "provider_specialty"])
    await state(clinic, asked.id, specialty="mental_health")
    await ana.confirm(clinic.house)
    for item, left in (("level_of_care", ("provider_specialty",)), ("provider_specialty", ())):
        assert (await ana.client.sign_letter_item(asked.id, item)).items_to_sign == left
    with pytest.raises(errors.Problem, match="a day after"):
        await ana.client.issue_letter_request(asked.id, warnings_accepted=True)
    await clinic.house.pass_time(25 * 3600)
    await ana.confirm(clinic.house)
    made = await ana.client.issue_letter_request(asked.id, warnings_accepted=True)
    assert made.state == "issued"


async def test_a_request_can_be_taken_back_on_every_day_before_there_is_a_letter(clinic: Clinic):
    ana = clinic.people[0].client
    asked = await ana.request_letter(use="work", level=3, items=["work_restrictions"])
    assert (await ana.cancel_letter_request(asked.id)).state == "cancelled"
    assert [one.state for one in await ana.letter_requests()] == ["cancelled"]
