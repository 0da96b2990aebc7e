"""A client's file: what staff record of papers and of what was said, what follows from it, what was asked by right."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect
from tests.browser.house import PHONE, House, Tab, house
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), needs("chromium")]

CLOSED = """
- heading "Client's file" [level=1]
- paragraph: Ana A Sample (Ana A.)
- region "Facts for the rules":
  - heading "Facts for the rules" [level=2]:
    - button "Facts for the rules"
- region "Who may act for the client":
  - heading "Who may act for the client" [level=2]:
    - button "Who may act for the client"
"""
FACTS = """
- region "Facts for the rules":
  - heading "Facts for the rules" [level=2]:
    - button "Facts for the rules" [expanded]
  - status: Saved.
  - term: Lives in
  - definition: CA
  - term: Day of birth
  - definition: Mar 4, 1990
  - term: In custody
  - definition: "No"
  - button "Record them anew"
"""
REPRESENTATIVES = """
- region "Who may act for the client":
  - status: Recorded.
  - article "Otto Sample":
    - heading "Otto Sample" [level=3]
    - paragraph: Personal representative · may decide about health care
    - 'button "End: Otto Sample"'
  - button "Record somebody"
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def desk(browser: Browser) -> AsyncIterator[House]:
    """A program with one client, for its privacy officers."""
    async with house(browser, 1) as one:
        yield one


async def opened(desk: House, name: str, *, size: dict[str, int] = PHONE) -> Tab:
    """An officer of this name, at Ana's file."""
    tab = await desk.officer(name, size=size)
    await tab.press("Open the file: Ana A Sample")
    await tab.heading("Client's file")
    return tab


def part(tab: Tab, title: str) -> Locator:
    return tab.page.get_by_role("region", name=title, exact=True)


async def test_a_file_is_fetched_part_by_part(desk: House) -> None:
    """Whoever opens it looks at nothing yet: each look is written down, and the client reads it."""
    mina = await opened(desk, "Mina")
    await expect(mina.page.get_by_role("main")).to_match_aria_snapshot(CLOSED)
    await mina.is_clean("file-phone")
    ana = await desk.tab()
    await ana.sign_in(desk.cast.participants[0], desk.server)
    await ana.press("My record")
    await ana.says("Nobody so far.")
    await mina.press("Facts for the rules")
    await mina.says("Nothing is recorded yet.")
    await ana.press("Today")
    await ana.press("My record")
    await ana.says("read the facts kept for your forms")


async def test_the_facts_that_the_rules_ask_for_are_recorded(desk: House) -> None:
    """Known, not so, and not known are three things; what cannot be is named at its line."""
    nora = await opened(desk, "Nora")
    facts = part(nora, "Facts for the rules")
    await nora.press("Facts for the rules")
    await nora.press("Record the facts")
    await expect(facts.get_by_role("heading", name="What is known")).to_be_focused()
    await facts.get_by_label("Lives in").fill("ZZ")
    await nora.press("Save")
    await expect(facts.get_by_role("alert")).to_be_visible()
    await facts.get_by_label("Lives in").fill("CA")
    await expect(facts.get_by_label("Care under the Lanterman-Petris-Short Act")).to_be_visible()
    await facts.get_by_label("Day of birth").fill("1990-03-04")
    await facts.get_by_label("In custody").select_option(label="No")
    await nora.is_clean("file-facts-form-phone")
    await nora.press("Save")
    await expect(facts.get_by_role("status").filter(has_text="Saved.")).to_be_focused()
    await expect(nora.page.get_by_role("main")).to_match_aria_snapshot(FACTS)
    await nora.is_clean("file-facts-phone")
    await nora.press("Record them anew")
    await nora.press("Cancel")
    await expect(facts.get_by_role("button", name="Record them anew")).to_be_focused()


async def test_somebody_who_may_act_is_recorded_doubted_and_ended(desk: House) -> None:
    """On a paper that staff saw. Ending it says what follows, and asks why."""
    olga = await opened(desk, "Olga")
    people = part(olga, "Who may act for the client")
    await olga.press("Who may act for the client")
    await olga.says("Nobody is recorded. The client acts alone")
    await olga.press("Record somebody")
    await people.get_by_label("Name, as on the paper").fill("Otto Sample")
    await people.get_by_label("The paper that you saw").fill("Power of attorney for health care of 5 January 2026")
    await people.get_by_label("It covers decisions about health care").check()
    await people.get_by_label("It holds now").check()
    await olga.is_clean("file-representative-form-phone")
    await olga.press("Record")
    await expect(people.get_by_role("status").filter(has_text="Recorded.")).to_be_focused()
    await expect(olga.page.get_by_role("main")).to_match_aria_snapshot(REPRESENTATIVES)
    await olga.press("End: Otto Sample")
    await olga.says("This cannot be undone")
    await expect(people.get_by_role("button", name="End", exact=True)).to_be_disabled()
    await people.get_by_label("Why").fill("The paper was revoked.")
    await olga.is_clean("file-representative-end-phone")
    await olga.press("End")
    await olga.says("The paper was revoked.")
    await olga.is_clean("file-representatives-phone")
