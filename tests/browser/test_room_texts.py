"""In the room, what is fetched beside the socket (forms, handouts, the receipt): lost, told, and fetched again."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.browser.house import NARROW, House, Tab
from tests.browser.line import TOLD, Line
from tests.browser.test_evening import answer_by_keyboard, join
from tests.browser.test_room_states import entering, held_to
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

HANDOUT = "Getting started when you feel low"


async def lost_and_fetched(tab: Tab, line: Line, name: str, *, parts: int) -> None:
    """Each part says so for itself, and has a button of its own."""
    told = tab.page.get_by_role("alert").filter(has_text=TOLD["cut"])
    again = tab.page.get_by_role("button", name="Try again")
    await expect(again).to_have_count(parts)
    await expect(told.first).to_be_visible()
    await held_to(tab, f"room-{name}-texts-lost")
    line.now("open")
    for left in reversed(range(parts)):
        await again.first.click()
        await expect(again).to_have_count(left)
    await expect(told).to_have_count(0)
    assert not tab.complaints


async def test_what_the_room_is_told_about_can_be_fetched_again(home: House) -> None:
    """The form, the handout, what somebody shared, what is behind an alert, and the receipt."""
    assert home.cast.facilitator is not None
    sol, ana, ben = [await home.tab(size=NARROW) for _ in range(3)]
    hers, his = await Line.of(sol.context), await Line.of(ben.context)
    await sol.sign_in(home.cast.facilitator, home.server)
    await entering(sol)
    await sol.page.get_by_role("button", name="Open: Evening check-in").wait_for()
    for tab, person in zip((ana, ben), home.cast.participants, strict=False):
        await tab.sign_in(person, home.server)
        await join(tab)
    await sol.press("Let everybody in")
    await ben.heading("The room")
    hers.now("cut")
    his.now("cut")

    await sol.press("Open: Evening check-in")
    await sol.press(f"Share: {HANDOUT}")
    await answer_by_keyboard(ana)
    await ana.page.get_by_text("Share an answer with the group").click()
    await ana.press("Share: How is your mood right now?")

    await lost_and_fetched(ben, his, "member", parts=3)
    await ben.says("Question 1 of 7")
    await expect(ben.page.get_by_role("region", name="Shared with the group")).to_contain_text("4 / 10")
    await expect(ben.page.get_by_role("region", name=HANDOUT)).to_contain_text("Step 1")
    await sol.says("needs somebody now")
    await lost_and_fetched(sol, hers, "lead", parts=3)
    await expect(sol.page.get_by_role("alert").filter(has_text="needs somebody now")).to_contain_text("Yes")

    his.now("cut")
    await ben.press("Leave the room")
    await ben.page.get_by_role("group").get_by_role("button", name="Leave the room").click()
    await ben.heading("You have left the room")
    await lost_and_fetched(ben, his, "left", parts=1)
    await expect(ben.page.get_by_role("button", name="To the start")).to_be_visible()
