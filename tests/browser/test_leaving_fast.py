"""Leaving fast from inside the room: to everybody else, and so to presence, it is a lost connection (J2)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

import pytest
from playwright.async_api import Browser, Route
from tests.browser.house import PHONE, House, Tab, house
from tests.browser.line import Line
from tests.support.patience import PATIENCE
from tests.support.skips import needs

from handrail.cli.rehearsal import evening as rehearsed
from handrail_client.aio import join
from handrail_client.room_state import RoomState

pytestmark = [pytest.mark.browser, needs("chromium")]

AWAY = 8
"""Minutes."""


async def elsewhere(route: Route) -> None:
    await route.fulfill(body="<title>An encyclopaedia</title>", content_type="text/html")


async def three_presses(tab: Tab) -> None:
    for _ in range(3):
        await tab.page.keyboard.press("Shift")


async def the_button(tab: Tab) -> None:
    await tab.press("Leave fast")


@pytest.mark.parametrize("leave_fast", [three_presses, the_button])
async def test_who_leaves_the_room_fast_is_reconnecting_and_their_seat_waits(
    browser: Browser, leave_fast: Callable[[Tab], Awaitable[None]]
) -> None:
    """Ben hears that Ana lost the connection, never that she left; she comes back by hand into the same seat."""
    async with house(browser, 2) as home, AsyncExitStack() as stack:
        person = home.cast.participants[0]
        (session, *_) = await person.client.sessions()
        room = await rehearsed.enter(home.cast, stack, session.id)
        await rehearsed.admit(room)
        hers, ben = room.seats
        assert hers.state.you is not None
        seat = hers.state.you.seat
        ana = await home.tab(size=PHONE)
        await ana.context.route("https://**", elsewhere)
        await ana.sign_in(person, home.server)
        await ana.press("Join")
        await ana.page.get_by_role("button", name="Raise my hand").wait_for()

        await rehearsed.let_time_pass(home.server, 8)
        await leave_fast(ana)
        await ana.page.wait_for_url("https://www.wikipedia.org/")

        async with asyncio.timeout(PATIENCE):
            await rehearsed.wait(ben, lambda state: (seat, "reconnecting") in presences(state))
            await rehearsed.let_time_pass(home.server, AWAY)
        await ana.sign_in(person, home.server)
        await ana.press("Join")
        await ana.page.get_by_role("button", name="Raise my hand").wait_for()
        async with asyncio.timeout(PATIENCE):
            await rehearsed.wait(ben, lambda state: (seat, "connected") in presences(state))
        # Her first line was ended when the browser took its place; this one is for what she is told at the end.
        again = await stack.enter_async_context(join(person.client, session.id))
        assert again.state.you is not None
        assert again.state.you.seat == seat

        await rehearsed.let_time_pass(home.server, 2)
        room.seats[0] = again
        await rehearsed.end(room)
        (receipt,) = (await person.client.http.call("GET", "/v1/attendance")).content["items"]
    # Counted as any lost network: there before and after, a gap between, and nothing that tells how it came about.
    (gap,) = receipt["gaps"]
    left, back = (datetime.fromisoformat(f"2026-01-01T{gap[at]}") for at in ("left", "came_back"))
    assert back - left == timedelta(minutes=AWAY)
    assert receipt["minutes"] == receipt["session_minutes"] - AWAY
    assert receipt["reason"] is None


async def alone_for_a_while(_: Tab, home: House) -> None:
    """What the page asks with has run out by then."""
    await home.server.pass_time(15 * 60)


async def blank(tab: Tab, home: House) -> None:
    """Paused, and left alone."""
    await tab.press("Settings")
    async with tab.page.expect_response("**/pause"):
        await tab.press("Hide now")
    await tab.screen("lock").wait_for()
    await home.server.pass_time(15 * 60)


async def without_a_line(tab: Tab, _: House) -> None:
    line = await Line.of(tab.context)
    line.now("cut")


@pytest.mark.parametrize("state", [alone_for_a_while, blank, without_a_line])
async def test_leaving_fast_signs_out_whatever_state_the_page_is_in(
    browser: Browser, state: Callable[[Tab, House], Awaitable[None]]
) -> None:
    """Whoever opens the page next must find nothing, and be let in by nothing."""
    async with house(browser, 1) as home:
        person = home.cast.participants[0]
        ana = await home.tab(size=PHONE)
        await ana.context.route("https://**", elsewhere)
        await ana.sign_in(person, home.server)
        await ana.screen("today").wait_for()
        await state(ana, home)
        await three_presses(ana)
        await ana.page.wait_for_url("https://www.wikipedia.org/")
        await ana.context.unroute("**/v1/**")
        await ana.page.goto(ana.origin)
        await ana.page.get_by_label("E-mail").wait_for()
        assert await ana.context.cookies(ana.origin) == []


def presences(state: RoomState) -> set[tuple[str, str]]:
    return {(one.seat, one.presence) for one in state.room.members}
