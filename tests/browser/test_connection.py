"""On a bad connection: lost and found again, two tabs and one seat, a sign-in that ends elsewhere, a slow line."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from playwright.async_api import Page, WebSocketRoute, expect
from tests.browser.house import LINE_AS_IT_IS, PHONE, SLOW_LINE, House, Tab
from tests.browser.test_evening import join
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240), needs("chromium")]

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


@dataclass
class Network:
    """The wire between one page and the server's socket; it can be cut."""

    cut: bool = False
    sockets: list[WebSocketRoute] = field(default_factory=list)

    async def over(self, page: Page) -> None:
        await page.route_web_socket("**/v1/live", self._opened)

    async def _opened(self, socket: WebSocketRoute) -> None:
        if self.cut:
            await socket.close()
            return
        socket.connect_to_server()
        self.sockets.append(socket)

    async def lose(self) -> None:
        self.cut = True
        for socket in self.sockets:
            await socket.close()
        self.sockets.clear()


async def in_the_room(home: House) -> tuple[Tab, Tab, Network]:
    """A facilitator and Ana in the room, Ana over a network that can be cut."""
    assert home.cast.facilitator is not None
    sol, ana, network = await home.tab(), await home.tab(size=PHONE), Network()
    await network.over(ana.page)
    await sol.sign_in(home.cast.facilitator, home.server)
    await sol.page.get_by_role("button", name="Open the room").or_(sol.page.get_by_role("button", name="Go in")).click()
    await ana.sign_in(home.cast.participants[0], home.server)
    await join(ana)
    await sol.press("Let everybody in")
    await ana.heading("The room")
    return sol, ana, network


async def test_a_room_on_a_bad_line(home: House) -> None:
    """Typed words survive, the seat is one, and the room is there on a slow line."""
    sol, ana, network = await in_the_room(home)

    # A lost connection keeps what was typed, says so in words, and sends it once it is back.
    await ana.page.get_by_label("A note to the facilitators").fill("Sorry, the train.")
    await network.lose()
    await ana.says("The connection was lost.")
    await ana.is_clean("room-lost-phone")
    await ana.press("Send")
    await expect(ana.page.get_by_text("Sent and saved.")).to_have_count(0)
    await expect(sol.page.get_by_text("reconnecting")).to_be_visible()
    network.cut = False
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
