"""A client has a letter sent from the letter's page, and its recipient opens the link: both pages accessible."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from tests.browser.house import DESKTOP, PHONE, WATCH, Tab
from tests.journeys.afterwards import an_evening_over, wanted
from tests.journeys.house import Clinic, ask, post
from tests.journeys.post import ADDRESS, link, reaches, settings, signed, signed_for
from tests.letters.post import Taken, a_mail_server
from tests.support.patience import PATIENCE
from tests.support.skips import needs

from handrail_client.messages import new_id

pytestmark = [pytest.mark.browser, needs("chromium")]


@dataclass
class Office:
    """A clinic after its evening, its mail server, and tabs on it."""

    browser: Browser
    clinic: Clinic
    taken: Taken
    stack: AsyncExitStack

    async def tab(self, size: dict[str, int]) -> Tab:
        context = await self.browser.new_context(viewport=size, locale="en-US", reduced_motion="reduce")
        self.stack.push_async_callback(context.close)
        await context.add_init_script(WATCH)
        context.set_default_timeout(PATIENCE * 1000)
        tab = Tab(await context.new_page(), self.clinic.house.origin)
        tab.watch()
        return tab

    async def letter(self, number: int) -> Tab:
        """A letter of this person's, on the screen of a phone."""
        person = self.clinic.people[number]
        await person.confirm(self.clinic.house)
        made = await post(person, "/v1/letters", wanted(self.clinic), key=new_id())
        await signed_for(person, made["id"], self.clinic)
        tab = await self.tab(PHONE)
        await tab.sign_in(person, self.clinic.house)  # type: ignore[arg-type]
        await tab.press("Letters")
        await tab.page.get_by_role("button", name="Open the letter of").first.click()
        await tab.heading("Your letter")
        return tab


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    taken, folder = Taken(), tmp_path_factory.mktemp("office") / "data"
    async with AsyncExitStack() as stack:
        stack.enter_context(pytest.MonkeyPatch.context()).setattr("handrail.jobs.TEN_SECONDS", 0.05)
        port = await stack.enter_async_context(a_mail_server(taken))
        clinic = await stack.enter_async_context(an_evening_over(folder, **settings(port)))
        tabs = await stack.enter_async_context(AsyncExitStack())
        yield Office(browser, clinic, taken, tabs)


async def send(tab: Tab, **how: Any) -> None:
    """From the letter's page to the passcode, as a person would."""
    page = tab.page
    await tab.press("Have it sent")
    await page.get_by_role("radio", name="Sample Employer").first.check()
    await tab.says("A document for you")
    await page.get_by_label("E-mail address of the recipient").fill(ADDRESS)
    await page.get_by_label("The same address again").fill("hr@emploier.example")
    await tab.says("The two addresses differ.")
    await expect(page.get_by_role("button", name="Send it", exact=True)).to_be_disabled()
    await page.get_by_label("The same address again").fill(ADDRESS)
    await tab.says("It goes to:")
    if how.get("shot"):
        await tab.is_clean(how["shot"])
    await tab.press("Send it")
    await tab.says("Passcode, shown this once")


async def test_a_client_sends_a_letter_and_its_recipient_opens_it(office: Office) -> None:
    """The mail first, the address twice and in full, the passcode once; then opened, and told in plain words."""
    ana = await office.letter(0)
    await send(ana, shot="letter-send-phone")
    await ana.is_clean("letter-passcode-phone")
    passcode = await ana.page.locator("code").inner_text()
    await ana.press("I have noted it")
    await expect(ana.page.get_by_text(passcode)).to_have_count(0)
    await expect(ana.page.get_by_role("timer")).to_contain_text("left to undo")
    await office.clinic.house.pass_time(600)
    person = office.clinic.people[0]
    (made,) = (await ask(person, office.clinic, "GET", "/v1/deliveries"))["items"]
    await reaches(person, made["id"], "sent")

    reader = await office.tab(DESKTOP)
    await reader.page.goto(link(office.taken))
    await reader.is_clean("letter-open")
    await reader.page.get_by_label("Passcode").fill(passcode)
    await reader.press("Open")
    async with reader.page.expect_download() as download:
        await reader.page.get_by_role("link", name="Save letter-").click()
    assert (await download.value).suggested_filename.startswith("letter-")
    await reader.is_clean("letter-opened")

    await ana.press("Letters")
    await ana.page.get_by_role("button", name="Open the letter of").first.click()
    await ana.says("The recipient opened it.")
    await ana.is_clean("letter-fetched-phone")


