"""Twice as large (WCAG 1.4.4), the page at 200 % and the text alone: the lobby, the room and what it is led from."""

from __future__ import annotations

import pytest
from tests.browser.house import DESKTOP, House, Tab
from tests.browser.test_evening import join
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), needs("chromium")]

ZOOMED = {"width": 640, "height": 450}
"""A window of 1280 by 900 at 200 %."""

LETTERS = "(size) => { document.documentElement.style.fontSize = size; }"
CUT_OFF = """[...document.querySelectorAll('body *')].filter((one) => {
  if (one.closest('.skip, .away, textarea, select, input, svg') || !one.checkVisibility()) return false;
  const style = getComputedStyle(one);
  const [cut, scrolled] = [['hidden', 'clip'], ['auto', 'scroll']].map((how) => how.includes(style.overflowX));
  return (cut && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1))
    || (scrolled && one.scrollWidth > one.clientWidth + 1 && one.tabIndex < 0);
}).map((one) => one.outerHTML.slice(0, 120))"""
COVERED = """[...document.querySelectorAll('main :is(button, a, summary, label, input, textarea, select):not(.away)')]
  .filter((one) => one.checkVisibility() && !one.disabled).filter((one) => {
    one.scrollIntoView({ block: 'center' });
    const box = one.getBoundingClientRect();
    const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return !at || !(one.contains(at) || at.contains(one));
  }).map((one) => one.outerHTML.slice(0, 120))"""


async def holds(tab: Tab, name: str) -> None:
    """Nothing is cut off, covered, or wider than the window: the page at 200 %, then the text alone."""
    for how, size, text in (("page", ZOOMED, "100%"), ("text", DESKTOP, "200%")):
        await tab.page.set_viewport_size(size)
        await tab.page.evaluate(LETTERS, text)
        await tab.is_clean(f"zoom-{how}-{name}")
        assert await tab.page.evaluate(CUT_OFF) == [], (how, name)
        assert await tab.page.evaluate(COVERED) == [], (how, name)


async def test_the_room_is_whole_at_twice_the_size(home: House) -> None:
    """Whoever sees little reads and presses everything, before they are let in and after, and so does who leads."""
    assert home.cast.facilitator is not None
    sol, ana = await home.tab(), await home.tab()
    await sol.sign_in(home.cast.facilitator, home.server)
    await sol.press("Open the room")
    await ana.sign_in(home.cast.participants[0], home.server)
    await join(ana)
    await sol.page.get_by_role("button", name="Let everybody in").wait_for()
    await holds(ana, "lobby")
    await holds(sol, "lead-lobby")
    await sol.press("Let everybody in")
    await ana.heading("The room")
    await sol.press("Open: Evening check-in")
    await sol.page.get_by_role("button", name="Share").first.click()
    await ana.page.get_by_text("Read it").click()
    await holds(ana, "room")
    await holds(sol, "lead")
