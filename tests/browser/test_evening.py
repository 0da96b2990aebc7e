"""A whole evening in browsers: a facilitator, three participants, and what each of them sees."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.async_api import Locator, expect
from tests.browser.house import DESKTOP, PHONE, House, Tab
from tests.support.skips import needs

from handrail.letters.pdf_reading import places

pytestmark = [pytest.mark.browser, needs("chromium")]


ROOM = """
- main:
  - heading "The room" [level=1]
  - status: Connected
  - list "The parts of this session"
  - heading "You are in" [level=2]
  - complementary "What you can do":
    - button "Raise my hand"
    - button "Step away for a moment"
    - textbox "A note to the facilitators"
    - button "Send" [disabled]
    - group: I need somebody
    - region "Here now"
    - button "Leave the room"
"""
PLACE = """
- main:
  - button "← Back"
  - heading "Where are you today?" [level=1]
  - paragraph: Only so that help can find you if you ever need it. The group never sees this.
  - group "What kind of place is it?":
    - radio "Home" [checked]
    - radio "Work"
    - radio "Parked car"
    - radio "Somewhere else"
  - textbox "Address, or how to find you"
  - textbox "A phone number that reaches you now"
  - group "Can anyone overhear?":
    - radio "I am alone"
    - radio "Others are nearby"
  - button "Save and go to the lobby"
"""
LOBBY = """
- main:
  - heading "The lobby" [level=1]
  - status: Connected
  - status: A facilitator lets you in when the room is ready. You can stay here.
  - list:
    - listitem: Others do not see you yet.
    - listitem: There is no camera and no microphone on this page.
    - listitem: You can pass on every question. Listening is taking part.
  - group: I need somebody
  - button "Leave the room"
"""
LEADS = """
- main:
  - heading "The room" [level=1]
  - status: Connected
  - region "The parts of this session":
    - list:
      - listitem:
        - 'button "Start: Check-in"'
  - region "In the lobby":
    - heading "In the lobby" [level=2]
    - status: 3 waiting
    - list:
      - listitem:
        - 'button /Let in: .+/'
    - button "Let everybody in"
  - region "Here now":
    - list:
      - listitem: Sol (you) facilitator
  - region "Small groups":
    - spinbutton "How many groups"
    - button "Draw up evenly"
  - region "Check-in":
    - 'button "Open: Evening check-in"'
  - region "Notes to you":
    - log "Notes to you"
  - textbox "A word to everybody"
  - button "Tell everybody" [disabled]
  - region "From the facilitators":
    - log "From the facilitators"
  - region "Share a handout":
    - list:
      - listitem:
        - 'button "Share: Getting started when you feel low"'
  - region "The end":
    - button "End the session"
    - button "Leave the room"
"""
LETTER = """
- main:
  - heading "Ask for a letter" [level=1]
  - group "What is it for?"
  - group "How much should it say?":
    - radio /Appointment only/ [checked]
  - group:
    - strong: Which days?
    - text: /\\w+day, \\w+ \\d+/
  - group:
    - strong: How should it look?
    - text: English
  - group:
    - strong: May the reader check it with us?
    - text: No check
  - button "I was given a form to have filled in"
  - region "What the reader would learn":
    - heading "The letter will say" [level=2]
    - paragraph: /This letter confirms that Ana A Sample attended/
    - group: The page as it will look
    - group: The words of the page
    - heading "What a reader could work out" [level=3]
    - list:
      - listitem: /can be looked up/
      - listitem: /The dates are days on which your evening group met/
    - group: What a reader cannot tell
    - button "Make this letter"
    - paragraph: /The letter comes to you/
