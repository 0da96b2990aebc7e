"""The way into the room, and the room, while nobody answers, the line is cut, or the server takes nothing."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, WebSocketRoute, expect
from tests.browser.house import NARROW, House, Tab
from tests.browser.line import TOLD, Line, State
from tests.browser.test_evening import join
from tests.browser.test_every_screen import in_other_looks
from tests.browser.wire import Wire
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

LOST = "The connection was lost. We keep trying, and what you typed is safe."
AGAIN = "Reconnecting… What you typed is safe."
ADDRESS = "1 Sample Lane, Anytown"
PHONE_NUMBER = "+1 503 555 0111"
WHOLE_LEAD = "**/LeadRoom-*.js"


async def held_to(tab: Tab, name: str) -> None:
    """Accessible and no wider than the screen, in every look."""
    await tab.is_clean(name)
    await in_other_looks(tab, name)


async def entering(tab: Tab) -> None:
    """Today's button, whichever of its names it has."""
    page = tab.page
    await (
        page.get_by_role("button", name="Join")
        .or_(page.get_by_role("button", name="Open the room"))
        .or_(page.get_by_role("button", name="Go in"))
        .first.click()
    )


async def test_a_place_that_was_not_saved_stays_typed_and_is_saved_once_the_line_is_back(home: House) -> None:
    """Nobody types where they are twice because a server was busy; it says each time that it is not saved."""
    ana = await home.tab(size=NARROW)
    await ana.sign_in(home.cast.participants[0], home.server)
    await ana.press("Join")
    await ana.heading("Where are you today?")
    line = await Line.of(ana.context)
    address, phone = (ana.page.get_by_label(label) for label in ("Address, or", "A phone number"))
    await address.fill(ADDRESS)
    await phone.fill(PHONE_NUMBER)
    await ana.page.get_by_label("Others are nearby").check()
    save = ana.page.get_by_role("button", name="Save and go to the lobby")
    states: tuple[State, ...] = ("cut", "refused")
    for state in states:
        line.now(state)
        await save.click()
        await expect(ana.page.get_by_role("alert")).to_contain_text(TOLD[state])
        assert [await one.input_value() for one in (address, phone)] == [ADDRESS, PHONE_NUMBER]
        await expect(ana.page.get_by_label("Others are nearby")).to_be_checked()
        await held_to(ana, f"place-{state}")
    line.now("held")
    await save.click()
    await expect(ana.page.get_by_role("button", name="Working")).to_be_visible()
    await held_to(ana, "place-held")
    line.now("open")
    await ana.heading("The lobby")


async def test_a_way_in_that_nobody_answers_offers_help_and_the_way_back(home: House) -> None:
    """The ticket may be late, lost or refused, and the socket may stay silent: there is always something to do."""
    ana = await home.tab(size=NARROW)
    await ana.sign_in(home.cast.participants[1], home.server)
    await join(ana)
    silent: list[WebSocketRoute] = []
    await ana.page.route_web_socket("**/v1/live", lambda socket: silent.append(socket))  # noqa: PLW0108 - a built-in takes no mark
    await ana.page.reload()
    line = await Line.of(ana.context)
    ways_in: tuple[tuple[State, str], ...] = (
        ("held", "Connecting…"),
        ("cut", TOLD["cut"]),
        ("refused", TOLD["refused"]),
        ("open", "Connecting…"),
    )
    for state, says in ways_in:
        await ana.page.get_by_role("button", name="Join").wait_for()
        line.now(state)
        await ana.press("Join")
        await ana.heading("The room")
        await ana.says(says)
        await expect(ana.page.get_by_role("link", name="Call 988")).to_be_visible()
        await held_to(ana, f"room-way-in-{state}")
        line.now("open")
        await ana.press("← Back")
        await ana.heading("Hello, Ben B.")
        await expect(ana.page.get_by_role("button", name="Back to the room")).to_have_count(0)
    assert silent, "the last try reached the socket"


async def test_lobby_room_and_lead_say_that_the_line_is_lost_and_come_back(home: House) -> None:
    """What a facilitator leads from is fetched apart: when that is lost, it can be fetched again."""
    assert home.cast.facilitator is not None
    sol, cleo = await home.tab(size=NARROW), await home.tab(size=NARROW)
    hers, cleos = await Wire.of(sol.page), await Wire.of(cleo.page)
    await sol.sign_in(home.cast.facilitator, home.server)
    await sol.page.route(WHOLE_LEAD, lambda route: route.abort())
    await entering(sol)
    await expect(sol.page.get_by_role("alert")).to_contain_text(TOLD["cut"])
    await held_to(sol, "room-lead-not-fetched")
    await sol.page.unroute(WHOLE_LEAD)
    await sol.press("Try again")
    await sol.page.get_by_role("region", name="In the lobby").wait_for()

    await cleo.sign_in(home.cast.participants[2], home.server)
    await join(cleo)
    await lost_and_back(cleo, cleos, "lobby", cleo.page.get_by_role("heading", name="The lobby"))
    await sol.press("Let everybody in")
    await cleo.heading("The room")
    await lost_and_back(cleo, cleos, "member", cleo.page.get_by_role("button", name="Raise my hand"))
    await lost_and_back(sol, hers, "lead", sol.page.get_by_role("region", name="In the lobby"))


async def lost_and_back(tab: Tab, wire: Wire, name: str, stays: Locator) -> None:
    """What was there stays there and can be left, it can be tried again by hand, and it comes back by itself."""
    said = tab.page.get_by_role("status")
    await wire.now("cut")
    await expect(said.filter(has_text=LOST)).to_be_visible()
    await expect(stays).to_be_visible()
    await held_to(tab, f"room-{name}-lost")
    # While the line is cut, since once it is not, the next try of its own may come before the press.
    await tab.press("Try now")
    wire.reaches = "silent"
    await expect(said.filter(has_text=AGAIN)).to_be_visible()
    await expect(stays).to_be_visible()
    await expect(tab.page.get_by_role("button", name="Leave the room")).to_be_enabled()
    await held_to(tab, f"room-{name}-again")
    await wire.now("open")
    await expect(said.filter(has_text="Connected")).to_be_visible()
    await expect(stays).to_be_visible()
