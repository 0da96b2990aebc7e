"""On a bad connection: lost and found again, two tabs and one seat, a sign-in that ends elsewhere, a slow line."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.browser.house import LINE_AS_IT_IS, PHONE, SLOW_LINE, House, Tab
from tests.browser.test_evening import join
from tests.browser.wire import Wire
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

SCRIPT = 120_000
"""Bytes of packed JavaScript at most, up to and in the room."""
SCRIPT_BYTES = """performance.getEntriesByType('resource')
  .filter((one) => one.name.endsWith('.js')).reduce((sum, one) => sum + one.encodedBodySize, 0)"""
SCRIPT_NAMES = "performance.getEntriesByType('resource').map((one) => one.name).filter((one) => one.endsWith('.js'))"
OF_OTHERS = (
    *("/LeadRoom-", "/Log-", "/Program-", "/People-", "/Cohorts-", "/Requests-"),
    *("/Trend-", "/AttendancePicture-", "/plot-", "/QrCode-"),
    *("/lead-", "/program-", "/requests-", "/office-", "/record-", "/letters-", "/terms-", "/settings-"),
)
"""Files and words of other roles and other screens: nothing that a participant's room waits for."""


async def in_the_room(home: House) -> tuple[Tab, Tab, Wire]:
    """A facilitator and Ana in the room, Ana over a wire that can be cut."""
    assert home.cast.facilitator is not None
    sol, ana = await home.tab(), await home.tab(size=PHONE)
    wire = await Wire.of(ana.page)
    await sol.sign_in(home.cast.facilitator, home.server)
    await sol.page.get_by_role("button", name="Open the room").or_(sol.page.get_by_role("button", name="Go in")).click()
    await ana.sign_in(home.cast.participants[0], home.server)
    await join(ana)
    await sol.press("Let everybody in")
    await ana.heading("The room")
    return sol, ana, wire


async def test_a_room_on_a_bad_line(home: House) -> None:
    """Typed words survive, the seat is one, and the room is there on a slow line."""
    sol, ana, wire = await in_the_room(home)

    # A lost connection keeps what was typed, says so in words, and sends it once it is back.
    await ana.page.get_by_label("A note to the facilitators").fill("Sorry, the train.")
    await wire.now("cut")
    await ana.says("The connection was lost.")
    await ana.is_clean("room-lost-phone")
    await ana.press("Send")
    await expect(ana.page.get_by_text("Sent and saved.")).to_have_count(0)
    await expect(sol.page.get_by_text("reconnecting")).to_be_visible()
    await wire.now("open")
    await ana.says("Sent and saved.")
    await sol.says("Sorry, the train.")
    await expect(sol.page.get_by_text("Sorry, the train.")).to_have_count(1)

    # A second tab takes the one seat; the first says where it went, and may take it back.
    other = Tab(await ana.context.new_page(), ana.origin)
    await other.page.goto(ana.origin)
    await other.press("Join")
    await other.heading("The room")
    await ana.heading("You are in the room on another device")
    await expect(sol.page.get_by_role("region", name="Here now").get_by_text("Ana A.")).to_have_count(1)
    await ana.press("Continue here")
    await ana.heading("The room")
    await other.heading("You are in the room on another device")

    # What a participant's browser fetches for the room is small.
    script = await ana.page.evaluate(SCRIPT_BYTES)
    assert 0 < script < SCRIPT, f"{script} bytes"
    files = await ana.page.evaluate(SCRIPT_NAMES)
    assert any("/Room-" in one for one in files)
    assert not [one for one in files for other in OF_OTHERS if other in one]
    assert len([one for one in files if "/evening-" in one]) == 1, "the words of the room, in one language"

    # On a slow line the room is there as well (`tests/benchmarks/first_paint.py` says how soon).
    slow = await home.tab(size=PHONE)
    await slow.sign_in(home.cast.participants[1], home.server)
    await slow.press("Join")
    await slow.heading("Where are you today?")
    await slow.press("← Back")
    await join(slow)
    await sol.press("Let everybody in")
    await slow.heading("The room")
    await slow.page.reload()
    await slow.page.get_by_role("button", name="Join").wait_for()
    await slow.page.wait_for_load_state("networkidle")
    line = await slow.context.new_cdp_session(slow.page)
    await line.send("Network.emulateNetworkConditions", SLOW_LINE)
    await slow.press("Join")
    await slow.says("Listening is taking part")
    await line.send("Network.emulateNetworkConditions", LINE_AS_IT_IS)

    # Signing out everywhere on another device ends this one, too.
    away = await home.tab()
    await away.sign_in(home.cast.participants[0], home.server)
    await away.press("Settings")
    await away.press("Sign out everywhere")
    await away.heading("Sign in")
    await (
        ana.page.get_by_role("heading", level=1, name="You have been signed out")
        .or_(ana.page.get_by_role("heading", level=1, name="Sign in"))
        .wait_for()
    )
