"""A whole evening by keyboard alone, for who leads and who takes part, with nobody's focus taken away."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pyotp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from tests.browser.house import PHONE, House, Tab, house
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

FOCUSED = """() => {
  const at = document.activeElement;
  const label = at.labels?.[0]?.querySelector('strong') ?? at.labels?.[0];
  return (at.getAttribute('aria-label') ?? label?.textContent ?? at.textContent).trim();
}"""
"""What a screen reader would name first of whatever has the focus."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pair(browser: Browser) -> AsyncIterator[House]:
    """A facilitator and one participant, five minutes before their evening."""
    async with house(browser, 1) as one:
        yield one


class Hands:
    """Somebody at a keyboard: they go from control to control, and never point."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.page = tab.page

    async def reach(self, name: str) -> None:
        """Press Tab until what is named so has the focus; going round once is going too far."""
        for _ in range(60):
            if (await self.page.evaluate(FOCUSED)).startswith(name):
                return
            await self.page.keyboard.press("Tab")
        await self.tab.shot("unreachable")
        pytest.fail(f"{name} cannot be reached by keyboard")

    async def press(self, name: str, key: str = "Enter") -> None:
        await self.reach(name)
        await self.page.keyboard.press(key)

    async def write(self, name: str, words: str) -> None:
        await self.reach(name)
        await self.page.keyboard.type(words)

    async def sign_in(self, email: str, password: str) -> None:
        await self.page.goto(self.tab.origin)
        await self.tab.heading("Sign in")
        await self.write("E-mail", email)
        await self.write("Password", password)
        await self.page.keyboard.press("Enter")


async def test_an_evening_by_keyboard_alone(pair: House) -> None:
    """From signing in to the receipt, without a mouse; words half typed stay while the room goes on around them."""
    assert pair.cast.facilitator is not None
    sol, ana = Hands(await pair.tab()), Hands(await pair.tab(size=PHONE))
    leads, takes_part = pair.cast.facilitator, pair.cast.participants[0]

    await sol.sign_in(leads.email, leads.password)
    await sol.write("Code from your app", pyotp.TOTP(leads.totp).at(await pair.server.pass_time(31)))
    await sol.page.keyboard.press("Enter")
    await sol.tab.heading("Tonight")
    await sol.press("Open the room")
    await sol.tab.heading("The room")

    await ana.sign_in(takes_part.email, takes_part.password)
    await ana.tab.heading("Hello, Ana A.")
    await ana.press("Join")
    await ana.tab.heading("Where are you today?")
    await ana.press("Home", "Space")
    await ana.write("Address, or how to find you", "1 Sample Lane, Anytown")
    await ana.write("A phone number that reaches you now", "+1 503 555 0111")
    await ana.press("I am alone", "Space")
    await ana.press("Save and go to the lobby")
    await ana.tab.heading("The lobby")

    await sol.press("Let everybody in")
    await ana.tab.heading("The room")
    await ana.write("A note to the facilitators", "I am a bit ")
    await sol.press("Start: Check-in")
    await sol.press("Open: Evening check-in")
    await ana.tab.says("Question 1 of 7")
    await expect(ana.page.get_by_label("A note to the facilitators")).to_be_focused()
    await ana.page.keyboard.type("tired.")
    await ana.press("Send")
    await ana.tab.says("Sent and saved.")
    await sol.tab.says("I am a bit tired.")

    await ana.press("Raise my hand")
    await sol.press("Lower: Ana A.")
    await ana.press("Pass this time")
    await sol.tab.says("passed")
    await sol.press("Close it")
    await sol.press("End the session")
    await sol.tab.says("End it for everyone?")
    await sol.press("End the session")
    await ana.tab.heading("The session is over")
    await ana.tab.says("minutes")
