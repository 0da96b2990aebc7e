"""A practice server with the browser app, a program with its people, and the tabs that they open."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyotp
from playwright.async_api import Browser, BrowserContext, Error, Locator, Page, Request
from tests.browser.axe import findings
from tests.support.patience import PATIENCE

from handrail.cli.rehearsal import people
from handrail.cli.rehearsal.people import Cast, Person, post
from handrail.cli.rehearsal.story import next_evening
from handrail.cli.rehearsal.throwaway import ThrowawayServer, throwaway_server
from handrail.kernel.clock import SystemClock

ARTIFACTS = Path(__file__).parents[2] / "artifacts" / "web"
PHONE = {"width": 360, "height": 740}
NARROW = {"width": 320, "height": 640}
"""WCAG 1.4.10: 400 percent zoom."""
DESKTOP = {"width": 1280, "height": 900}

SLOW_LINE = {"offline": False, "latency": 400, "downloadThroughput": 100_000 // 8, "uploadThroughput": 100_000 // 8}
"""100 kbit/s and 400 ms, as `Network.emulateNetworkConditions` takes it."""
LINE_AS_IT_IS = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}

WATCH = """
window.__refused = [];
document.addEventListener('securitypolicyviolation', (event) => {
  window.__refused.push(event.violatedDirective + ' ' + event.blockedURI);
});
"""

TWO_FRAMES = "new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))"
AT_REST = """document.fonts.ready.then(() => Promise.allSettled(document.getAnimations()
  .filter((moving) => moving.effect.getComputedTiming().endTime !== Infinity)
  .map((moving) => moving.finished))).then(() => undefined)"""
"""Letters in their own font, and whatever moves for a while arrived."""


@dataclass
class Tab:
    """One browser of one person, watched for whatever leaves it and whatever its policy refuses."""

    page: Page
    origin: str
    strayed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    asked: set[Request] = field(default_factory=set)
    """What is on its way to the server or from it."""
    quiet: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def watch(self) -> None:
        self.page.on("request", self._seen)
        self.page.on("requestfinished", self._answered)
        self.page.on("requestfailed", self._answered)
        self.page.on("pageerror", lambda failure: self.complaints.append(f"error: {failure}"))

    def _seen(self, request: Request) -> None:
        if urlsplit(request.url).scheme in {"http", "https"} and not request.url.startswith(self.origin):
            self.strayed.append(request.url)
        self.asked.add(request)
        self.quiet.clear()

    def _answered(self, request: Request) -> None:
        self.asked.discard(request)
        if not self.asked:
            self.quiet.set()

    async def settled(self) -> None:
        """Wait until whatever was asked for has come, and stands on the page.

        An answer may lead to the next question, so two frames must pass without one.
        """
        while True:
            async with asyncio.timeout(PATIENCE):
                await self.quiet.wait()
            await self.drawn()
            if self.quiet.is_set():
                return

    async def drawn(self) -> None:
        """Wait until what is known stands on the page, whatever is still being asked."""
        await self.page.evaluate(AT_REST)
        await self.page.evaluate(TWO_FRAMES)

    async def is_clean(self, name: str) -> None:
        """Accessible, inside its policy, and at home, once it is drawn in full; with a picture kept of it."""
        await self.drawn()
        await self.shot(name)
        found = await findings(self.page)
        assert not found, f"{name}: {found}"
        assert await self.page.evaluate("window.__refused") == [], name
        assert not self.strayed, name
        assert not self.complaints, name
        widths = await self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert widths[0] <= widths[1], f"{name} is wider than the screen: {widths}"

    async def shot(self, name: str) -> None:
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=True)

    async def press(self, name: str, **how: Any) -> None:
        """Press the button of this name."""
        await self.page.get_by_role("button", name=name, exact=True, **how).click()

    def screen(self, name: str) -> Locator:
        """The main part of the page, where this screen is in it."""
        return self.page.locator(f"main[data-screen='{name}']")

    async def heading(self, name: str) -> None:
        """Wait for the screen of this heading."""
        await self._there(self.page.get_by_role("heading", level=1, name=name, exact=True))

    async def says(self, words: str) -> None:
        """Wait for these words."""
        await self._there(self.page.get_by_text(words).first)

    async def _there(self, wanted: Locator) -> None:
        try:
            await wanted.wait_for()
        except Error:
            await self.shot("missing")
            raise

    async def sign_in(self, person: Person, server: ThrowawayServer) -> None:
        """Sign in by hand; staff with a code."""
        await self.page.goto(self.origin)
        await self.page.get_by_label("E-mail").fill(person.email)
        await self.page.get_by_label("Password").fill(person.password)
        await self.press("Sign in")
        if person.totp:
            # A code holds once: the next thirty seconds bring another.
            code = pyotp.TOTP(person.totp).at(await server.pass_time(31))
            await self.page.get_by_label("Code from your app").fill(code)
            await self.press("Sign in")


@dataclass
class House:
    """Everything that a test in a browser needs."""

    browser: Browser
    server: ThrowawayServer
    cast: Cast
    begins: datetime
    stack: AsyncExitStack

    async def tab(self, *, size: dict[str, int] = DESKTOP, dark: bool = False, **settings: Any) -> Tab:
        """A fresh browser, as on a device of its own."""
        context = await self.browser.new_context(
            viewport=size, color_scheme="dark" if dark else "light", locale="en-US", reduced_motion="reduce", **settings
        )
        self.stack.push_async_callback(context.close)
        await context.add_init_script(WATCH)
        context.set_default_timeout(PATIENCE * 1000)
        tab = Tab(await context.new_page(), self.server.origin)
        tab.watch()
        return tab

    async def invited(self, role: str, name: str) -> tuple[str, str]:
        """A one-time link for somebody new, and their e-mail."""
        email = f"{name.lower()}@people.example"
        await self.cast.coordinator.confirm(self.server)
        asked = {
            "email": email,
            "legal_name": f"{name} Sample",
            "display_name": name,
            "roles": [role],
            "zone": people.ZONE,
        }
        return (await post(self.cast.coordinator, "/v1/invitations", asked))["link"], email

    async def officer(self, name: str, *, size: dict[str, int] = DESKTOP) -> Tab:
        """A new privacy officer's tab, at the log."""
        return await self.newcomer("privacy_officer", name, "Log", size=size)

    async def newcomer(self, role: str, name: str, first: str, *, size: dict[str, int] = DESKTOP) -> Tab:
        """The tab of somebody new to the staff: their link used, their authenticator set up, at their first screen."""
        link, _ = await self.invited(role, name)
        tab = await self.tab(size=size)
        words = "a quiet harbour on a grey morning"
        await tab.page.goto(link)
        await tab.page.get_by_label("New password").fill(words)
        await tab.page.get_by_label("The same password again").fill(words)
        await tab.press("Use the link")
        await tab.heading("Your second key")
        secret = await tab.page.locator("code").inner_text()
        await tab.page.get_by_label("Code from your app").fill(pyotp.TOTP(secret).at(await self.server.pass_time(0)))
        await tab.press("Use the link")
        await tab.heading(first)
        return tab


@contextlib.asynccontextmanager
async def house(browser: Browser, participants: int) -> AsyncIterator[House]:
    """A program five minutes before its evening."""
    begins = next_evening(SystemClock().now())
    async with throwaway_server(begins - timedelta(minutes=5)) as server, AsyncExitStack() as stack:
        cast = await people.set_up(server, stack)
        await people.plan_cohort(cast, begins.date())
        await people.invite(server, stack, cast, participants, begins.date())
        yield House(browser, server, cast, begins, stack)
