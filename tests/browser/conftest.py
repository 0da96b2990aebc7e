"""Chromium, and a house with people in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect
from tests.browser.house import House, house
from tests.support.forked import start_by_forking
from tests.support.patience import PATIENCE
from tests.support.skips import found

from handrail.cli.rehearsal.people import post
from handrail_client.messages import new_id

start_by_forking()
expect.set_options(timeout=PATIENCE * 1000)

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BUILT = Path(__file__).parents[2] / "clients" / "web" / "dist" / "index.html"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all; each tab gets a context of its own."""
    if not BUILT.exists():
        pytest.fail("The browser app is not built: run `make setup`, or `npm run build` in clients/web.")
    program = found("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def home(browser: Browser) -> AsyncIterator[House]:
    """A program with a facilitator and three participants, five minutes before its evening."""
    async with house(browser, 3) as one:
        yield one


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def small(browser: Browser) -> AsyncIterator[House]:
    """The same with one participant, for everything that is not about a whole evening."""
    async with house(browser, 1) as one:
        yield one


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def full(browser: Browser) -> AsyncIterator[House]:
    """A house for looking around, where tests leave all as it is.

    Its client has a letter, a request that waits for the clinician, and a form that the clinician is to fill in.
    """
    async with house(browser, 1) as one:
        ana, rae, sol = one.cast.participants[0], one.cast.coordinator, one.cast.facilitator
        assert sol is not None
        await rae.confirm(one.server)
        clinician = f"/v1/programs/{one.cast.program}/clinicians/{sol.id}"
        await rae.client.http.call("PUT", clinician, {"credential": "licensed_professional"})
        await ana.confirm(one.server)
        await post(ana, "/v1/letters", {"use": "work", "level": 2}, key=new_id())
        await ana.client.request_letter(use="work", level=3, items=["functional_limits"])
        await post(ana, "/v1/paperwork", {"kind": "fmla", "understood": True}, key=new_id())
        yield one
