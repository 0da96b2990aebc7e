"""Waiting to be let in: the check-in that is open can be answered there, and somebody can be asked for."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Browser, expect
from tests.browser.house import PHONE, house
from tests.support.skips import needs

from handrail.cli.rehearsal import evening as rehearsed
from handrail_client.messages import RoomAdmitAll, RoundOpen

pytestmark = [pytest.mark.browser, needs("chromium")]


async def test_who_waits_can_answer_and_can_ask_for_somebody(browser: Browser) -> None:
    """The facilitator has both before she lets Ana in; let in, Ana finds that her answer is kept."""
    async with house(browser, 1) as home, AsyncExitStack() as stack:
        person = home.cast.participants[0]
        (session, *_) = await person.client.sessions()
        room = await rehearsed.enter(home.cast, stack, session.id)
        ana = await home.tab(size=PHONE)
        await room.facilitator.do(RoundOpen(template="evening"))
        await ana.sign_in(person, home.server)
        await ana.says("Waiting for you in the room: Evening check-in.")
        await ana.is_clean("today-checkin-phone")
        await ana.press("Join")
        await ana.heading("The lobby")
        await ana.says("You can answer it now, while you wait.")
        await ana.is_clean("lobby-checkin-phone")
        await ana.press("Pass this time")
        await ana.says("You passed.")
        await ana.page.get_by_text("I need somebody").click()
        await ana.press("Tell the facilitators")
        await ana.says("or as soon as one of them is connected")
        await ana.is_clean("lobby-help-phone")
        await rehearsed.wait(room.facilitator, lambda state: len(state.room.alerts) == 1)
        await rehearsed.wait(
            room.facilitator, lambda state: [one.passed for one in state.room.rounds[0].responses] == [True]
        )

        await room.facilitator.do(RoomAdmitAll())
        await ana.heading("The room")
        await expect(ana.page.get_by_text("You passed.")).to_be_visible()
