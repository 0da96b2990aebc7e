"""Passkeys in a real browser, with Chromium's own virtual authenticator: adding one, signing in, coming back."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.browser.house import PHONE, House, Tab
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


async def with_a_device(tab: Tab) -> None:
    """The browser has an authenticator built in, whose owner shows a finger whenever it asks."""
    line = await tab.context.new_cdp_session(tab.page)
    await line.send("WebAuthn.enable")
    await line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


async def test_a_passkey_signs_in_and_brings_back(small: House) -> None:
    """A facilitator adds one and needs neither password nor code from then on; taken away, it opens nothing."""
    sol = small.cast.facilitator
    assert sol is not None
    tab = await small.tab(size=PHONE)
    await with_a_device(tab)
    await tab.sign_in(sol, small.server)
    await tab.press("Settings")
    await tab.press("Add a passkey on this device")
    await tab.says("Not used yet")
    await tab.is_clean("settings-passkey-phone")
    await tab.press("Sign out")
    await tab.heading("Sign in")
    await tab.press("Sign in with a passkey")
    await tab.heading("Tonight")

    await tab.press("Settings")
    await tab.says("Last used")
    async with tab.page.expect_response("**/pause"):
        await tab.press("Hide now")
    await tab.heading("Paused")
    await tab.press("Use a passkey")
    await tab.heading("Settings")

    await tab.page.get_by_role("button", name="Take away the passkey").click()
    await tab.press("Yes, take it away. Other devices are signed out.")
    await expect(tab.page.get_by_text("Last used")).to_have_count(0)
    await tab.press("Sign out")
    await tab.press("Sign in with a passkey")
    await expect(tab.page.get_by_role("alert")).to_be_visible()
