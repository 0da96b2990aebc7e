"""The screens behind the first ones as a screen reader tells them, on 320 pixels: parts, fields and buttons by name."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.browser.heard import alike, walk
from tests.browser.house import House
from tests.browser.ways import CLIENT, press, signed_in
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

OF_A_CLIENT = {
    "crisis-plan": """
- button "← Back"
- heading "My crisis plan" [level=1]
- paragraph: /Only you can read it here/
- paragraph: /Nothing is written yet/
- button "Write it"
""",
    "letters": """
- heading "Letters" [level=1]
- region "Waiting for an answer":
  - heading "Waiting for an answer" [level=2]
  - list:
    - listitem:
      - 'button /Open the request of .+: For work · What I need/'
- region "Forms that are not letters":
  - heading "Forms that are not letters" [level=2]
  - list:
    - listitem:
      - 'button /Open: Certification under the Family and Medical Leave Act/'
- region "Your letters":
  - heading "Your letters" [level=2]
  - list:
    - listitem:
      - 'button /Open the letter of .+: For work · Under care/'
""",
    "letter-new": """
- button "← Back"
- heading "Ask for a letter" [level=1]
- group "What is it for?":
  - radio "For work" [checked]
  - radio "For school"
  - radio "For something else"
- group "How much should it say?":
  - radio /Appointment only/ [checked]
  - radio /Under care/
  - radio /What I need/
  - radio /By name/
- group:
  - strong: Which days?
  - group "Which days?":
    - radio "One day" [checked]
    - radio "A period"
    - radio /No days/ [disabled]
    - paragraph: There is no attended session yet that a letter could speak of.
    - checkbox "Say morning, afternoon or evening"
- group:
  - strong: How should it look?
  - text: English
- group:
  - strong: May the reader check it with us?
  - text: No check
- button "I was given a form to have filled in"
- region "What the reader would learn":
  - paragraph: Choose a day to see what the letter would say.
""",
    "letter": """
- button "← Back"
- heading "Your letter" [level=1]
- region "For work · Under care":
  - heading "For work · Under care" [level=2]
  - text: Valid
  - paragraph: /Issued/
  - button "Download the PDF"
  - button "Save as plain text"
- region "Sent by the program":
  - heading "Sent by the program" [level=2]
  - button "Have it sent"
- region "Who checked it":
  - heading "Who checked it" [level=2]
  - button "Let somebody check it"
- button "Take the letter back"
""",
    "standing": """
- button "← Back"
- heading "A letter each month" [level=1]
- paragraph: You have signed for no letter each month.
- form "Sign for a letter each month":
  - heading "Sign for a letter each month" [level=2]
  - group "What are the letters for?":
    - radio "For work" [checked]
    - radio "For school"
    - radio "For something else"
  - group "How much do they say?":
    - radio /Appointment only/ [checked]
    - radio /Under care/
  - textbox "Until which day?"
  - button "Sign for it" [disabled]
""",
    "letter-request": """
- button "← Back"
- heading "Your request" [level=1]
- region "For work · What I need":
  - heading "For work · What I need" [level=2]
  - text: waiting
  - paragraph: "To be told: what I cannot do for now"
  - paragraph: /Answer due by/
  - button "Take the request back"
""",
    "paperwork-new": """
- button "← Back"
- heading "A form to have filled in" [level=1]
- group "Which form were you given?":
  - radio /Family and Medical Leave Act/
  - radio /ADA/
  - radio /school's disability office/
  - radio /disability insurer/
""",
    "paperwork": """
- button "← Back"
- heading "Your form" [level=1]
- region /Family and Medical Leave Act/:
  - heading /Family and Medical Leave Act/ [level=2]
  - text: waiting
  - paragraph: /Your clinician has your request/
  - paragraph: /Answer due by/
  - button "Take the request back"
""",
}


def test_no_inner_screen_is_forgotten() -> None:
    """Whoever adds a screen behind another says here how it is told."""
    behind = {screen for screen, path in CLIENT.items() if len(path) > 1}
    assert behind <= OF_A_CLIENT.keys()


def test_names_that_more_than_one_button_has_are_found() -> None:
    """Two of one name, and one of none; but each form has its own button to save it."""
    told = '- button "Open"\n- listitem:\n  - button "Open": Open\n- form "One":\n  - button "Save"\n'
    told += '- form "Two":\n  - button "Save"\n  - textbox\n'
    assert alike(told) == ["button 'Open'", "textbox '' in 'Two'"]


async def test_every_screen_behind_a_clients_first_ones_is_told_by_name(full: House) -> None:
    """Letters, what was asked for, forms: in one visit."""
    await walk(await signed_in(full, full.cast.participants[0]), CLIENT, OF_A_CLIENT)


async def test_what_is_opened_on_a_letter_takes_the_focus_and_gives_it_back(full: House) -> None:
    """Whoever cannot see the page is told what came, and is back where they were when they leave it."""
    tab = await signed_in(full, full.cast.participants[0])
    page = tab.page
    for step in CLIENT["letter"]:
        await press(tab, step)
    await tab.heading("Your letter")
    takes = {
        "Have it sent": page.get_by_role("heading", name="Have this letter sent"),
        "Let somebody check it": page.get_by_role("heading", name="A form to sign"),
        "Take the letter back": page.get_by_role("group").get_by_role("button", name="Take the letter back"),
    }
    for name, wanted in takes.items():
        await tab.press(name)
        await expect(wanted).to_be_focused()
        await tab.press("Cancel")
        await expect(page.get_by_role("button", name=name, exact=True)).to_be_focused()
    await tab.press("Let somebody check it")
    await page.get_by_label("Their name").fill("Sample Employer")
    await tab.press("Read the form")
    await expect(page.get_by_role("region", name="The form as it will stand")).to_be_focused()
