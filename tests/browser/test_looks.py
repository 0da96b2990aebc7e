"""A look that is chosen in the settings is the one that a device can ask for, down to every colour."""

from __future__ import annotations

import pytest
from playwright.async_api import Page
from tests.browser.house import NARROW, House
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

COLOURS = """() => {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const root = rules.filter((rule) => rule.selectorText === ':root').flatMap((rule) => [...rule.style]);
  const probe = document.body.appendChild(document.createElement('i'));
  const colours = {};
  for (const name of root.filter((one) => one.startsWith('--'))) {
    if (!CSS.supports('color', getComputedStyle(document.documentElement).getPropertyValue(name))) continue;
    probe.style.setProperty('color', `var(${name})`);
    colours[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return colours;
}"""


async def test_a_look_that_is_chosen_is_the_look_that_a_device_asks_for(small: House) -> None:
    """So whatever holds on a device that asks for the dark or for contrast holds for whoever chooses it here."""
    tab = await small.tab(size=NARROW)
    await tab.sign_in(small.cast.participants[0], small.server)
    await tab.press("Settings")
    asked = {}
    for theme in ("Light", "Dark"):
        for contrast in ("Normal", "High"):
            await device(tab.page, theme, contrast)
            asked[theme, contrast] = await tab.page.evaluate(COLOURS)
    assert len({str(colours) for colours in asked.values()}) == len(asked)

    for (theme, contrast), colours in asked.items():
        await device(tab.page, *opposite(theme, contrast))
        await tab.page.get_by_label("Light or dark").select_option(theme)
        await tab.page.get_by_label("Contrast").select_option(contrast)
        assert await tab.page.evaluate(COLOURS) == colours, (theme, contrast)
        await tab.is_clean(f"settings-{theme}-{contrast}".lower())


async def device(page: Page, theme: str, contrast: str) -> None:
    """What the device asks for."""
    await page.emulate_media(
        color_scheme="dark" if theme == "Dark" else "light", contrast="more" if contrast == "High" else "no-preference"
    )


def opposite(theme: str, contrast: str) -> tuple[str, str]:
    return "Light" if theme == "Dark" else "Dark", "Normal" if contrast == "High" else "High"
