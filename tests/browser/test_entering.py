"""Ways in: a one-time link of a participant, of staff with their authenticator, and what a link alone does."""

from __future__ import annotations

import pyotp
import pytest
from playwright.async_api import expect
from tests.browser.house import PHONE, House
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

WORDS = "a long winter evening by the lake, again"


async def test_opening_a_link_changes_nothing_until_a_button_is_pressed(small: House) -> None:
    """The secret leaves the address at once; the same link still opens on the next try."""
    link, _ = await small.invited("participant", "Edda")
    curious = await small.tab()
    await curious.page.goto(link)
    await curious.heading("Welcome")
    assert curious.page.url == f"{small.server.origin}/"
    assert await curious.context.cookies() == []
    edda = await small.tab(size=PHONE)
    await edda.page.goto(link)
    await edda.heading("Welcome")
    await edda.is_clean("enter-phone")
    await edda.page.get_by_label("New password").fill(WORDS)
    await edda.page.get_by_label("The same password again").fill(WORDS + "?")
    await edda.says("The two passwords are not the same yet.")
    await edda.page.get_by_label("The same password again").fill(WORDS)
    await edda.press("Use the link")
    await edda.heading("Hello, Edda")
    await edda.says("No session is planned for you right now.")
    await edda.press("Settings")
    await edda.page.get_by_text("Name and password").click()
    await edda.page.get_by_label("Name in the room").fill("Edda E.")
    await edda.press("Save")
    await edda.says("Saved.")
    await edda.page.get_by_label("New password").fill(WORDS + ", and again")
    await edda.press("Change the password")
    await edda.says("Your password is changed.")
    await edda.is_clean("account-phone")
    await edda.press("Today")
    await edda.heading("Hello, Edda E.")


async def test_staff_set_up_an_authenticator_on_the_way_in(small: House) -> None:
    """The picture to scan has the secret in words beside it; a wrong code is said and can be put right."""
    link, _ = await small.invited("facilitator", "Gita")
    gita = await small.tab()
    await gita.page.goto(link)
    await gita.page.get_by_label("New password").fill(WORDS)
    await gita.page.get_by_label("The same password again").fill(WORDS)
    await gita.press("Use the link")
    await gita.heading("Your second key")
    await expect(gita.page.get_by_role("img", name="Picture to scan")).to_be_visible()
    await gita.is_clean("authenticator")
    secret = await gita.page.locator("code").inner_text()
    await gita.page.get_by_label("Code from your app").fill("000000")
    await gita.press("Use the link")
    await gita.page.get_by_role("alert").get_by_text("this code does not belong").wait_for()
    code = pyotp.TOTP(secret).at(await small.server.pass_time(0))
    await gita.page.get_by_label("Code from your app").fill(code)
    await gita.press("Use the link")
    await gita.page.get_by_role("button", name="Today").wait_for()


async def test_a_wrong_password_says_so_without_saying_what_was_wrong(small: House) -> None:
    """And the page can be used in Spanish."""
    tab = await small.tab(size=PHONE)
    await tab.page.goto(small.server.origin)
    await tab.heading("Sign in")
    await tab.page.get_by_label("E-mail").fill("nobody@people.example")
    await tab.page.get_by_label("Password").fill("not the password, I fear")
    await tab.press("Sign in")
    await tab.page.get_by_role("alert").get_by_text("That did not work.").wait_for()
    await tab.press("Español")
    await tab.heading("Iniciar sesión")
    assert await tab.page.evaluate("document.documentElement.lang") == "es"
    await tab.is_clean("sign-in-phone-es")
