"""Letters that rest on a clinician's statement: asked for, stated from lists, read in full, and only then made."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.browser.heard import tells
from tests.browser.house import PHONE, House, Tab
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

LEGIBLE = 1000
"""Dots across the picture of a page: enough to read it by when it is made larger."""

ASKED = """
- heading "Ask for a letter" [level=1]
- group "How much should it say?":
  - radio /What I need/ [checked]
- group:
  - strong: Which days?
  - text: /No days/
- group:
  - strong: What else should it say?
  - text: 1 ticked
  - group "What else should it say?":
    - checkbox "what I cannot do for now" [checked]
- region "What the reader would learn":
  - heading "A clinician has to state this" [level=2]
  - paragraph: "To be told: what I cannot do for now"
  - button "Ask a clinician"
"""
SIGNED = """
- button "← Back"
- heading "Your request" [level=1]
- region "For work · What I need":
  - text: signed
  - paragraph: "To be told: what I cannot do for now"
  - button "See the letter"
  - button "Take the request back"
- heading "The letter will say" [level=2]
- group: The page as it will look
- group: The words of the page
- heading "What a reader could work out" [level=3]
- list
- checkbox "I have read what this letter tells"
- button "Make this letter" [disabled]
"""
"""What is asked for, and what came of it, as a screen reader tells it."""


async def test_a_letter_that_says_what_somebody_needs(small: House) -> None:
    """The client asks, a clinician chooses from lists, and the client sees the whole page before there is one."""
    assert small.cast.facilitator is not None
    rae, sol, ana = await small.tab(), await small.tab(), await small.tab(size=PHONE)
    await rae.sign_in(small.cast.coordinator, small.server)
    await rae.heading("Program")
    await rae.press("People")
    await rae.page.get_by_label("What Sol may sign statements as").select_option("licensed_professional")
    await rae.says("Saved.")

    await ana.sign_in(small.cast.participants[0], small.server)
    await ana.press("Letters")
    await ana.press("Ask for a letter")
    await ana.page.get_by_role("radio", name="What I need").check()
    await ana.page.get_by_label("No days").check()
    await ana.page.get_by_label("what I cannot do for now").check()
    await ana.says("A clinician has to state this")
    await ana.is_clean("letter-new-level-3-phone")
    await tells(ana, ASKED)
    await ana.press("Ask a clinician")
    await ana.says("Waiting for an answer")
    await ana.is_clean("letters-waiting-phone")

    await sol.sign_in(small.cast.facilitator, small.server)
    await sol.press("Letter requests")
    await sol.press("Write the statement: Ana A Sample, What I need")
    await sol.page.get_by_label("Long stretches of focus").check()
    await sol.is_clean("statement")
    await sol.press("Sign the statement")
    await sol.says("No letter is waiting.")

    await small.server.pass_time(24 * 60 * 60 + 60)
    await ana.sign_in(small.cast.participants[0], small.server)
    await ana.press("Letters")
    await ana.page.get_by_role("button", name="Open the request of").click()
    await ana.press("See the letter")
    await ana.says("The letter will say")
    await ana.is_clean("request-preview-phone")
    await tells(ana, SIGNED)
    await sees_the_page(ana)
    await expect(ana.page.get_by_role("button", name="Make this letter")).to_be_disabled()
    await ana.page.get_by_label("I have read what this letter tells").check()
    await ana.press("Make this letter")
    await ana.heading("Your letter")
    await ana.is_clean("letter-level-3-phone")


async def sees_the_page(ana: Tab) -> None:
    """The very page, on the screen: pressed it is larger, and it can be read as text."""
    await ana.page.get_by_text("The page as it will look", exact=True).click()
    page = ana.page.get_by_role("button", name="Page 1 of 1 as a picture")
    await page.wait_for()
    assert await page.get_by_role("img").evaluate("one => one.complete && one.naturalWidth") > LEGIBLE
    await page.click()
    await expect(page).to_have_attribute("aria-pressed", "true")
    await ana.page.get_by_text("The words of the page", exact=True).click()
    await ana.says("Statement of needs")
    await ana.is_clean("request-page-large-phone")
    await page.click()
    await expect(page).to_have_attribute("aria-pressed", "false")


async def test_staff_prepare_a_letter_and_the_client_makes_it(small: House) -> None:
    """Nothing is worded by staff and nothing is made without the client, who sees the page first."""
    rae, ana = await small.tab(), await small.tab()
    await rae.sign_in(small.cast.coordinator, small.server)
    await rae.press("People")
    await rae.press("Prepare a letter: Ana A.")
    await rae.page.get_by_label("How much should it say?").select_option("2")
    await rae.is_clean("prepare")
    await rae.press("Put it before the client")
    await rae.says("Prepared.")

    await ana.sign_in(small.cast.participants[0], small.server)
    await ana.says("Staff prepared a letter for you to look at.")
    await ana.press("Letters")
    await ana.says("Nothing is made until you have seen it")
    await ana.is_clean("letters-prepared")
    await ana.press("Look at it: For work · Under care")
    await ana.says("is under the care of a licensed health professional.")
    await ana.is_clean("letter-new-prepared")
    await ana.press("Make this letter")
    await ana.heading("Your letter")
    await ana.press("Letters")
    await ana.page.get_by_role("button", name="Open the letter").first.wait_for()
    assert not await ana.page.get_by_text("Prepared for you").count()


async def test_a_facilitator_who_is_no_clinician_is_told_who_answers_requests(small: House) -> None:
    """That nobody asks them anything is no fault, and nothing to try again."""
    theo = await small.newcomer("facilitator", "Theo", "Hello, Theo", size=PHONE)
    await theo.press("Letter requests")
    await theo.says("you are not named as one")
    await theo.settled()
    await expect(theo.page.get_by_role("main").get_by_role("alert")).to_have_count(0)
    await theo.is_clean("requests-no-clinician-phone")
