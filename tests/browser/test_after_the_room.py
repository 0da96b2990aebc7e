"""After the session: why it ended, what was counted and its correction, as a screen reader tells it on 320 pixels."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pyotp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from tests.browser.heard import tells
from tests.browser.house import NARROW, House, Tab, house
from tests.support.skips import needs

from handrail.cli.rehearsal import evening as rehearsed
from handrail.cli.rehearsal.people import Person

pytestmark = [pytest.mark.browser, needs("chromium")]

OVER = """
- heading "The session is over" [level=1]
- paragraph: Thank you for being here.
- article /\\w+day, /:
  - heading /\\w+day, / [level=2]
  - text: Attended
  - paragraph: /\\d+ of \\d+ minutes in the room\\./
  - group: How this was counted
  - 'button /This is not right: \\w+day, /'
- button "To the start"
"""
DISPUTE = """
- article /\\w+day, /:
  - 'form /This is not right: \\w+day, /':
    - textbox "What is not right?"
    - button "Send to staff" [disabled]
    - button "Cancel"
"""
LED = """
- heading "The session is over" [level=1]
- paragraph: Thank you for being here.
- button "Attendance"
- button "To the start"
"""
ENTRIES = """
- button "← Back"
- heading "Attendance" [level=1]
- table:
  - rowgroup:
    - row:
      - columnheader "Who"
      - columnheader "Status"
      - columnheader "Minutes"
      - columnheader "Correct"
  - rowgroup:
    - row:
      - rowheader "Ana A."
      - cell "Attended"
      - cell /\\d+ \\/ \\d+/
      - cell:
        - 'button "Correct: Ana A."'
- form "Correct the entry of Ana A.":
  - heading "Correct the entry of Ana A." [level=2]
  - combobox "Status"
  - spinbutton "Minutes"
  - textbox "Reason, for the person to read"
  - button "Save the correction" [disabled]
  - button "Cancel"
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def evening(browser: Browser) -> AsyncIterator[House]:
    """A program whose evening is held here, and is over."""
    async with house(browser, 1) as one:
        yield one


async def still_here(tab: Tab, person: Person, evening: House) -> None:
    """Nobody touched anything for longer than the limit, and the record asks who is there."""
    dialog = tab.page.get_by_role("dialog")
    await dialog.get_by_label("Password").fill(person.password)
    if person.totp:
        code = pyotp.TOTP(person.totp).at(await evening.server.pass_time(31))
        await dialog.get_by_label("Code from your app").fill(code)
    await tab.press("It is me")


async def held(evening: House) -> tuple[Tab, Tab]:
    """The facilitator and Ana, the session behind them."""
    ana, sol = evening.cast.participants[0], evening.cast.facilitator
    assert sol is not None
    hers, his = await evening.tab(size=NARROW), await evening.tab(size=NARROW)
    await his.sign_in(sol, evening.server)
    await his.press("Open the room")
    await his.says("Nobody is waiting.")
    (session, *_) = await ana.client.sessions()
    await rehearsed.tell_place(ana, session.id)
    await hers.sign_in(ana, evening.server)
    await hers.press("Join")
    await his.press("Let in: Ana A.")
    await hers.heading("The room")
    await evening.server.pass_time(100 * 60)
    await his.press("End the session")
    await his.press("End the session")
    await his.heading("The session is over")
    await hers.heading("The session is over")
    return hers, his


async def test_what_was_counted_is_told_and_can_be_doubted_and_corrected(evening: House) -> None:
    """Each form takes the focus, and whoever leaves it is back at the button they came from."""
    ana, sol = await held(evening)
    assert evening.cast.facilitator is not None
    await still_here(ana, evening.cast.participants[0], evening)
    await tells(ana, OVER)
    doubt = ana.page.get_by_role("button", name="This is not right: ")
    await doubt.click()
    await expect(ana.page.get_by_role("textbox", name="What is not right?")).to_be_focused()
    await tells(ana, DISPUTE)
    await ana.press("Cancel")
    await expect(doubt).to_be_focused()

    await tells(sol, LED)
    await sol.press("Attendance")
    await still_here(sol, evening.cast.facilitator, evening)
    correct = sol.page.get_by_role("button", name="Correct: Ana A.")
    await correct.click()
    await expect(sol.page.get_by_role("heading", name="Correct the entry of Ana A.")).to_be_focused()
    await tells(sol, ENTRIES)
    await sol.is_clean("attendance-correcting-320")
    await sol.press("Cancel")
    await expect(correct).to_be_focused()
    await correct.click()
    await sol.page.get_by_label("Status").select_option(label="Excused")
    await sol.page.get_by_label("Reason, for the person").fill("A call from the clinic.")
    await sol.press("Save the correction")
    await expect(sol.page.get_by_role("status").filter(has_text="Saved.")).to_be_focused()
    await sol.says("Excused · corrected")
