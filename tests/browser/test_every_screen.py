"""Every screen while it waits, unanswered, refused, and whole: accessible in each state, look and language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect
from tests.browser.house import NARROW, House, Tab
from tests.browser.line import TOLD, Line
from tests.browser.ways import CLIENT, COORDINATOR, FACILITATOR, OFFICER, Ways, away, press, reached, signed_in, whole
from tests.browser.words import english_on
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

APP = Path(__file__).parents[2] / "clients/web/src/state/app.svelte.ts"
QUIET = {"settings"}
"""Screens that ask for nothing before they are shown."""

LOOKS: dict[str, dict[str, Any]] = {
    "dark": {"color_scheme": "dark", "contrast": "no-preference"},
    "dark-contrast": {"color_scheme": "dark", "contrast": "more"},
    "contrast": {"color_scheme": "light", "contrast": "more"},
}
ON_THE_WAY = {"place", "room"}
"""Screens with states of their own, held by test_room_states and test_room_refusals."""


def test_no_screen_is_forgotten() -> None:
    """Whoever adds one says here how it is reached."""
    known = set(re.findall(r"\| \{ name: '([a-z-]+)'", APP.read_text()))
    assert known == {*CLIENT, *FACILITATOR, *COORDINATOR, *OFFICER, *ON_THE_WAY}


async def walk(tab: Tab, screens: Ways) -> None:
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
        await whole(tab, screen)
        await tab.is_clean(f"every-{screen}")
        await in_other_looks(tab, f"every-{screen}")


async def in_other_looks(tab: Tab, name: str) -> None:
    """Dark, and with the contrast that a device asks for in the light and in the dark."""
    for look, asked in LOOKS.items():
        await tab.page.emulate_media(**asked)
        await tab.is_clean(f"{name}-{look}")
    await tab.page.emulate_media(color_scheme="light", contrast="no-preference")


async def walk_in_spanish(tab: Tab, screens: Ways) -> None:
    """Each screen once more, whole, by buttons whose names are Spanish; and nothing on it that stayed English."""
    await away(tab)
    await tab.page.get_by_label("Language").select_option("Español")
    for screen, path in screens.items():
        for step in path:
            await press(tab, step, spanish=True)
        await whole(tab, screen)
        await tab.is_clean(f"every-{screen}-es")
        assert await english_on(tab.page) == [], screen


async def test_every_screen_of_a_client_says_what_it_waits_for_and_what_went_wrong(full: House) -> None:
    await walk(await signed_in(full, full.cast.participants[0]), CLIENT)


async def test_every_screen_of_a_coordinator_says_what_it_waits_for_and_what_went_wrong(full: House) -> None:
    await walk(await signed_in(full, full.cast.coordinator), COORDINATOR)


async def test_every_screen_of_a_facilitator_says_what_it_waits_for_and_what_went_wrong(full: House) -> None:
    assert full.cast.facilitator is not None
    await walk(await signed_in(full, full.cast.facilitator), FACILITATOR)


async def test_every_screen_of_a_privacy_officer_says_what_it_waits_for_and_what_went_wrong(full: House) -> None:
    await walk(await full.officer("Mina", size=NARROW), OFFICER)


async def test_every_screen_of_a_client_is_whole_in_spanish(full: House) -> None:
    await walk_in_spanish(await signed_in(full, full.cast.participants[0]), CLIENT)


async def test_every_screen_of_a_coordinator_is_whole_in_spanish(full: House) -> None:
    await walk_in_spanish(await signed_in(full, full.cast.coordinator), COORDINATOR)


async def test_every_screen_of_a_facilitator_is_whole_in_spanish(full: House) -> None:
    assert full.cast.facilitator is not None
    await walk_in_spanish(await signed_in(full, full.cast.facilitator), FACILITATOR)


async def test_every_screen_of_a_privacy_officer_is_whole_in_spanish(full: House) -> None:
    await walk_in_spanish(await full.officer("Luz", size=NARROW), OFFICER)
