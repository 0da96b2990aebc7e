"""A whole evening in browsers: a facilitator, three participants, and what each of them sees."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect
from tests.support.skips import needs
from tests.browser.house import PHONE, House, Tab

pytestmark = [pytest.mark.browser, needs("chromium")]


async def join(tab: Tab) -> None:
    """From today to the lobby, by way of the place."""
    await tab.press("Join")
    await tab.heading("Where are you today?")
    await tab.page.get_by_label("Home").check()
    await tab.page.get_by_label("Address, or how to find you").fill("1 Sample Lane, Anytown")
    await tab.page.get_by_label("A phone number that reaches you now").fill("+1 503 555 0111")
    await tab.page.get_by_label("I am alone").check()
    await tab.press("Save and go to the lobby")
    await tab.heading("The lobby")


async def answer(tab: Tab, *, unsafe: bool = False) -> None:
    """Every question once, item by item, and the review."""
    page = tab.page
    await page.get_by_role("radio", name="4", exact=True).check(force=True)
    await tab.press("Next")
    await page.get_by_role("radio", name="2", exact=True).check(force=True)
    await tab.press("Next")
    await page.get_by_label("On and off").check()
    await tab.press("Next")
    await page.get_by_label("Slow breathing").check()
    await page.get_by_label("Grounding").check()
    await tab.press("Next")
    await page.get_by_role("textbox", name="Is there something").fill("Work, and my sister.")
    await tab.press("Next")
    await page.get_by_label("Yes" if unsafe else "No", exact=True).check()
    await tab.press("Next")
    await page.get_by_label("I prefer not to say").check()
    await tab.press("Next")
    await tab.says("Look over your answers")


def board(tab: Tab) -> Locator:
    return tab.page.get_by_role("region", name="Check-in")


async def test_a_whole_evening_by_browser(home: House) -> None:
    """Somebody leads, others arrive, answer, pass, share, read and leave; each sees what is theirs to see."""
    assert home.cast.facilitator is not None
    sol = await home.tab()
    ana = await home.tab(size=PHONE)
    ben = await home.tab()
    cleo = await home.tab(size=PHONE, dark=True)
    await sol.page.goto(home.server.origin)
    await sol.heading("Sign in")
    await sol.is_clean("sign-in")
    await sol.sign_in(home.cast.facilitator, home.server)
    await sol.heading("Tonight")
    await sol.is_clean("tonight")
    await sol.press("Open the room")
    await sol.says("Nobody is waiting.")
    await sol.is_clean("lead-empty")

    for tab, person in zip((ana, ben, cleo), home.cast.participants, strict=True):
        await tab.sign_in(person, home.server)
        await tab.page.get_by_role("heading", level=1, name="Hello").wait_for()
    await ana.is_clean("today-phone")
    await cleo.is_clean("today-phone-dark")
    await ben.is_clean("today")
    await ana.press("Join")
    await ana.heading("Where are you today?")
    await ana.is_clean("place-phone")
    await ana.press("← Back")
    for tab in (ana, ben, cleo):
        await join(tab)
    await ana.is_clean("lobby-phone")

    await expect(sol.page.get_by_text("3 waiting")).to_be_visible()
    await sol.is_clean("lead-lobby")
    await sol.press("Let everybody in")
    for tab in (ana, ben, cleo):
        await tab.heading("The room")
    await ana.says("Listening is taking part")
    await ana.is_clean("room-phone")
    await ben.is_clean("room")

    await sol.press("Start: Check-in")
    await sol.press("Open: Evening check-in")
    await ana.says("Question 1 of 7")
    await ana.is_clean("checkin-phone")
    await cleo.is_clean("checkin-phone-dark")
    await answer(ana)
    await ana.is_clean("checkin-review-phone")
    await ana.press("Send to the facilitators")
    await ana.says("Your answers are saved.")
    await answer(ben, unsafe=True)
    await ben.press("Send to the facilitators")
    await ben.says("A facilitator has been told")
    await ben.is_clean("checkin-alerted")
    await cleo.press("Pass this time")
    await cleo.says("You passed.")

    await expect(board(sol).get_by_text("Everyone has answered or passed.")).to_be_visible()
    await expect(sol.page.get_by_text("needs somebody now")).to_be_visible()
    await sol.is_clean("lead-alert")
    await sol.press("I see to it")
    await sol.says("sees to it")

    await ana.page.get_by_text("Share an answer with the group").click()
    await ana.press("Share: How is your mood right now?")
    await ben.says("Shared with the group")
    await expect(ben.page.get_by_role("region", name="Shared with the group").get_by_text("4 / 10")).to_be_visible()

    await ben.page.get_by_label("A note to the facilitators").fill("Can we talk about sleep?")
    await ben.press("Send")
    await ben.says("Sent and saved.")
    await sol.says("Can we talk about sleep?")
    await expect(ana.page.get_by_text("Can we talk about sleep?")).to_have_count(0)
    await ana.press("Raise my hand")
    await expect(sol.page.get_by_text("hand up")).to_be_visible()

    await sol.press("Close it")
    await sol.says("The group's totals")
    await sol.press("Start: Learning")
    await sol.press("Share: Grounding: coming back to here and now")
    await ana.press("I have it")
    await ana.says("You have it")
    await sol.says("1 have it")
    await ana.is_clean("handout-phone")
    await sol.is_clean("lead-evening")
    await ben.is_clean("room-evening")

    await home.server.pass_time(100 * 60)
    await cleo.press("Leave the room")
    await cleo.page.get_by_role("group").get_by_role("button", name="Leave the room").click()
    await cleo.heading("You have left the room")
    await sol.press("End the session")
    await sol.page.get_by_role("button", name="End the session").click()
    await ana.heading("The session is over")
    await ana.is_clean("over-phone")
