"""How each screen behind the sign-in is reached: the buttons on the way, by name, from wherever a person is."""

from __future__ import annotations

import re

from playwright.async_api import Locator, expect
from tests.browser.house import NARROW, House, Tab
from tests.browser.words import in_spanish

from handrail.cli.rehearsal.people import Person

Ways = dict[str, list[str]]
"""Screen → the buttons that lead there; a name that ends open (`Open: `) goes on with a day or a title."""

CLIENT: Ways = {
    "today": ["Today"],
    "crisis-plan": ["Today", "My crisis plan"],
    "attendance": ["Attendance"],
    "letters": ["Letters"],
    "letter-new": ["Letters", "Ask for a letter"],
    "letter": ["Letters", "Open the letter of "],
    "standing": ["Letters", "A letter each month"],
    "letter-request": ["Letters", "Open the request of "],
    "paperwork-new": ["Letters", "I was given a form to have filled in"],
    "paperwork": ["Letters", "Open: "],
    "permissions": ["Permissions"],
    "record": ["My record"],
    "settings": ["Settings"],
}
FACILITATOR: Ways = {
    "today": ["Today"],
    "session-attendance": ["Today", "Attendance"],
    "requests": ["Letter requests"],
}
COORDINATOR: Ways = {
    "requests": ["Letter requests"],
    "program": ["Program"],
    "cohorts": ["Groups"],
    "cohort": ["Groups", "Open: "],
    "people": ["People"],
    "file": ["People", "File: "],
}
OFFICER: Ways = {
    "log": ["Log"],
    "file": ["Log", "Open the file: "],
}


async def signed_in(full: House, person: Person) -> Tab:
    """A narrow browser of this person, at their first screen."""
    tab = await full.tab(size=NARROW)
    await tab.sign_in(person, full.server)
    await tab.page.locator("#main h1").wait_for()
    return tab


async def reached(tab: Tab, name: str, *, spanish: bool = False) -> Locator:
    """The button of this name, on its page; where the name ends open, the first that begins with it."""
    names = in_spanish(name) if spanish else [name]
    end = "" if name.endswith(" ") else "$"
    button = tab.page.get_by_role("button", name=re.compile(f"^({'|'.join(map(re.escape, names))}){end}")).first
    await button.wait_for()
    return button


async def press(tab: Tab, name: str, *, spanish: bool = False) -> None:
    await (await reached(tab, name, spanish=spanish)).click()


async def away(tab: Tab) -> None:
    """Settings ask for nothing, so that leaving a screen is over when they are shown."""
    await press(tab, "Settings")
    await tab.screen("settings").locator("h1").wait_for()


async def whole(tab: Tab, screen: str) -> None:
    """Everything that the screen asked for has come."""
    await tab.screen(screen).wait_for()
    await expect(tab.page.locator("#main .wait")).to_have_count(0)
    await tab.settled()
    await expect(tab.page.locator("#main").get_by_role("alert")).to_have_count(0)
