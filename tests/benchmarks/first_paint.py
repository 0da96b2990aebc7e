"""How soon a participant sees something useful on a bad line: 100 kbit/s down and up, 400 ms.

Real Chromium, slowed by its own network emulation, against a real server on this machine; browser files packed as they
are served. Three paints, each the median of some tries: the sign-in page in a browser that holds nothing, today's page
after a reload, and the room once somebody presses "Join" with today's page before them (the budget: under 3 s). Prints
how many bytes of script each had fetched, too. Run with `python -m tests.benchmarks.first_paint [TRIES]`.
"""

# ruff: noqa: T201 - printing is what it is for

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from statistics import median

from playwright.async_api import async_playwright

from tests.browser.conftest import ARGUMENTS
from tests.browser.house import LINE_AS_IT_IS, PHONE, SLOW_LINE, House, Tab, house
from tests.browser.test_connection import SCRIPT_BYTES
from tests.browser.test_evening import join
from tests.support.skips import found

TRIES = 3


async def slowed(tab: Tab, act: Callable[[], Awaitable[object]], seen: Callable[[], Awaitable[object]]) -> float:
    """Seconds from `act` to `seen` on the slow line."""
    line = await tab.context.new_cdp_session(tab.page)
    await line.send("Network.enable")
    await line.send("Network.emulateNetworkConditions", SLOW_LINE)
    began = time.monotonic()
    await act()
    await seen()
    took = time.monotonic() - began
    await line.send("Network.emulateNetworkConditions", LINE_AS_IT_IS)
    return took


def told(name: str, times: list[float], script: int) -> None:
    print(f"  {name:<40} {median(times):5.1f} s   {script / 1000:5.1f} kB of script so far")


async def measure(home: House, tries: int) -> None:
    cold: list[float] = []
    for _ in range(tries):
        tab = await home.tab(size=PHONE)
        tab.context.set_default_timeout(60_000)
        page = tab.page
        cold.append(
            await slowed(
                tab,
                lambda page=page: page.goto(home.server.origin, wait_until="commit"),  # type: ignore[misc]
                page.get_by_label("E-mail").wait_for,
            )
        )
    told("sign-in page, nothing held before", cold, await tab.page.evaluate(SCRIPT_BYTES))

    assert home.cast.facilitator is not None
    sol, ana = await home.tab(), await home.tab(size=PHONE)
    await sol.sign_in(home.cast.facilitator, home.server)
    await sol.press("Open the room")
    await ana.sign_in(home.cast.participants[0], home.server)
    await join(ana)
    await sol.press("Let everybody in")
    await ana.heading("The room")
    ana.context.set_default_timeout(60_000)
    today, room = [], []
    for _ in range(tries):
        joins = ana.page.get_by_role("button", name="Join")
        today.append(await slowed(ana, lambda: ana.page.reload(wait_until="commit"), joins.wait_for))
        at_today = await ana.page.evaluate(SCRIPT_BYTES)
        await ana.page.wait_for_load_state("networkidle")
        room.append(await slowed(ana, joins.click, lambda: ana.says("Listening is taking part")))
    told("today, after a reload", today, at_today)
    told("the room, from today", room, await ana.page.evaluate(SCRIPT_BYTES))


async def main(tries: int) -> None:
    """Measure, and print."""
    program = found("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        async with house(browser, 1) as home:
            print(f"First useful paint at 100 kbit/s and 400 ms, median of {tries}:")
            await measure(home, tries)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else TRIES))
