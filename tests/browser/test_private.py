"""Private at home: what the browser remembers, what is on screen, and the quick way out (J2)."""

from __future__ import annotations

import pytest
from playwright.async_api import Route, expect
from tests.browser.house import NARROW, PHONE, House, Tab
from tests.browser.line import TOLD, Line, State
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

UNJUDGED: tuple[State, ...] = ("cut", "refused")

REMEMBERED = """async () => ({
  local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  cookies: document.cookie,
  state: JSON.stringify(history.state),
})"""


async def signed_in(small: House, **settings: object) -> Tab:
    tab = await small.tab(**settings)
    await tab.sign_in(small.cast.participants[0], small.server)
    await tab.heading("Hello, Ana A.")
    return tab


async def test_the_browser_remembers_nothing(small: House) -> None:
    """No storage, no words in address, title or history, wherever somebody went."""
    tab = await signed_in(small)
    for place in ("Attendance", "Letters", "Permissions", "My record", "Settings"):
        await tab.press(place)
        await tab.page.get_by_role("heading", level=1).wait_for()
        assert tab.page.url == f"{small.server.origin}/"
        assert await tab.page.title() == "Home"
    found = await tab.page.evaluate(REMEMBERED)
    assert found == {"local": 0, "session": 0, "databases": 0, "caches": 0, "cookies": "", "state": "5"}
    (cookie,) = await tab.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["secure"]) == ("__Host-handrail", True, True)


async def test_after_sign_out_going_back_shows_nothing(small: House) -> None:
    """Nor does the cookie bring anybody back in; another tab of the same browser is out, too."""
    tab = await signed_in(small)
    other = Tab(await tab.context.new_page(), tab.origin)
    await other.page.goto(tab.origin)
    await other.heading("Hello, Ana A.")
    await tab.press("Settings")
    await tab.is_clean("settings")
    await tab.press("Sign out")
    await tab.says("Nothing is left on this device.")
    await other.heading("Sign in")
    await tab.page.go_back()
    await tab.heading("Sign in")
    await expect(tab.page.get_by_text("Ana A.")).to_have_count(0)
    await tab.page.reload()
    await tab.heading("Sign in")
    assert await tab.context.cookies() == []


@pytest.mark.parametrize("way", ["button", "shift"])
async def test_a_quick_exit_leaves_nothing_behind(small: House, way: str) -> None:
    """Another page stands where this one was, and going back finds a sign-in page."""
    tab = await signed_in(small, size=PHONE)

    async def elsewhere(route: Route) -> None:
        await route.fulfill(body="<title>An encyclopaedia</title>", content_type="text/html")

    await tab.context.route("https://**", elsewhere)
    if way == "button":
        await tab.press("Leave fast")
    else:
        for _ in range(3):
            await tab.page.keyboard.press("Shift")
    await tab.page.wait_for_url("https://www.wikipedia.org/")
    await tab.page.goto(tab.origin)
    await tab.heading("Sign in")


async def test_signing_out_says_that_it_is_done_only_when_it_is(small: House) -> None:
    """The page is empty at once; on a line that is cut the sign-out is owed, and made good when the line is back."""
    tab = await signed_in(small, size=NARROW)
    line = await Line.of(tab.context)
    await tab.press("Settings")
    line.now("cut")
    await tab.press("Sign out")
    await tab.says("we could not reach the server to sign you out")
    await expect(tab.page.get_by_text("Settings")).to_have_count(0)
    await tab.is_clean("sign-out-owed")
    assert (await tab.page.evaluate(REMEMBERED))["local"] == 1
    assert await tab.page.evaluate("Object.values(localStorage)") == [""]
    assert len(await tab.context.cookies()) == 1
    line.now("held")
    async with tab.page.expect_request("**/v1/sign-outs"):
        pass  # it is sent again by itself
    line.now("open")
    await tab.says("Nothing is left on this device.")
    assert (await tab.page.evaluate(REMEMBERED))["local"] == 0
    assert await tab.context.cookies() == []


async def test_a_sign_out_that_is_owed_lets_nobody_back_in(small: House) -> None:
    """Nor does it end the next sign-in, which waits for it."""
    tab = await signed_in(small, size=PHONE)
    line = await Line.of(tab.context)
    await tab.press("Settings")
    line.now("cut")
    await tab.press("Sign out")
    await tab.says("we could not reach the server to sign you out")
    await tab.page.reload()
    await tab.heading("We cannot reach the server")
    line.now("open")
    await tab.press("Try again")
    await tab.heading("Sign in")
    await tab.sign_in(small.cast.participants[0], small.server)
    await tab.heading("Hello, Ana A.")
    await tab.page.reload()
    await tab.heading("Hello, Ana A.")


async def test_the_screen_goes_blank_and_comes_back_with_the_password(small: House) -> None:
    """What was on it is not in the page meanwhile."""
    tab = await signed_in(small)
    await tab.press("Settings")
    await tab.press("Hide now")
    await tab.heading("Paused")
    await expect(tab.page.get_by_text(small.cast.participants[0].email)).to_have_count(0)
    await tab.is_clean("lock")
    await tab.page.get_by_label("Password").fill(small.cast.participants[0].password)
    await tab.press("It is me")
    await tab.heading("Settings")


