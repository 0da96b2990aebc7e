"""The group's picture in a browser: what the facilitator may show, and how the group sees it."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Browser, expect
from tests.browser.house import PHONE, House, house
from tests.support.skips import needs

from handrail.cli.rehearsal import evening as rehearsed
from handrail_client.messages import RoundAnswer, RoundClose, RoundOpen

pytestmark = [pytest.mark.browser, needs("chromium")]

PICTURE = """
- region "How the group answered":
  - heading "How the group answered" [level=2]
  - table "How is your mood right now?":
    - rowgroup:
      - row "Answer People"
    - rowgroup:
      - row "0–3 (very low) 5"
      - row "4–7 not shown"
      - row "8–10 (very good) 5"
"""
"""The picture as a screen reader tells it: the table, and no bars."""


async def test_ten_answer_and_the_group_is_shown_how(browser: Browser) -> None:
    """Half are low and half are well; how they slept is one and the same, and not shown."""
    async with house(browser, 10) as home, AsyncExitStack() as stack:
        (session, *_) = await home.cast.participants[0].client.sessions()
        room = await rehearsed.enter(home.cast, stack, session.id)
        await rehearsed.admit(room)
        await room.facilitator.do(RoundOpen(template="evening"))
        opened = room.facilitator.state.open_round
        assert opened is not None
        form = await home.cast.participants[0].client.check_in("evening", opened.version)
        said = rehearsed.answers(form, 1)
        asked = [RoundAnswer(round=opened.round, answers={**said, "mood": 2 + 7 * (at % 2)}) for at in range(10)]
        await asyncio.gather(*(seat.do(answer) for seat, answer in zip(room.seats, asked, strict=True)))
        await room.facilitator.do(RoundClose(round=opened.round))
        sol, ana = await home.tab(), await home.tab(size=PHONE)
        assert home.cast.facilitator is not None
        await sol.sign_in(home.cast.facilitator, home.server)
        await sol.press("Go in")
        await ana.sign_in(home.cast.participants[0], home.server)
        await ana.press("Join")
        await ana.heading("The room")

        await expect(sol.page.get_by_text("The numbers would tell what somebody answered")).to_have_count(2)
        await expect(sol.page.get_by_role("button", name="Show the group")).to_have_count(1)
        await sol.is_clean("lead-picture-before")
        await sol.page.get_by_role("button", name="Show the group: How is your mood right now?").press("Enter")

        await expect(ana.page.locator("main")).to_match_aria_snapshot(PICTURE)
        await ana.is_clean("picture-phone")
        await sol.says("The group sees this")


async def test_ones_own_evenings_are_a_picture_and_a_table_beside_it(small: House) -> None:
    """Drawn on a canvas that a screen reader passes over: the table says the same of three evenings."""
    tab = await small.tab(size=PHONE)
    told = [
        {"entry": f"e{at}", "session": f"s{at}", "day": f"2026-11-0{at + 2}", "status": status, "late": False}
        | {"minutes": minutes, "session_minutes": 180, "gaps": [], "rule": "", "reason": None, "disputed": None}
        | {"history": []}
        for at, (status, minutes) in enumerate([("present", 175), ("absent", 0), ("present", 150)])
    ]
    await tab.context.route("**/v1/attendance", lambda route: route.fulfill(json={"items": told}))
    await tab.sign_in(small.cast.participants[0], small.server)
    await tab.press("Attendance")
    await expect(tab.page.locator("canvas")).to_have_count(1)
    await expect(tab.page.get_by_role("table")).to_be_visible()
    await tab.is_clean("attendance-picture-phone")
