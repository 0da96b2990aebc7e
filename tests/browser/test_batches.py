"""The letters for each month as a coordinator sees them: numbers, how far they are, and nobody's name."""

from __future__ import annotations

import pytest
from playwright.async_api import Route, expect
from tests.browser.house import NARROW, House
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

BATCHES = "**/v1/programs/*/letter-batches"
UNDER_WAY = {
    "id": "b2",
    "started_at": "2026-11-23T17:00:00Z",
    "by_staff": True,
    "total": 10,
    "left": 7,
    "made": 3,
    "nothing_to_say": 0,
    "refused": 0,
    "blocked": 0,
    "later": 0,
    "gone": 0,
}
OVER = UNDER_WAY | {"left": 0, "made": 6, "blocked": 3, "nothing_to_say": 1}
EARLIER = UNDER_WAY | {"id": "b1", "by_staff": False, "total": 1, "left": 0, "made": 1}
REFUSED = {
    "type": "urn:handrail:problem:conflict",
    "title": "This cannot be done now.",
    "status": 409,
    "detail": "A batch is running. It goes on by itself.",
}


async def test_a_coordinator_starts_what_is_due_and_is_told_when_nothing_is(small: House) -> None:
    """Pressing twice makes nothing twice: each run stands there with what came of it."""
    rae = await small.tab(size=NARROW)
    await rae.sign_in(small.cast.coordinator, small.server)
    part = rae.page.get_by_role("region", name="Letters for each month")
    await expect(part).to_contain_text("None has been made yet.")
    await part.get_by_role("button", name="Make what is due now").click()
    await expect(part.get_by_role("status")).to_have_text("Nothing was due.")
    await expect(part).to_contain_text("started by staff")
    await part.get_by_role("button", name="Make what is due now").click()
    await part.get_by_text("Before that").click()
    await expect(part.get_by_text("Nothing was due.")).to_have_count(2)
    await rae.is_clean("program-batches")


async def test_a_run_is_followed_to_its_end_and_only_the_end_is_told_aloud(small: House) -> None:
    """A start that another run forbids shows that run; what the letterhead held back says what to do."""
    told = [EARLIER]

    async def answer(route: Route) -> None:
        if route.request.method == "POST":
            told.insert(0, UNDER_WAY)
            await route.fulfill(status=409, json=REFUSED, content_type="application/problem+json")
        else:
            await route.fulfill(json={"items": told})

    rae = await small.tab(size=NARROW)
    await rae.context.route(BATCHES, answer)
    await rae.sign_in(small.cast.coordinator, small.server)
    part = rae.page.get_by_role("region", name="Letters for each month")
    await expect(part.get_by_role("status")).to_have_text("Done: 1 was due.")
    await part.get_by_role("button", name="Make what is due now").click()
    await expect(part.get_by_role("alert")).to_contain_text("This cannot be done now.")
    bar = part.get_by_role("progressbar", name="3 of 10 done. It goes on by itself, also when you leave this page.")
    await expect(bar).to_have_attribute("value", "3")
    await expect(part.get_by_role("status")).to_be_empty()
    await expect(part.get_by_role("button", name="Make what is due now")).to_have_count(0)
    await rae.is_clean("program-batch-under-way")

    told[0] = OVER
    await expect(part.get_by_role("status")).to_have_text("Done: 10 were due.")
    await expect(part).to_contain_text("3 held back: the letterhead above tells too much and has to change first")
    await expect(part.get_by_role("button", name="Make what is due now")).to_be_enabled()
    await expect(part.get_by_role("progressbar")).to_have_count(0)
    await rae.is_clean("program-batch-over")