async def test_coming_back_while_nobody_answers_keeps_what_was_typed(small: House) -> None:
    """A PIN or a password that nobody judged was not refused: one more press is enough once the line is back."""
    tab = await signed_in(small, size=NARROW)
    await tab.press("Settings")
    await tab.page.get_by_label("A PIN for this visit").fill("4071")
    await tab.press("Use this PIN")
    await tab.says("From now on these digits bring you back.")
    line = await Line.of(tab.context)
    for field, kept in (("PIN", "4071"), ("Password", small.cast.participants[0].password)):
        async with tab.page.expect_response("**/pause"):
            await tab.press("Hide now")
        if field == "Password":
            await tab.press("Use my password instead")
        await tab.page.get_by_label(field).fill(kept)
        for state in UNJUDGED:
            line.now(state)
            await tab.press("It is me")
            await expect(tab.page.get_by_role("alert")).to_contain_text(TOLD[state])
            await expect(tab.page.get_by_role("alert")).to_contain_text(
                "Nothing was lost: what you typed is still here."
            )
            await expect(tab.page.get_by_label(field)).to_have_value(kept)
            await tab.is_clean(f"lock-{field.lower()}-{state}")
        line.now("open")
        await tab.press("It is me")
        await tab.heading("Settings")


async def test_who_comes_back_while_the_line_is_cut_is_offered_the_pin_once_it_is_not(small: House) -> None:
    """Which ways there are is asked anew; a password that was begun meanwhile stays until there is an answer."""
    tab = await signed_in(small, size=NARROW)
    await tab.press("Settings")
    await tab.page.get_by_label("A PIN for this visit").fill("4071")
    await tab.press("Use this PIN")
    await tab.says("From now on these digits bring you back.")
    line = await Line.of(tab.context)
    line.now("cut")
    await tab.press("Hide now")
    await expect(tab.page.get_by_role("alert")).to_contain_text(TOLD["cut"])
    await tab.page.get_by_label("Password").fill("half of it")
    line.now("refused")
    await tab.press("Try again")
    await expect(tab.page.get_by_role("alert")).to_contain_text(TOLD["refused"])
    await expect(tab.page.get_by_label("Password")).to_have_value("half of it")
    await tab.is_clean("lock-ways-refused")
    line.now("open")
    await tab.press("Try again")
    await tab.page.get_by_label("PIN").fill("4071")
    await tab.press("It is me")
    await tab.heading("Settings")


async def test_a_pin_brings_the_page_back_and_wrong_ones_sign_out(small: House) -> None:
    """Neither a reload nor another tab shows anything meanwhile, and the PIN is kept nowhere in the browser."""
    tab = await signed_in(small, size=PHONE)
    await tab.press("Settings")
    await tab.page.get_by_label("A PIN for this visit").fill("4071")
    await tab.press("Use this PIN")
    await tab.says("From now on these digits bring you back.")
    other = Tab(await tab.context.new_page(), tab.origin)
    await other.page.goto(tab.origin)
    await other.heading("Hello, Ana A.")
    async with tab.page.expect_response("**/pause"):
        await tab.press("Hide now")
    await other.heading("Paused")
    await tab.page.reload()
    await tab.heading("Paused")
    await expect(tab.page.get_by_text(small.cast.participants[0].email)).to_have_count(0)
    await tab.is_clean("lock-pin-phone")
    await tab.page.go_back()
    await tab.heading("Paused")
    assert (await tab.page.evaluate(REMEMBERED))["local"] == 0
    await tab.page.get_by_label("PIN").fill("4071")
    await tab.press("It is me")
    await tab.heading("Hello, Ana A.")
    await other.heading("Hello, Ana A.")

    await tab.press("Settings")
    async with tab.page.expect_response("**/pause"):
        await tab.press("Hide now")
    for _ in range(4):
        await tab.page.get_by_label("PIN").fill("9999")
        await tab.press("It is me")
        await tab.says("That is not the PIN of this visit.")
        await expect(tab.page.get_by_label("PIN")).to_have_value("")
    await tab.page.get_by_label("PIN").fill("9999")
    await tab.press("It is me")
    await tab.heading("Sign in")
    await tab.says("You have been signed out")


async def test_looks_follow_the_choice(small: House) -> None:
    """Dark, high contrast, Spanish and the plain look, all of them accessible."""
    tab = await signed_in(small, size=PHONE)
    await tab.press("Settings")
    await tab.page.get_by_label("Light or dark").select_option("dark")
    await tab.page.get_by_label("Contrast").select_option("more")
    await tab.page.get_by_label("Plain look").check()
    await expect(tab.page.get_by_text("Handrail")).to_have_count(0)
    await tab.is_clean("settings-dark-contrast-phone")
    await tab.page.get_by_label("Contrast").select_option("system")
    await tab.page.get_by_label("Language").select_option("es")
    await tab.heading("Ajustes")
    await tab.press("Hoy")
    await tab.heading("Hola, Ana A.")
    await tab.is_clean("today-dark-es-phone")


async def test_everything_fits_at_320_pixels_and_by_keyboard(small: House) -> None:
    """Reflow (WCAG 1.4.10), a skip link first, and focus on the heading of each new screen."""
    tab = await signed_in(small, size={"width": 320, "height": 640})
    await tab.is_clean("today-320")
    await tab.page.get_by_role("button", name="Letters").focus()
    await tab.page.keyboard.press("Enter")
    await tab.heading("Letters")
    await expect(tab.page.get_by_role("heading", level=1)).to_be_focused()
    await tab.page.keyboard.press("Tab")
    await expect(tab.page.get_by_role("button", name="Ask for a letter")).to_be_focused()
    await expect(tab.page.get_by_role("navigation")).to_match_aria_snapshot(
        """
        - navigation "Main":
          - list:
            - listitem:
              - button "Today"
            - listitem:
              - button "Attendance"
            - listitem:
              - button "Letters"
        """
    )
