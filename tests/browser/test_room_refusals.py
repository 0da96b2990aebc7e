"""In the room, while what somebody pressed is on its way, after the room has refused it, and once it was taken."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.browser.house import NARROW, House, Tab
from tests.browser.line import TOLD
from tests.browser.test_evening import join
from tests.browser.test_room_states import entering, held_to
from tests.browser.wire import Wire
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

ALL_LOOKS = {"Tell the facilitators": "lobby", "Raise my hand": "member", "Start: Closing": "lead"}
"""One for the lobby, the room and the lead: what the others say looks the same."""


async def refused_and_done(tab: Tab, wire: Wire, *buttons: str) -> None:
    """It is told where it can be read without a search, and the same press does it as soon as the room takes it."""
    told = tab.page.get_by_role("alert").filter(has_text=TOLD["refused"])
    working = tab.page.locator("button[aria-busy='true']")
    for name in buttons:
        button = tab.page.get_by_role("button", name=name, exact=True).first
        await button.evaluate("(one) => one.scrollIntoView({ block: 'center' })")
        wire.let("refused")
        await button.click()
        await expect(told).to_be_in_viewport(ratio=1)
        if name in ALL_LOOKS:
            await held_to(tab, f"room-{ALL_LOOKS[name]}-refused")
        wire.let("held")
        await button.click()
        await expect(told).to_have_count(0)
        await expect(working).to_contain_text("Working")
        if name in ALL_LOOKS:
            await held_to(tab, f"room-{ALL_LOOKS[name]}-held")
        wire.let("open")
        await expect(working).to_have_count(0)


async def test_leaving_needs_no_leave_of_the_room(home: House) -> None:
    """Whoever goes is gone, whatever the room says to it; on a dead line the button says that it works on it."""
    for refuses in (True, False):
        cleo = await home.tab(size=NARROW)
        wire = await Wire.of(cleo.page)
        await cleo.sign_in(home.cast.participants[2], home.server)
        await (join(cleo) if refuses else entering(cleo))
        await cleo.heading("The lobby")
        wire.let("refused" if refuses else "held")
        await cleo.press("Leave the room")
        if not refuses:
            await expect(cleo.page.get_by_role("button", name="Working")).to_be_visible()
        await cleo.heading("Hello, Cleo C.")
        assert not cleo.complaints
        await cleo.context.close()


async def test_who_pressed_something_is_told_that_the_room_took_nothing(home: House) -> None:
    """In the lobby, in the room and where it is led from: nothing is lost, and one more press is enough."""
    assert home.cast.facilitator is not None
    sol, ben = await home.tab(size=NARROW), await home.tab(size=NARROW)
    hers, his = await Wire.of(sol.page), await Wire.of(ben.page)
    await sol.sign_in(home.cast.facilitator, home.server)
    await entering(sol)
    await refused_and_done(sol, hers, "Open: Evening check-in")

    await ben.sign_in(home.cast.participants[1], home.server)
    await join(ben)
    await ben.page.get_by_text("I need somebody").click()
    await refused_and_done(ben, his, "Tell the facilitators", "Pass this time")
    await refused_and_done(sol, hers, "I see to it", "Start: Closing", "Let everybody in", "Close it")
    await refused_and_done(sol, hers, "Draw up evenly", "Put away", "Share: Getting started when you feel low")

    await ben.heading("The room")
    await refused_and_done(ben, his, "I have it", "Raise my hand", "Step away for a moment")
    note = ben.page.get_by_label("A note to the facilitators")
    await note.fill("Can we talk?")
    his.let("refused")
    await ben.press("Send")
    await expect(note).to_have_value("Can we talk?")
    await refused_and_done(ben, his, "Send")

    await sol.press("Remove: Ben B.")
    await refused_and_done(sol, hers, "Yes, remove")
    await sol.press("End the session")
    await refused_and_done(sol, hers, "End the session")
    await sol.heading("The session is over")
