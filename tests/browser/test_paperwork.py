"""Forms that are not letters: read about, asked for, attached by a clinician, fetched by the client alone."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.browser.heard import tells
from tests.browser.house import PHONE, House
from tests.support.skips import needs
from tests.web.test_uploads import SECRET, a_form

pytestmark = [pytest.mark.browser, needs("chromium")]

READ = """
- heading "A form to have filled in" [level=1]
- group "Which form were you given?":
  - radio /Family and Medical Leave Act/ [checked]
- heading "What a letter from here is not" [level=2]
- heading "What this form usually reveals" [level=2]
- paragraph: /The type of practice alone usually shows/
- heading "What happens then" [level=2]
- group: The law for this
- textbox "When do you have to hand it in?"
- checkbox "I have read what this form usually reveals" [checked]
- button "Ask my clinician to fill it in"
- button "I need a letter instead"
"""
ATTACHED = """
- button "← Back"
- heading "Your form" [level=1]
- region /Family and Medical Leave Act/:
  - text: ready
  - button "Download the form (PDF)"
  - paragraph: /Attached .+ page/
  - paragraph: /Read it before you hand it on/
"""
"""Before the form is asked for and when it is there, as a screen reader tells it."""


async def test_a_leave_form_comes_back_to_whoever_asked_for_it(small: House) -> None:
    """The client reads what it reveals before asking, the clinician attaches it, and a neutral file comes back."""
    assert small.cast.facilitator is not None
    sol_id, program = small.cast.facilitator.id, small.cast.program
    await small.cast.coordinator.confirm(small.server)
    await small.cast.coordinator.client.http.call(
        "PUT", f"/v1/programs/{program}/clinicians/{sol_id}", {"credential": "licensed_professional"}
    )
    sol, ana = await small.tab(), await small.tab(size=PHONE)

    await ana.sign_in(small.cast.participants[0], small.server)
    await ana.press("Letters")
    await ana.press("I was given a form to have filled in")
    await ana.page.get_by_role("radio", name="Family and Medical Leave").check()
    await ana.says("The type of practice alone usually shows")
    await expect(ana.page.get_by_role("button", name="Ask my clinician to fill it in")).to_be_disabled()
    await ana.page.get_by_label("I have read what this form usually reveals").check()
    await ana.is_clean("paperwork-new-phone")
    await tells(ana, READ)
    await ana.press("Ask my clinician to fill it in")
    await ana.says("Your clinician has your request.")
    await ana.is_clean("paperwork-waiting-phone")

    await sol.sign_in(small.cast.facilitator, small.server)
    await sol.press("Letter requests")
    upload = sol.page.get_by_label("Completed form (PDF)")
    await upload.set_input_files({"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"MZ not a PDF"})
    await sol.press("Attach: Ana A Sample, Leave certification (FMLA)")
    await sol.says("Attach a PDF.")
    await upload.set_input_files({"name": "Ana FMLA.pdf", "mimeType": "application/pdf", "buffer": a_form()})
    await sol.is_clean("paperwork-queue")
    await sol.press("Attach: Ana A Sample, Leave certification (FMLA)")
    await sol.says("Attached. The client can fetch it now.")

    await ana.press("Today")
    await ana.says("A form that you asked for is ready.")
    await ana.is_clean("today-news-phone")
    await ana.press("Open: A form that you asked for is ready.")
    async with ana.page.expect_download() as begun:
        await ana.press("Download the form (PDF)")
    download = await begun.value
    assert download.suggested_filename == "form.pdf"
    assert SECRET.encode() not in (await download.path()).read_bytes()
    await ana.is_clean("paperwork-phone")
    await tells(ana, ATTACHED)
