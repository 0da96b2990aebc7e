"""Who runs the program: its facts and letterhead, a group with people and a calendar, invitations, the log."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.browser.house import House
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]


async def test_a_coordinator_runs_the_program(small: House) -> None:
    """A letterhead that tells too much is pointed out; a group is planned and peopled; a link is made."""
    rae = await small.tab()
    await rae.sign_in(small.cast.coordinator, small.server)
    await rae.heading("Program")
    await rae.says("Nothing in this letterhead tells the kind of care.")
    await rae.is_clean("program")
    await rae.page.get_by_label("Office name").fill("Cedar Recovery Center")
    await (
        rae.page.get_by_role("region", name="How attendance")
        .or_(rae.page.locator("form"))
        .nth(1)
        .get_by_role("button", name="Save")
        .click()
    )
    await rae.says("This has to change before letters can be made:")
    await rae.is_clean("program-leak")
    await rae.page.get_by_label("Office name").fill("Cedar Square Associates")
    await rae.page.locator("form").nth(1).get_by_role("button", name="Save").click()
    await rae.says("Nothing in this letterhead tells the kind of care.")

    await rae.press("Groups")
    await rae.press("Plan a group")
    await rae.page.get_by_label("Name").fill("Mornings")
    await rae.is_clean("cohort-new")
    await rae.press("Plan it")
    await rae.heading("Mornings")
    await rae.page.get_by_label("Who to enrol").select_option(label="Ana A.")
    await rae.press("Enrol")
    await rae.says("Enrolled: 1")
    await rae.page.get_by_label("Who should lead").select_option(label="Sol")
    await rae.press("Assign")
    await rae.page.get_by_role("button", name="End the assignment: Sol").wait_for()
    await rae.page.get_by_role("button", name="Cancel the session").first.click()
    await rae.press("Yes, cancel it for everybody")
    await rae.says("Cancelled")
    await rae.is_clean("cohort")

    await rae.press("People")
    await rae.says("Accounts")
    await rae.is_clean("people")
    await rae.page.get_by_label("E-mail").fill("hugo@people.example")
    await rae.page.get_by_label("Legal name").fill("Hugo Sample")
    await rae.page.get_by_label("Name in the room").fill("Hugo")
    await rae.press("Make a link")
    await rae.says("It is shown this once")
    await expect(rae.page.locator("code")).to_contain_text("/enter#")
    await rae.is_clean("people-link")


async def test_a_privacy_officer_sees_whether_the_log_holds(small: House) -> None:
    """And reads one person's accounting, answers what was asked for by right, and records counsel's sign-off."""
    ana = await small.tab()
    await ana.sign_in(small.cast.participants[0], small.server)
    await ana.press("My record")
    await ana.press("Ask for the list")
    await ana.says("To be answered by")
    mina = await small.officer("Mina")
    await mina.says("Yes, every link holds.")
    await mina.says("Nothing waits for an answer.")
    await mina.says("the list of what was told")
    await mina.press("It was given: Ana A Sample")
    await mina.says("Nothing that was asked for by right is open.")
    await mina.page.get_by_label("Find somebody by name").fill("ana")
    await mina.says("1 person")
    await mina.is_clean("log")
    await mina.press("Open the file: Ana A Sample")
    await mina.heading("Client's file")
    await mina.press("Accounting of disclosures")
    await mina.press("Read the accounting")
    await mina.says("Three years, with consent")
    await mina.is_clean("file-accounting")
    async with mina.page.expect_download() as begun:
        await mina.press("Download as PDF")
    assert (await begun.value).suggested_filename == "accounting.pdf"
    await mina.press("← Back")
    await mina.says("Not signed off: letters to others need the notice.")
    await mina.page.get_by_role("radio", name="No", exact=True).check()
    await mina.page.get_by_label("Counsel agreed").check()
    await mina.page.get_by_label("Who signed off").fill("Lu Counsel")
    await mina.press("Save")
    await mina.says("Signed off: letters are sent without the notice.")
    await mina.is_clean("log-neutral-name")
