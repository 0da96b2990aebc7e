"""Every screen while it waits, while nobody answers, and while nothing can be saved: told in words, and accessible."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect
from tests.browser.house import NARROW, House, Tab, house
from tests.browser.line import TOLD, Line
from tests.support.skips import needs

from handrail.cli.rehearsal.people import Person, post
from handrail_client.messages import new_id

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), needs("chromium")]

APP = Path(__file__).parents[2] / "clients/web/src/state/app.svelte.ts"
QUIET = {"settings"}
"""Screens that ask for nothing before they are shown."""

CLIENT = {
    "today": ["Today"],
    "attendance": ["Attendance"],
    "letters": ["Letters"],
    "letter-new": ["Letters", "Ask for a letter"],
    "letter": ["Letters", "Open the letter of"],
    "standing": ["Letters", "A letter each month"],
    "letter-request": ["Letters", "Open"],
    "paperwork-new": ["Letters", "I was given a form to have filled in"],
    "paperwork": ["Letters", "Open: "],
    "permissions": ["Permissions"],
    "record": ["My record"],
    "settings": ["Settings"],
}
FACILITATOR = {
    "today": ["Today"],
    "session-attendance": ["Today", "Attendance"],
    "requests": ["Letter requests"],
}
COORDINATOR = {
    "requests": ["Letter requests"],
    "program": ["Program"],
    "cohorts": ["Groups"],
    "cohort": ["Groups", "Open: "],
    "people": ["People"],
    "file": ["People", "File: "],
}
OFFICER = {
    "log": ["Log"],
    "file": ["Log", "Open the file: "],
}
ON_THE_WAY = {"place", "room"}
"""Screens with states of their own, which the tests of an evening walk through (test_evening, test_connection)."""


def test_no_screen_is_forgotten() -> None:
    """Whoever adds one says here how it is reached."""
    known = set(re.findall(r"\| \{ name: '([a-z-]+)'", APP.read_text()))
    assert known == {*CLIENT, *FACILITATOR, *COORDINATOR, *OFFICER, *ON_THE_WAY}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def full(browser: Browser) -> AsyncIterator[House]:
    """A house whose client has a letter, a request that waits, and a form that somebody is to fill in."""
    async with house(browser, 1) as one:
        ana = one.cast.participants[0]
        await ana.confirm(one.server)
        await post(ana, "/v1/letters", {"use": "work", "level": 2}, key=new_id())
        tab = await one.tab(size=NARROW)
        await tab.sign_in(ana, one.server)
        await tab.press("Letters")
        await tab.press("Ask for a letter")
        await tab.page.get_by_role("radio", name="What I need").check()
        await tab.page.get_by_label("No days").check()
        await tab.page.get_by_label("what I cannot do for now").check()
        await tab.press("Ask a clinician")
        await tab.says("Waiting for an answer")
        await tab.press("I was given a form to have filled in")
        await tab.page.get_by_role("radio", name="Family and Medical Leave").check()
        await tab.page.get_by_label("I have read what this form usually reveals").check()
        await tab.press("Ask my clinician to fill it in")
        await tab.says("Your clinician has your request.")
        await tab.context.close()
        yield one


async def signed_in(full: House, person: Person) -> Tab:
    tab = await full.tab(size=NARROW)
    await tab.sign_in(person, full.server)
    await tab.page.locator("#main h1").wait_for()
    return tab


async def walk(tab: Tab, screens: dict[str, list[str]]) -> None:
    """Each screen in each state that a line can bring it to; and each comes back when the line does."""
    line = await Line.of(tab.context)
    for screen, path in screens.items():
        shown = tab.screen(screen)
        for state in [] if screen in QUIET else TOLD:
            for step in path[:-1]:
                await press(tab, step)
            last = await reached(tab, path[-1])
            line.now(state)
            await last.click()
            await expect(shown.get_by_text(TOLD[state]).first).to_be_visible()
            assert line.touched, f"{screen} asked for nothing"
            await tab.is_clean(f"every-{screen}-{state}")
            line.now("open")
            await away(tab)
        for step in path:
            await press(tab, step)
        await shown.wait_for()
        await tab.page.wait_for_load_state("networkidle")
        await expect(tab.page.locator("#main").get_by_role("alert")).to_have_count(0)
        await tab.is_clean(f"every-{screen}")


async def reached(tab: Tab, name: str) -> Locator:
    """The button whose name is this, or begins with it where a day or a title follows."""
    exact = not name.endswith((" of", ": "))
    pattern = name if exact else re.compile(f"^{re.escape(name)}")
    button = tab.page.get_by_role("button", name=pattern, exact=exact).first
    await button.wait_for()
    return button


async def press(tab: Tab, name: str) -> None:
    await (await reached(tab, name)).click()


async def away(tab: Tab) -> None:
    """Settings ask for nothing, so that leaving a screen is over when they are shown."""
    await press(tab, "Settings")
    await tab.screen("settings").locator("h1").wait_for()


async def test_every_screen_of_a_client_says_what_it_waits_for_and_what_went_wrong(full: House) -> None:
    await walk(await signed_in(full, full.cast.participants[0]), CLIENT)


async def test_every_screen_of_a_coordinator_says_what_it_waits_for_and_what_went_wrong(full: House) -> None:
    await walk(await signed_in(full, full.cast.coordinator), COORDINATOR)


async def test_every_screen_of_a_facilitator_says_what_it_waits_for_and_what_went_wrong(full: House) -> None:
    assert full.cast.facilitator is not None
    await walk(await signed_in(full, full.cast.facilitator), FACILITATOR)


async def test_every_screen_of_a_privacy_officer_says_what_it_waits_for_and_what_went_wrong(full: House) -> None:
    await walk(await full.officer("Mina", size=NARROW), OFFICER)
