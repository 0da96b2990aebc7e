"""The pages of somebody who is not signed in, or not just now: while they wait, unanswered, refused, and in Spanish."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.browser.house import NARROW, House, Tab
from tests.browser.line import TOLD, Line, State
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

WORDS = "a long winter evening by the lake, again"
FAILS: tuple[State, ...] = ("cut", "refused")


async def test_the_first_page_waits_and_says_when_nobody_answers(small: House) -> None:
    """A server that cannot answer now is no reason to ask anybody to sign in again."""
    tab = await small.tab(size=NARROW)
    line = await Line.of(tab.context)
    line.now("held")
    await tab.page.goto(tab.origin)
    await expect(tab.screen("starting")).to_contain_text(TOLD["held"])
    await tab.is_clean("outside-starting")
    for state in FAILS:
        line.now(state)
        await tab.page.reload()
        await tab.heading("We cannot reach the server")
        await expect(tab.screen("unreachable")).to_be_visible()
        await tab.is_clean(f"outside-unreachable-{state}")
    line.now("open")
    await tab.press("Try again")
    await tab.heading("Sign in")


async def test_signing_in_says_what_it_waits_for_and_what_went_wrong(small: House) -> None:
    person, tab = small.cast.participants[0], await small.tab(size=NARROW)
    await tab.page.goto(tab.origin)
    await tab.heading("Sign in")
    await in_every_look(tab, "sign-in", "Iniciar sesión")
    await tab.page.get_by_label("E-mail").fill(person.email)
    await tab.page.get_by_label("Password").fill(person.password)
    await tries(tab, "sign-in", "Sign in")
    await tab.heading("Hello, Ana A.")


async def test_using_a_link_says_what_it_waits_for_and_what_went_wrong(small: House) -> None:
    """The link is as good as before, whatever came between."""
    link, _ = await small.invited("participant", "Nils")
    tab = await small.tab(size=NARROW)
    await tab.page.goto(link)
    await tab.heading("Welcome")
    await in_every_look(tab, "enter", "Le damos la bienvenida")
    await tab.page.get_by_label("New password").fill(WORDS)
    await tab.page.get_by_label("The same password again").fill(WORDS)
    await tries(tab, "enter", "Use the link")
    await tab.heading("Hello, Nils")


async def test_coming_back_says_what_it_waits_for_and_what_went_wrong(small: House) -> None:
    person, tab = small.cast.participants[0], await small.tab(size=NARROW)
    await tab.sign_in(person, small.server)
    await tab.press("Settings")
    await tab.heading("Settings")
    line = await Line.of(tab.context)
    line.now("held")
    await tab.press("Hide now")
    await expect(tab.screen("lock")).to_contain_text(TOLD["held"])
    await tab.is_clean("outside-lock-held")
    line.now("open")
    await tries(tab, "lock", "It is me", line, password=person.password)
    await tab.heading("Settings")


async def in_every_look(tab: Tab, screen: str, spanish: str) -> None:
    """Dark and with high contrast, as the device asks for it, and in Spanish, as its button says."""
    await tab.page.emulate_media(color_scheme="dark")
    await tab.is_clean(f"outside-{screen}-dark")
    await tab.page.emulate_media(color_scheme="light", contrast="more")
    await tab.is_clean(f"outside-{screen}-contrast")
    await tab.page.emulate_media(contrast="no-preference")
    await tab.press("Español")
    await tab.heading(spanish)
    await tab.is_clean(f"outside-{screen}-es")
    await tab.press("English")


async def tries(tab: Tab, screen: str, act: str, line: Line | None = None, *, password: str = "") -> None:
    """Nobody answers, then the server cannot, then it takes its time; and then it is done.

    `password`: typed anew for each try, where the page forgets it after one.
    """
    line = line or await Line.of(tab.context)

    async def press() -> None:
        if password:
            await tab.page.get_by_label("Password").fill(password)
        await tab.press(act)

    for state in FAILS:
        line.now(state)
        await press()
        await expect(tab.screen(screen).get_by_role("alert")).to_contain_text(TOLD[state])
        await tab.is_clean(f"outside-{screen}-{state}")
    line.now("held")
    await press()
    await expect(tab.screen(screen).get_by_role("button", name="Working")).to_be_visible()
    await tab.is_clean(f"outside-{screen}-working")
    line.now("open")