"""
"""Each screen as a screen reader tells it."""


@dataclass
class Seats:
    """Who sits where: a facilitator at a desk, two on phones, one of them in the dark, one at a desk."""

    home: House
    sol: Tab
    ana: Tab
    ben: Tab
    cleo: Tab


async def join(tab: Tab) -> None:
    """From today to the lobby, by way of the place."""
    await tab.press("Join")
    await tab.heading("Where are you today?")
    await tab.page.get_by_label("Home").check()
    await tab.page.get_by_label("Address, or how to find you").fill("1 Sample Lane, Anytown")
    await tab.page.get_by_label("A phone number that reaches you now").fill("+1 503 555 0111")
    await tab.page.get_by_label("I am alone").check()
    await tab.press("Save and go to the lobby")
    await tab.heading("The lobby")


async def answer(tab: Tab) -> None:
    """Every question once, item by item, and the review."""
    page = tab.page
    await page.get_by_role("radio", name="4", exact=True).check(force=True)
    await tab.press("Next")
    await page.get_by_role("radio", name="2", exact=True).check(force=True)
    await tab.press("Next")
    await page.get_by_label("On and off").check()
    await tab.press("Next")
    await page.get_by_label("Slow breathing").check()
    await page.get_by_label("Grounding").check()
    await tab.press("Next")
    await page.get_by_role("textbox", name="Is there something").fill("Work, and my sister.")
    await tab.press("Next")
    await page.get_by_label("No", exact=True).check()
    await tab.press("Next")
    await page.get_by_label("I prefer not to say").check()
    await tab.press("Next")
    await tab.says("Look over your answers")


async def tab_to(tab: Tab, name: str) -> None:
    """Press Tab until the button of this name has the focus."""
    for _ in range(25):
        await tab.page.keyboard.press("Tab")
        if await tab.page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    pytest.fail(f"{name} cannot be reached by keyboard")


async def answer_by_keyboard(tab: Tab) -> None:
    """The same without a mouse, as somebody who needs somebody tonight."""
    await tab.page.get_by_role("radio", name="0, very low").focus()
    keys = [["ArrowRight"] * 4, ["ArrowRight"] * 2, ["ArrowDown"], ["Space"], [], ["Space"], ["ArrowDown"]]
    for number, presses in enumerate(keys):
        if number:
            await tab.page.keyboard.press("Tab")
        for key in presses:
            await tab.page.keyboard.press(key)
        await tab_to(tab, "Next")
        await tab.page.keyboard.press("Enter")
        if number < len(keys) - 1:
            await tab.says(f"Question {number + 2} of 7")
    await tab.says("Look over your answers")
    await tab_to(tab, "Send to the facilitators")
    await tab.page.keyboard.press("Enter")


def board(tab: Tab) -> Locator:
    return tab.page.get_by_role("region", name="Check-in")


async def seats(home: House) -> Seats:
    """Everybody signs in on a device of their own."""
    assert home.cast.facilitator is not None
    sol = await home.tab()
    await sol.page.goto(home.server.origin)
    await sol.heading("Sign in")
    await sol.is_clean("sign-in")
    all_seats = Seats(home, sol, await home.tab(size=PHONE), await home.tab(), await home.tab(size=PHONE, dark=True))
    await sol.sign_in(home.cast.facilitator, home.server)
    await sol.heading("Tonight")
    for tab, person in zip((all_seats.ana, all_seats.ben, all_seats.cleo), home.cast.participants, strict=True):
        await tab.sign_in(person, home.server)
        await tab.page.get_by_role("heading", level=1, name="Hello").wait_for()
    return all_seats


async def arrive(at: Seats) -> None:
    """The room opens, everybody says where they are, waits, and is let in."""
    await at.sol.is_clean("tonight")
    await at.sol.press("Open the room")
    await at.sol.says("Nobody is waiting.")
    await at.sol.is_clean("lead-empty")
    await at.ana.is_clean("today-phone")
    await at.cleo.is_clean("today-phone-dark")
    await at.ben.is_clean("today")
    await at.ana.press("Join")
    await at.ana.heading("Where are you today?")
    await at.ana.is_clean("place-phone")
    await expect(at.ana.page.get_by_role("main")).to_match_aria_snapshot(PLACE)
    await at.ana.press("← Back")
    for tab in (at.ana, at.ben, at.cleo):
        await join(tab)
    await at.ana.is_clean("lobby-phone")
    await expect(at.ana.page.get_by_role("main")).to_match_aria_snapshot(LOBBY)
    await expect(at.sol.page.get_by_text("3 waiting")).to_be_visible()
    await at.sol.is_clean("lead-lobby")
    await expect(at.sol.page.get_by_role("main")).to_match_aria_snapshot(LEADS)
    await at.sol.press("Let everybody in")
    for tab in (at.ana, at.ben, at.cleo):
        await tab.heading("The room")
    await at.ana.says("Listening is taking part")
    await at.ana.is_clean("room-phone")
    await expect(at.ana.page.get_by_role("main")).to_match_aria_snapshot(ROOM)
    await at.ben.is_clean("room")


async def check_in(at: Seats) -> None:
    """One answers, one needs somebody, one passes; only the facilitator sees any of it."""
    await at.sol.press("Start: Check-in")
    await at.sol.press("Open: Evening check-in")
    await at.ana.says("Question 1 of 7")
    await at.ana.is_clean("checkin-phone")
    await at.cleo.is_clean("checkin-phone-dark")
    await answer(at.ana)
    await at.ana.is_clean("checkin-review-phone")
    await at.ana.press("Send to the facilitators")
    await at.ana.says("Your answers are saved.")
    await answer_by_keyboard(at.ben)
    await at.ben.says("A facilitator has been told")
    await at.ben.is_clean("checkin-alerted")
    await at.cleo.press("Pass this time")
    await at.cleo.says("You passed.")
    await expect(board(at.sol).get_by_text("Everyone has answered or passed.")).to_be_visible()
    await expect(at.sol.page.get_by_text("needs somebody now")).to_be_visible()
    await expect(at.ana.page.get_by_text("needs somebody now")).to_have_count(0)
    await at.sol.is_clean("lead-alert")
    await at.sol.press("I see to it")
    await at.sol.says("sees to it")


async def share_and_talk(at: Seats) -> None:
    """An answer shown to the group, a note to the facilitators alone, a raised hand."""
    await at.ana.page.get_by_text("Share an answer with the group").click()
    await at.ana.press("Share: How is your mood right now?")
    await expect(at.ben.page.get_by_role("region", name="Shared with the group").get_by_text("4 / 10")).to_be_visible()
    await at.ben.page.get_by_label("A note to the facilitators").fill("Can we talk about sleep?")
    await at.ben.press("Send")
    await at.ben.says("Sent and saved.")
    await at.sol.says("Can we talk about sleep?")
    await expect(at.ana.page.get_by_text("Can we talk about sleep?")).to_have_count(0)
    await at.cleo.press("Step away for a moment")
    await expect(at.sol.page.get_by_text("away for a moment", exact=True)).to_be_visible()
    await expect(at.ana.page.get_by_text("away for a moment", exact=True)).to_have_count(0)
    await at.cleo.press("I am back")
    await at.cleo.page.get_by_text("I need somebody").click()
    await at.cleo.press("Tell the facilitators")
    await at.cleo.says("The facilitators have your message.")
    await at.cleo.is_clean("help-asked-phone-dark")
    await expect(at.sol.page.get_by_text("asks for somebody")).to_be_visible()
    await at.sol.press("I see to it")
    await at.cleo.says("Sol sees to you.")
    await at.ana.press("Raise my hand")
    await expect(at.sol.page.get_by_text("hand up")).to_be_visible()


async def learn(at: Seats) -> None:
    """The round closes; a handout goes before everyone."""
    await at.sol.press("Close it")
    await at.sol.says("The group's totals")
    await at.sol.says("Fewer than five people answered, so the group cannot be shown these numbers.")
    await at.sol.press("Start: Learning")
    for tab in (at.sol, at.ana):  # the evening as a line: at the end of the first half hour
        await expect(tab.page.locator("svg[data-at]")).to_have_attribute("data-at", "30")
    await at.sol.press("Share: Grounding: coming back to here and now")
    await at.sol.page.get_by_text("Read it here").click()
    await at.sol.page.get_by_label("Where the group is").select_option("Five senses")
    await at.ana.says("The group is at: Five senses")
    await expect(at.ana.page.get_by_role("heading", name="Five senses")).to_be_in_viewport()
    await at.ana.press("I have it")
    await at.ana.says("You have it")
    await at.sol.says("1 have it")
    await expect(at.sol.page.get_by_label("Where the group is")).to_be_visible()
    await at.ana.is_clean("handout-phone")
    await at.sol.is_clean("lead-evening")
    await at.ben.is_clean("room-evening")


async def in_small_groups(at: Seats) -> None:
    """Ana and Ben in one group, Cleo in the other: each sees their own, the facilitator the one she is in."""
    groups = at.sol.page.get_by_role("region", name="Small groups")
    await groups.get_by_role("button", name="Draw up empty").click()
    await expect(groups.get_by_role("combobox")).to_have_count(3)
    names = sorted(await groups.locator("li label").all_inner_texts())  # Ana, Ben, Cleo
    for name, group in zip(names, ("Group 1", "Group 1", "Group 2"), strict=True):
        await groups.get_by_label(name, exact=True).select_option(group)
        await expect(groups.get_by_role("listitem").filter(has_text=f"{group}:")).to_contain_text(name)
    await at.sol.is_clean("lead-groups-draft")
    await groups.get_by_role("button", name="Begin").click()
    await at.ana.page.get_by_role("heading", name="Your small group: Group 1").wait_for()
    await at.ana.page.get_by_label("A word to your small group").fill("A walk helps me.")
    await at.ana.press("Say it")
    await expect(at.ben.page.get_by_role("log", name="What was said in this group")).to_contain_text("A walk helps me.")
    await at.ana.is_clean("group-phone")
    await groups.get_by_role("button", name="Go there: Group 1").click()
    await expect(at.sol.page.get_by_role("log", name="What was said in this group")).to_contain_text("A walk helps me.")
    await at.ana.says("(facilitator)")
    await at.sol.page.get_by_label("A word to everybody").fill("Two more minutes.")
    await at.sol.press("Tell everybody")
    for tab in (at.ana, at.ben, at.cleo):
        await tab.says("Two more minutes.")
    await at.sol.is_clean("lead-in-a-group")
    await at.cleo.is_clean("group-phone-dark")
    await expect(at.cleo.page.get_by_text("A walk helps me.")).to_have_count(0)
    await groups.get_by_role("button", name="Call everybody back").click()
    await expect(at.ana.page.get_by_text("Your small group")).to_have_count(0)
    await expect(at.ana.page.get_by_text("A walk helps me.")).to_have_count(0)


async def end(at: Seats) -> None:
    """One leaves before the end; the others stay to it, and read what was counted."""
    await at.home.server.pass_time(100 * 60)
    await at.cleo.press("Leave the room")
    await at.cleo.page.get_by_role("group").get_by_role("button", name="Leave the room").click()
    await at.cleo.heading("You have left the room")
    await at.sol.press("End the session")
    await at.sol.page.get_by_role("button", name="End the session").click()
    await at.ana.heading("The session is over")
    # Nobody touched anything for longer than the limit: the room went on, the record asks who is there.
    await at.ana.page.get_by_role("dialog").get_by_label("Password").fill(at.home.cast.participants[0].password)
    await at.ana.is_clean("confirm-phone")
    await at.ana.press("It is me")
    await at.ana.says("minutes in the room")
    await at.ana.is_clean("receipt-phone")


async def letter(at: Seats) -> tuple[str, bytes]:
    """A letter, from the choice through the form and the preview to the file; gives its code and bytes."""
    ana = at.ana
    await ana.press("To the start")
    await ana.press("Letters")
    await ana.says("No letters yet.")
    await ana.is_clean("letters-phone")
    await ana.press("Ask for a letter")
    await ana.says("The letter will say")
    await ana.is_clean("letter-new-phone")
    await expect(ana.page.get_by_role("main")).to_match_aria_snapshot(LETTER)
    await ana.page.locator("summary", has_text="May the reader check it with us?").click()
    await ana.press("Sign a form for a reader")
    await ana.page.get_by_label("Their name").fill("Sample Employer, human resources")
    await ana.press("Read the form")
    await ana.page.get_by_role("region", name="The form as it will stand").wait_for()
    await ana.is_clean("consent-phone")
    await ana.press("Sign exactly this")
    await expect(ana.page.get_by_role("radio", name="Sample Employer")).to_be_checked()
    await ana.page.set_viewport_size(DESKTOP)
    await expect(ana.page.get_by_role("button", name="Make this letter")).to_be_enabled()
    await ana.is_clean("letter-new")
    await ana.page.set_viewport_size(PHONE)
    await ana.press("Make this letter")
    await ana.heading("Your letter")
    async with ana.page.expect_download() as begun:
        await ana.press("Download the PDF")
    download = await begun.value
    assert download.suggested_filename == "letter.pdf"
    pdf = (await download.path()).read_bytes()
    found = [place.text for place in places(pdf) if place.where.endswith("barcode")]
    await ana.is_clean("letter-phone")
    return found[0].rpartition("#")[2], pdf


async def reader_checks(at: Seats, code: str) -> None:
    """A reader learns one word; the client sees that somebody asked, and takes the letter back."""
    reader = await at.home.tab()
    await reader.page.goto(f"{at.home.server.origin}/check#{code}")
    await reader.page.get_by_role("button").first.click()
    await expect(reader.page.get_by_role("status")).to_have_text("Confirmed.")
    await reader.is_clean("check")
    assert await reader.context.cookies() == []
    await at.ana.press("← Back")
    await at.ana.page.get_by_role("button", name="Open the letter").click()
    await at.ana.page.get_by_role("region", name="Who checked it").get_by_role("listitem").wait_for()
    await at.ana.press("Take the letter back")
    await at.ana.page.get_by_role("group").get_by_role("button", name="Take the letter back").click()
    await at.ana.says("Taken back")


async def looks_back(at: Seats) -> None:
    """Attendance, permissions and what left: all of it is there to read."""
    ana = at.ana
    await ana.press("Attendance")
    await ana.heading("Your attendance")
    await ana.page.get_by_role("button", name="This is not right: ").click()
    await ana.page.get_by_label("What is not right?").fill("I was there from the start.")
    await ana.press("Send to staff")
    await ana.says("You said that this is wrong.")
    await ana.is_clean("attendance-phone")
    await ana.press("Permissions")
    await ana.says("Sample Employer, human resources")
    await ana.is_clean("permissions-phone")
    await ana.press("Take it back: Sample Employer, human resources")
    await ana.page.get_by_role("group").get_by_role("button", name="Take it back").click()
    await ana.says("You took this form back.")
    await ana.is_clean("permissions-revoked-phone")
    await ana.press("My record")
    await ana.says("Each answer from 0 to 10")
    await ana.is_clean("record-phone")


async def test_a_whole_evening_by_browser(home: House) -> None:
    """From the lobby to the letter that a reader checks; each sees what is theirs to see and nothing else."""
    at = await seats(home)
    await arrive(at)
    await check_in(at)
    await share_and_talk(at)
    await learn(at)
    await in_small_groups(at)
    await end(at)
    code, _ = await letter(at)
    await reader_checks(at, code)
    await looks_back(at)
