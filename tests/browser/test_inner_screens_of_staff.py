"""The screens of staff behind the first ones as a screen reader tells them: the log, a group, a client's file."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.browser.heard import tells, walk
from tests.browser.house import NARROW, House, Tab
from tests.browser.ways import COORDINATOR, FACILITATOR, OFFICER, press, signed_in, whole
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

OF_A_FACILITATOR = {
    "session-attendance": """
- button "← Back"
- heading "Attendance" [level=1]
- paragraph: /A correction stays beside what it corrects/
- paragraph: No entries yet. They are written when the session ends.
""",
    "requests": """
- heading "Letter requests" [level=1]
- article "Ana A Sample, What I need":
  - heading "Ana A Sample" [level=2]
  - text: What I need
  - paragraph: For work · what I cannot do for now
  - paragraph: /Answer due by/
  - 'button "Write the statement: Ana A Sample, What I need"'
  - 'combobox "Reason to decline: Ana A Sample, What I need"'
  - 'button "Decline: Ana A Sample, What I need"'
- region "Forms to fill in":
  - heading "Forms to fill in" [level=2]
  - article "Ana A Sample, Leave certification (FMLA)":
    - heading "Ana A Sample" [level=3]
    - 'button "Completed form (PDF): Ana A Sample, Leave certification (FMLA)"'
    - 'button "Attach: Ana A Sample, Leave certification (FMLA)" [disabled]'
    - 'combobox "Reason to decline: Ana A Sample, Leave certification (FMLA)"'
    - 'button "Decline: Ana A Sample, Leave certification (FMLA)"'
""",
}
OF_A_COORDINATOR = {
    "cohort": """
- button "← Back"
- heading "Evenings" [level=1]
- 'region "Enrolled: 1"':
  - 'heading "Enrolled: 1" [level=2]'
  - list:
    - listitem:
      - text: /Ana A\\. from/
      - 'button "End the enrolment: Ana A."'
  - combobox "Who to enrol"
  - button "Enrol" [disabled]
- region "Facilitators":
  - heading "Facilitators" [level=2]
  - list:
    - listitem:
      - text: Sol lead
      - 'button "End the assignment: Sol"'
  - combobox "Who should lead"
  - button "Assign" [disabled]
- region "Calendar":
  - heading "Calendar" [level=2]
  - list:
    - listitem:
      - 'button /Cancel the session: \\w+day, /'
  - textbox "Plan sessions until"
  - button "Plan"
""",
}
OF_AN_OFFICER = {
    "log": """
- heading "Log" [level=1]
- region "Does the log hold?":
  - heading "Does the log hold?" [level=2]
  - button "Check again"
  - status:
    - strong: Yes, every link holds.
  - term: Linked entries
  - definition
  - term: Waiting to be linked
  - definition
  - term: Newest link, to keep as a checkpoint
  - definition
- region "Wishes that wait":
  - heading "Wishes that wait" [level=2]
  - paragraph: Nothing waits for an answer.
- region "Asked for by right":
  - heading "Asked for by right" [level=2]
  - paragraph: Nothing that was asked for by right is open.
- region "Clients' files":
  - heading "Clients' files" [level=2]
  - searchbox "Find somebody by name"
  - status: /\\d+ (person|people)/
  - list:
    - listitem:
      - 'button "Open the file: Ana A Sample"'
- form "The name on letters":
  - heading "The name on letters" [level=2]
  - status:
    - strong: /Not signed off/
  - group /tell of substance use care/:
    - radio "Yes"
    - radio "No"
    - radio "Nobody has looked" [checked]
  - checkbox /Send letters that need the notice/
  - button "Save"
""",
}
FILE = {
    ("Facts for the rules", "Record the facts"): """
- region "Facts for the rules":
  - heading "Facts for the rules" [level=2]
  - form "What is known":
    - heading "What is known" [level=3]
    - textbox "Lives in"
    - textbox "Day of birth"
    - combobox "A minor who agreed to this care alone"
    - combobox "An emancipated minor"
    - combobox "Cannot decide alone for now"
    - combobox "In custody"
    - group "What has ended":
      - textbox "End of treatment"
      - textbox "End of leave"
      - textbox "End of the school term"
    - textbox "Day of death"
    - button "Save"
    - button "Cancel"
""",
    ("Who may act for the client", "Record somebody"): """
- region "Who may act for the client":
  - heading "Who may act for the client" [level=2]
  - form "Record somebody":
    - heading "Record somebody" [level=3]
    - group "Who is it?":
      - radio "Personal representative" [checked]
      - radio "Parent or guardian of a minor"
    - textbox "Name, as on the paper"
    - textbox "The paper that you saw"
    - checkbox "It covers decisions about health care"
    - checkbox "It holds now, and not only later"
    - button "Record" [disabled]
    - button "Cancel"
""",
    ("Forms", "Record a form on paper"): """
