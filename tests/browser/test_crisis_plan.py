"""One's own crisis plan: at hand wherever help is named, also without a network, and lost to no other page."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.browser.heard import tells
from tests.browser.house import NARROW, PHONE, House, Tab
from tests.browser.line import TOLD, Line
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

SIGNS = "How I notice that it gets hard"
ALONE = "What helps me by myself"

WRITING = """
- heading "My crisis plan" [level=1]
- textbox "How I notice that it gets hard": I stop answering messages.
- textbox "What helps me by myself"
- textbox "People and places that take my mind off it"
- textbox "People I can ask for help"
- textbox "Professionals and places"
- textbox "How I make my surroundings safer"
- textbox "What matters to me"
- button "Save"
- button "Cancel"
"""
WRITTEN = """
- heading "My crisis plan" [level=1]
- status: Saved.
- region "My crisis plan":
  - term: How I notice that it gets hard
  - definition: I stop answering messages.
  - term: What helps me by myself
  - definition: Walk to the mill. Warm water on my hands.
  - button "Change it"
  - button "Print it"
"""
"""The plan as a screen reader tells it: in the hand, and as it stands."""


async def at_the_plan(tab: Tab) -> None:
    await tab.press("My crisis plan")
    await tab.heading("My crisis plan")


async def test_a_plan_is_at_hand_without_a_network_and_gone_with_the_visit(small: House) -> None:
    ana = await small.tab(size=NARROW)
    person = small.cast.participants[0]
    await ana.sign_in(person, small.server)
    await at_the_plan(ana)
    await ana.is_clean("crisis-plan-none")
    await ana.press("Write it")
    await expect(ana.page.get_by_label(SIGNS)).to_be_focused()
    await ana.page.get_by_label(SIGNS).fill("I stop answering messages.")
    await ana.page.get_by_label(ALONE).fill("Walk to the mill.\nWarm water on my hands.")
    await ana.is_clean("crisis-plan-form")
    await tells(ana, WRITING)

    # What was typed stays, on a line that is cut and when one looks elsewhere.
    line = await Line.of(ana.context)
    line.now("cut")
    await ana.press("Save")
    await expect(ana.page.get_by_role("alert")).to_contain_text(TOLD["cut"])
    line.now("open")
    await ana.press("Settings")
    await ana.press("Today")
    await at_the_plan(ana)
    await expect(ana.page.get_by_label(SIGNS)).to_have_value("I stop answering messages.")
    await ana.press("Save")
    await ana.says("Saved.")
    await ana.is_clean("crisis-plan")
    await tells(ana, WRITTEN)

    await ana.context.set_offline(True)
    await ana.press("Letters")
    await ana.press("Today")
    await ana.page.get_by_text("My crisis plan").click()
    await ana.says("Warm water on my hands.")
    await ana.shot("crisis-plan-offline")
    await ana.context.set_offline(False)

    await ana.press("Settings")
    await ana.press("Sign out")
    await ana.says("Nothing is left on this device.")
    await expect(ana.page.get_by_text("Warm water")).to_have_count(0)
    await person.confirm(small.server)
    kept = await person.client.crisis_plan()
    assert kept.parts["alone"] == "Walk to the mill.\nWarm water on my hands."
    await person.client.write_crisis_plan({}, based_on=kept.version)


async def test_two_pages_do_not_write_over_each_other(small: House) -> None:
    """Who comes second sees what the first wrote, with their own words still there, and decides."""
    ana = await small.tab(size=PHONE)
    person = small.cast.participants[0]
    await ana.sign_in(person, small.server)
    await at_the_plan(ana)
    await ana.press("Write it")
    await ana.page.get_by_label(ALONE).fill("From this page.")
    await person.confirm(small.server)
    before = await person.client.crisis_plan()
    other = await person.client.write_crisis_plan({"alone": "From the other one."}, based_on=before.version)
    await ana.press("Save")
    await expect(ana.page.get_by_role("alert")).to_contain_text("From the other one.")
    await expect(ana.page.get_by_label(ALONE)).to_have_value("From this page.")
    assert await person.client.crisis_plan() == other
    await ana.is_clean("crisis-plan-elsewhere")
    await ana.press("Save what I typed instead")
    await ana.says("Saved.")
    kept = await person.client.crisis_plan()
    assert kept.alone == "From this page."
    await person.client.write_crisis_plan({}, based_on=kept.version)
