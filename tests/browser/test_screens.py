"""Every screen as a screen reader tells it, on 320 pixels (WCAG 1.4.10: 400 % zoom), with nothing that moves."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.browser.house import NARROW, House, Tab
from tests.support.skips import needs

from handrail.cli.rehearsal.people import Person

pytestmark = [pytest.mark.browser, needs("chromium")]

MOVING = "document.getAnimations().filter((one) => one.playState === 'running').length"

CLIENT = {
    "Today": """
- heading "Hello, Ana A." [level=1]
- region "Next session":
  - button "Join"
- region "If you need help now":
  - paragraph:
    - link "Call 988"
    - link "Text 988"
    - link "Call 911"
- region "After that"
""",
    "Attendance": '- heading "Your attendance" [level=1]',
    "Letters": """
- heading "Letters" [level=1]
- button "Ask for a letter"
""",
    "Permissions": """
- heading "Permissions" [level=1]
- button "Write a form"
- region "What should not be told"
- region "How we may reach you"
""",
    "My record": """
- heading "My record" [level=1]
- region "Who looked"
- region "What left about you"
- region "Take it with you":
  - button "Download to read"
  - button "Download for another program"
- region "Your check-ins"
""",
    "Settings": """
- heading "Settings" [level=1]
- region "How it looks":
  - combobox "Language"
  - combobox "Light or dark"
  - combobox "Contrast"
- region "Private at home":
  - checkbox
  - combobox "Go blank when nobody uses this page for"
  - textbox "A PIN for this visit"
  - button "Hide now"
  - button "Leave fast"
- region "Account":
  - region "Passkeys":
    - button "Add a passkey on this device"
  - button "Sign out"
""",
}
FACILITATOR = {
    "Today": """
- heading "Tonight" [level=1]
- region "Next session":
  - button "Attendance"
- region "After that"
""",
    "Letter requests": '- heading "Letter requests" [level=1]',
}
COORDINATOR = {
    "Program": """
- heading "Program" [level=1]
- form "The program"
- form "Who letters come from"
- region "How attendance is counted"
- region "Letters for each month":
  - button "Make what is due now"
""",
    "Groups": """
- heading "Groups" [level=1]
- button "Plan a group"
""",
    "People": """
- heading "People" [level=1]
- form "Invite somebody"
- region "Accounts"
""",
}


async def walk(small: House, person: Person, places: dict[str, str]) -> Tab:
    """Go to each place and hold its screen to what a screen reader should tell."""
    tab = await small.tab(size=NARROW)
    await tab.sign_in(person, small.server)
    for place, told in places.items():
        await tab.press(place)
        await tab.settled()
        await expect(tab.page.get_by_role("main")).to_match_aria_snapshot(told)
        await expect(tab.page.get_by_role("heading", level=1)).to_be_focused()
        assert await tab.page.evaluate(MOVING) == 0, place
        await tab.is_clean(f"{person.email.partition('@')[0]}-{place.replace(' ', '-').lower()}-320")
    return tab


async def test_every_screen_of_a_client_is_told_in_order(small: House) -> None:
    """Headings, regions and controls by name; nothing wider than the screen, nothing that axe finds."""
    await walk(small, small.cast.participants[0], CLIENT)


async def test_every_screen_of_staff_is_told_in_order(small: House) -> None:
    """The same for who leads and who runs the program."""
    assert small.cast.facilitator is not None
    await walk(small, small.cast.facilitator, FACILITATOR)
    await walk(small, small.cast.coordinator, COORDINATOR)


async def test_help_is_there_when_the_network_is_not(small: House) -> None:
    """The numbers to call stand in the page itself; nothing about anybody is kept for it."""
    tab = await small.tab(size=NARROW)
    await tab.sign_in(small.cast.participants[0], small.server)
    await tab.heading("Hello, Ana A.")
    await tab.press("Letters")
    await tab.heading("Letters")
    await tab.context.set_offline(True)
    await tab.press("Today")
    await expect(tab.page.get_by_role("link", name="Call 988")).to_be_visible()
    assert await tab.page.get_by_role("link", name="Text 988").get_attribute("href") == "sms:988"
    await tab.says("We could not reach the server.")
    await tab.context.set_offline(False)
    await tab.press("Try again")
    await expect(tab.page.get_by_role("button", name="Join")).to_be_visible()
