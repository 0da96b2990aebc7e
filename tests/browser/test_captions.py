"""Captions come from the call or the device; the page keeps them a place, where they cover nothing (WCAG 2.4.11)."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.browser.house import NARROW, House
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

HIDDEN = """() => {
  const both = [document.querySelector('.captions'), document.activeElement];
  const [strip, box] = both.map((one) => one.getBoundingClientRect());
  return Math.min(strip.bottom, box.bottom) - Math.max(strip.top, box.top) > 0;
}"""
FOCUSED = "document.activeElement === document.body ? '' : document.activeElement.outerHTML"
MOST = 60
"""Presses of Tab that no screen needs."""


@pytest.mark.parametrize("place", ["bottom", "top"])
async def test_whoever_reads_captions_has_a_place_for_them_that_nothing_else_takes(small: House, place: str) -> None:
    """Whatever has the focus stands beside it, on the way down and on the way up, and so does what is asked."""
    ana = await small.tab(size=NARROW)
    await ana.sign_in(small.cast.participants[0], small.server)
    await ana.heading("Hello, Ana A.")
    await ana.press("Settings")
    await ana.page.get_by_label("Space for captions").select_option(label=f"At the {place} of the window")
    await ana.says("Space for your captions")
    await ana.is_clean(f"captions-{place}")
    for key in ("Tab", "Shift+Tab"):
        seen = []
        while len(seen) < MOST:
            await ana.page.keyboard.press(key)
            if not (now := await ana.page.evaluate(FOCUSED)):
                break
            seen.append(now)
            assert not await ana.page.evaluate(HIDDEN), now
        assert 10 < len(seen) < MOST

    await ana.page.get_by_label("Space for captions").select_option(label="None")
    await expect(ana.page.get_by_text("Space for your captions")).to_have_count(0)
