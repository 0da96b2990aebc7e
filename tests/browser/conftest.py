"""Chromium, and a house with people in it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright
from tests.browser.house import House, house

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSERS = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
BUILT = Path(__file__).parents[2] / "clients" / "web" / "dist" / "index.html"


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all; each tab gets a context of its own."""
    if not BUILT.exists():
        pytest.fail("The browser app is not built: run `make setup`, or `npm run build` in clients/web.")
    program = next(found for name in BROWSERS if (found := shutil.which(name)))
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
