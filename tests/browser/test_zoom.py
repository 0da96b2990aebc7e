"""Twice as large (WCAG 1.4.4), the page at 200 % and the text alone: every screen of a client, the lobby, the room."""

from __future__ import annotations

import pytest
from tests.browser.house import DESKTOP, PHONE, House, Tab
from tests.browser.test_evening import answer, join
from tests.browser.ways import CLIENT, press, signed_in, whole
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

ZOOMED = {"width": 640, "height": 450}
"""A window of 1280 by 900 at 200 %, which also has two dots for each pixel."""
DOTS = 2

LONG = "https://library.example/" + "awalkthatneverends" * 6
"""What somebody pastes: nothing in it says where a line may end."""

LETTERS = "(size) => { document.documentElement.style.fontSize = size; }"
CUT_OFF = """[...document.querySelectorAll('body *')].filter((one) => {
  if (one.closest('.skip, .away, textarea, select, input, svg') || !one.checkVisibility()) return false;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const [cut, scrolled] = [['hidden', 'clip'], ['auto', 'scroll']].map((how) => how.includes(style.overflowX));
  return (cut && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1))
    || (scrolled && one.scrollWidth > one.clientWidth + 1 && one.tabIndex < 0)
    || box.left < -1 || box.right > innerWidth + 1;
}).map((one) => one.outerHTML.slice(0, 120))"""
COVERED = """[...document.querySelectorAll(
    ':is(header, main) :is(button, a, summary, label, input, textarea, select):not(.away)'
  )].filter((one) => one.checkVisibility() && !one.disabled).filter((one) => {
    one.scrollIntoView({ block: 'center' });
    const box = one.getBoundingClientRect();
    const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return !at || !(one.contains(at) || at.contains(one));
  }).map((one) => one.outerHTML.slice(0, 120))"""
OVERLAPPING = """(() => {
  const words = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode: text } = texts, of = text.parentElement;
    if (!text.data.trim() || of.closest('.skip, .away, option, style, script') || !of.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) words.push({ text, box, says: text.data.trim().slice(0, 40) });
  }
  const buttons = [...document.querySelectorAll('button, select, textarea')].filter((one) => one.checkVisibility())
    .map((text) => ({ text, box: text.getBoundingClientRect(), says: text.outerHTML.slice(0, 40) }));
  const shared = (a, b, from, to) => Math.min(a[to], b[to]) - Math.max(a[from], b[from]);
  return words.flatMap((one, at) => [...words.slice(at + 1), ...buttons]
    .filter((other) => other.text !== one.text && !other.text.contains(one.text)
      && shared(one.box, other.box, 'left', 'right') > 1 && shared(one.box, other.box, 'top', 'bottom') > 3)
    .map((other) => `${one.says} / ${other.says}`));
})()"""


async def holds(tab: Tab, name: str) -> None:
    """Unfolded, nothing is cut off, covered, over something else, or wider than the window: the page, then the text."""
    folded = tab.page.locator("details:not([open]) > summary:visible")
    while await folded.count():
        await folded.first.click()
    for how, size, text in (("page", ZOOMED, "100%"), ("text", DESKTOP, "200%")):
        await tab.page.set_viewport_size(size)
        await tab.page.evaluate(LETTERS, text)
        await tab.is_clean(f"zoom-{how}-{name}")
        assert await tab.page.evaluate(CUT_OFF) == [], (how, name)
        assert await tab.page.evaluate(COVERED) == [], (how, name)
        assert await tab.page.evaluate(OVERLAPPING) == [], (how, name)


async def test_the_room_is_whole_at_twice_the_size(home: House) -> None:
    """Whoever sees little reads and presses everything, before they are let in and after, and so does who leads."""
    assert home.cast.facilitator is not None
    sol, ana = [await home.tab(device_scale_factor=DOTS) for _ in range(2)]
    await sol.sign_in(home.cast.facilitator, home.server)
    await sol.press("Open the room")
    await ana.sign_in(home.cast.participants[0], home.server)
    await join(ana)
    await sol.page.get_by_role("button", name="Let everybody in").wait_for()
    await holds(sol, "lead-lobby")
    await sol.press("Open: Evening check-in")
    await ana.says("Question 1 of 7")
    await holds(ana, "lobby")

    await sol.press("Let everybody in")
    await ana.heading("The room")
    await sol.page.get_by_role("button", name="Share").first.click()
    await ana.page.get_by_role("button", name="I have it").wait_for()
    await answer(ana)
    await holds(ana, "room-review")
    await ana.press("Send to the facilitators")
    await ana.says("Your answers are saved.")
    await ana.page.get_by_label("A note to the facilitators").fill(LONG)
    await ana.press("Send")
    await ana.says("Sent and saved.")
    await ana.press("Tell the facilitators")
    await ana.says("The facilitators have your message.")

    await sol.press("Draw up evenly")
    await sol.press("Begin")
    await ana.page.get_by_label("A word to your small group").fill(LONG)
    await ana.press("Say it")
    await sol.page.get_by_label("A word to everybody").fill(LONG)
    await sol.press("Tell everybody")
    await ana.page.get_by_text(LONG).nth(1).wait_for()
    await ana.press("Leave the room")
    await holds(ana, "room")
    await sol.page.get_by_role("button", name="Go there").first.click()
    await sol.page.get_by_role("button", name="Remove: ").first.click()
    await sol.press("End the session")
    await sol.says("asks for somebody")
    await sol.page.get_by_role("log", name="What was said in this group").wait_for()
    await holds(sol, "lead")


async def test_every_screen_of_a_client_is_whole_at_twice_the_size(full: House) -> None:
    """Unfolded as well; and large text on a phone runs over no edge either."""
    tab = await signed_in(full, full.cast.participants[0])
    for screen, path in CLIENT.items():
        for step in path:
            await press(tab, step)
        await whole(tab, screen)
        await holds(tab, screen)
        await tab.page.set_viewport_size(PHONE)
        assert await tab.page.evaluate(CUT_OFF) == [], screen
        assert await tab.page.evaluate(OVERLAPPING) == [], screen