async def test_a_client_undoes_a_sending_in_time(office: Office) -> None:
    ben = await office.letter(1)
    await send(ben)
    mails = len(office.taken.envelopes)
    await ben.press("Undo: Sample Employer, human resources")
    await ben.says("Nothing more leaves")
    await ben.is_clean("letter-undone-phone")
    await office.clinic.house.pass_time(600)
    assert len(office.taken.envelopes) == mails


MONTHLY = """
- heading "A letter each month" [level=1]
- form "Sign for a letter each month":
  - group "What are the letters for?"
  - group "How much do they say?"
  - textbox "Until which day?"
  - checkbox /Have each letter sent too/
  - group "On which form?":
    - radio /Sample Employer/
    - button "Sign a form for a recipient"
  - textbox "E-mail address of the recipient"
  - textbox "The same address again"
  - button "Sign for it" [disabled]
"""


async def test_a_client_signs_for_a_letter_that_is_sent_each_month(office: Office) -> None:
    """By keyboard names and in one go: the form, the address twice, and the passcode of all links once."""
    ana, clinic = office.clinic.people[0], office.clinic
    await ana.confirm(clinic.house)
    under_care = ["person_name", "facility_neutral_name", "under_care_statement", "letter_existence"]
    last = (clinic.begins.date() + timedelta(days=60)).isoformat()
    await signed(ana, ["attendance_proof_work"], under_care, last)
    tab = await office.tab(PHONE)
    await tab.sign_in(ana, clinic.house)  # type: ignore[arg-type]
    await tab.press("Letters")
    await tab.press("A letter each month")
    await tab.says("go to no employer each month")
    await tab.is_clean("monthly-phone")
    await tab.page.locator("input[name=level][value='2']").check()
    await tab.page.get_by_role("checkbox", name="Have each letter sent too").check()
    await expect(tab.page.get_by_role("main")).to_match_aria_snapshot(MONTHLY)
    await tab.press("Sign a form for a recipient")
    await tab.page.get_by_label("Their name").fill("Another Employer")
    await tab.press("Read the form")
    await tab.is_clean("monthly-form-phone")
    await tab.press("Sign exactly this")
    await expect(tab.page.get_by_role("radio", name="Another Employer")).to_be_checked()
    await tab.page.get_by_label("Until which day?").fill(last)
    for label in ("E-mail address of the recipient", "The same address again"):
        await tab.page.get_by_label(label).fill(ADDRESS)
    await tab.says("It goes to:")
    await tab.is_clean("monthly-send-phone")
    await tab.press("Sign for it")
    await tab.says("Passcode, shown this once")
    await tab.says(f"Goes by link as well to {ADDRESS}")
    await tab.is_clean("monthly-passcode-phone")


async def test_a_client_sends_a_link_again_that_nobody_opened(office: Office) -> None:
    """They alone do, never the server by itself; the new link has a passcode of its own."""
    ben, person = await office.letter(1), office.clinic.people[1]
    await send(ben)
    await ben.press("I have noted it")
    await office.clinic.house.pass_time(600)
    latest = (await ask(person, office.clinic, "GET", "/v1/deliveries"))["items"][0]
    await reaches(person, latest["id"], "sent")
    await ben.press("Letters")
    await ben.page.get_by_role("button", name="Open the letter of").first.click()
    await ben.press("Send the link again: Sample Employer, human resources")
    await ben.page.get_by_role("dialog").get_by_label("Password").fill(person.password)
    await ben.press("It is me")
    await ben.says("Passcode, shown this once")
    await ben.is_clean("letter-sent-again-phone")