- region "Forms":
  - heading "Forms" [level=2]
  - form "A form on paper":
    - heading "A form on paper" [level=3]
    - group "What is it?":
      - checkbox "HIPAA authorization"
      - checkbox "Part 2 consent"
    - group "Whose form is it?":
      - radio "Ours" [checked]
      - radio /somebody else's own/
    - combobox "Who may learn it?"
    - textbox "Their name"
    - group:
      - strong: What for?
      - text: none ticked
    - group:
      - strong: What may be told?
      - text: none ticked
    - textbox "Date beside the signature"
    - textbox "Day on which you received it"
    - textbox "Its last day"
    - combobox "Or what it ends with"
    - textbox "Care from this day, if named"
    - textbox "Care to this day, if named"
    - combobox "Who signed?"
    - combobox "Who signed as well?"
    - textbox "Who signed as a witness, if anybody"
    - group:
      - strong: What does it say?
      - text: none ticked
    - checkbox "The signer left with a copy"
    - checkbox /depends on signing/
    - button /The paper, scanned/
    - button "Record" [disabled]
    - button "Cancel"
""",
    ("Waiting for a witness", ""): """
- region "Waiting for a witness":
  - heading "Waiting for a witness" [level=2]
  - paragraph: No form waits for a witness.
""",
    ("Asked for by right", "Write down a request"): """
- region "Asked for by right":
  - heading "Asked for by right" [level=2]
  - form "Write down a request":
    - heading "Write down a request" [level=3]
    - group "What do they ask for?":
      - radio "A copy of the record"
      - radio "The list of what was told"
    - group "How did they ask?":
      - radio "On paper"
      - radio "By word"
    - textbox /In their words/
    - button "Write it down" [disabled]
    - button "Cancel"
""",
    ("Accounting of disclosures", "Read the accounting"): """
- region "Accounting of disclosures":
  - heading "Accounting of disclosures" [level=2]
  - button "Download as PDF"
  - button "Download as a table"
  - heading /Six years/ [level=3]
  - heading /Three years/ [level=3]
""",
    ("Kept back for an agency", "Record a suspension"): """
- region "Kept back for an agency":
  - heading "Kept back for an agency" [level=2]
  - paragraph: No agency has asked for it.
  - form "Record a suspension":
    - heading "Record a suspension" [level=3]
    - group "Who asks?":
      - radio "Oversight agency" [checked]
      - radio "Law enforcement"
    - textbox "Name of the agency"
    - textbox /Who spoke for it/
    - group "How did they say so?":
      - radio "On paper"
      - radio "By word"
    - textbox "Day of the statement"
    - textbox "Last day"
    - button "Record" [disabled]
    - button "Cancel"
""",
}
"""Each part of a client's file, what is pressed in it, and what is there then."""

OF_THE_OFFICER = {"Accounting of disclosures", "Kept back for an agency"}


async def opened(tab: Tab, parts: dict[tuple[str, str], str]) -> None:
    """The file with every part of it open, in order."""
    for part, act in parts:
        await press(tab, part)
        await tab.settled()
        if act:
            await press(tab, act)
            await tab.settled()
    await tells(tab, "".join(parts.values()))


def test_no_inner_screen_of_staff_is_forgotten() -> None:
    """Whoever adds a screen behind another says here how it is told."""
    behind = {screen for ways in (FACILITATOR, COORDINATOR, OFFICER) for screen, path in ways.items() if len(path) > 1}
    assert behind <= {*OF_A_FACILITATOR, *OF_A_COORDINATOR, *OF_AN_OFFICER, "file"}


async def test_every_screen_behind_a_facilitators_first_ones_is_told_by_name(full: House) -> None:
    """Attendance, and what waits for a statement."""
    assert full.cast.facilitator is not None
    await walk(await signed_in(full, full.cast.facilitator), FACILITATOR, OF_A_FACILITATOR)


async def test_every_screen_behind_a_coordinators_first_ones_is_told_by_name(full: House) -> None:
    """A group; and a client's file, where the desk has fewer parts than the officer."""
    tab = await signed_in(full, full.cast.coordinator)
    await walk(tab, COORDINATOR, OF_A_COORDINATOR)
    await press(tab, "End the enrolment: Ana A.")
    await expect(tab.page.get_by_role("button", name="Yes, end today")).to_be_focused()
    await press(tab, "Cancel")
    await expect(tab.page.get_by_role("button", name="End the enrolment: Ana A.")).to_be_focused()
    for step in COORDINATOR["file"]:
        await press(tab, step)
    await whole(tab, "file")
    await opened(tab, {at: told for at, told in FILE.items() if at[0] not in OF_THE_OFFICER})
    for part in OF_THE_OFFICER:
        await expect(tab.page.get_by_role("region", name=part)).to_have_count(0)


async def test_the_log_and_every_part_of_a_clients_file_are_told_by_name(full: House) -> None:
    """A privacy officer opens each part, and in each the form for what is recorded there."""
    tab = await full.officer("Ida", size=NARROW)
    await walk(tab, OFFICER, OF_AN_OFFICER)
    for step in OFFICER["file"]:
        await press(tab, step)
    await whole(tab, "file")
    await opened(tab, FILE)
