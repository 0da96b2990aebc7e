"""A client's file: what staff record of papers and of what was said, what follows from it, what was asked by right."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect
from tests.browser.house import DESKTOP, PHONE, House, Tab, house
from tests.journeys.post import signed
from tests.support.skips import needs
from tests.web.test_uploads import a_form

pytestmark = [pytest.mark.browser, needs("chromium")]

CLOSED = """
- heading "Client's file" [level=1]
- paragraph: Ana A Sample (Ana A.)
- region "Facts for the rules":
  - heading "Facts for the rules" [level=2]:
    - button "Facts for the rules"
- region "Who may act for the client":
  - heading "Who may act for the client" [level=2]:
    - button "Who may act for the client"
"""
FACTS = """
- region "Facts for the rules":
  - heading "Facts for the rules" [level=2]:
    - button "Facts for the rules" [expanded]
  - status: Saved.
  - term: Lives in
  - definition: CA
  - term: Day of birth
  - definition: Mar 4, 1990
  - term: In custody
  - definition: "No"
  - button "Record them anew"
"""
REPRESENTATIVES = """
- region "Who may act for the client":
  - status: Recorded.
  - article "Otto Sample":
    - heading "Otto Sample" [level=3]
    - paragraph: Personal representative · may decide about health care
    - 'button "End: Otto Sample"'
  - button "Record somebody"
"""
SAID = (
    "who may tell",
    "that it can be taken back, and how",
    "whether anything depends on signing",
    "that whoever is told may tell others",
    "it is in words that the signer can read",
)
"""What a HIPAA authorization has to say."""
FORMS = """
- region "Forms":
  - status: Recorded. Nothing that the law asks of such a form is missing.
  - button "Record a form on paper"
  - article "Cedar Works":
    - heading "Cedar Works" [level=3]
    - 'button "What would it permit today?: Cedar Works"'
    - 'button "Download it: Cedar Works"'
    - 'button "The client takes it back: Cedar Works"'
    - heading "What it would permit today" [level=4]
    - paragraph:
      - strong: Proof for work
    - paragraph: "May be told: my name, from when to when"
"""
WITNESS = """
- region "Waiting for a witness":
  - article "Sample Employer, human resources":
    - heading "Sample Employer, human resources" [level=3]
    - paragraph: Did you see the client sign this form?
    - group "How do you know the client?":
      - radio "I have met them in care"
      - radio "I saw a document with a picture"
    - 'button "I saw it: Sample Employer, human resources" [disabled]'
"""
RIGHTS = """
- region "Asked for by right":
  - status: /Written down\\. To be answered by/
  - button "Write down a request"
  - article /A copy of the record/:
    - heading "A copy of the record" [level=3]
    - paragraph: /Asked by word/
    - paragraph: /To be answered by/
    - paragraph: The last two years, on paper
    - 'button "Answer: A copy of the record"'
    - 'button "Take 30 days more: A copy of the record"'
"""
SUSPENDED = """
- region "Kept back for an agency":
  - status: Recorded.
  - list:
    - listitem:
      - paragraph:
        - strong: Sample Police
      - paragraph: /Law enforcement · Lt. Q. Sample, records · By word/
  - button "Record a suspension"
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def desk(browser: Browser) -> AsyncIterator[House]:
    """A program with one client, for its privacy officers."""
    async with house(browser, 1) as one:
        yield one


async def opened(desk: House, name: str, *, size: dict[str, int] = PHONE) -> Tab:
    """An officer of this name, at Ana's file."""
    tab = await desk.officer(name, size=size)
    await part(tab, "Clients' files").get_by_role("button", name="Open the file: Ana A Sample").click()
    await tab.heading("Client's file")
    return tab


async def ana_lives_in(desk: House, state: str) -> None:
    """As the coordinator records it; nothing else of the facts is known then."""
    await desk.cast.coordinator.confirm(desk.server)
    path = f"/v1/people/{desk.cast.participants[0].id}/client-facts"
    await desk.cast.coordinator.client.http.call("PUT", path, {"state": state})


def part(tab: Tab, title: str) -> Locator:
    return tab.page.get_by_role("region", name=title, exact=True)


async def test_a_file_is_fetched_part_by_part(desk: House) -> None:
    """Whoever opens it looks at nothing yet: each look is written down, and the client reads it."""
    mina = await opened(desk, "Mina")
    await expect(mina.page.get_by_role("main")).to_match_aria_snapshot(CLOSED)
    await mina.is_clean("file-phone")
    ana = await desk.tab()
    await ana.sign_in(desk.cast.participants[0], desk.server)
    await ana.press("My record")
    await ana.says("Nobody so far.")
    await mina.press("Facts for the rules")
    await mina.says("Nothing is recorded yet.")
    await ana.press("Today")
    await ana.press("My record")
    await ana.says("read the facts kept for your forms")


async def test_the_facts_that_the_rules_ask_for_are_recorded(desk: House) -> None:
    """Known, not so, and not known are three things; what cannot be is named at its line."""
    nora = await opened(desk, "Nora")
    facts = part(nora, "Facts for the rules")
    await nora.press("Facts for the rules")
    await nora.press("Record the facts")
    await expect(facts.get_by_role("heading", name="What is known")).to_be_focused()
    await facts.get_by_label("Lives in").fill("ZZ")
    await nora.press("Save")
    await expect(facts.get_by_role("alert")).to_be_visible()
    await facts.get_by_label("Lives in").fill("CA")
    await expect(facts.get_by_label("Care under the Lanterman-Petris-Short Act")).to_be_visible()
    await facts.get_by_label("Day of birth").fill("1990-03-04")
    await facts.get_by_label("In custody").select_option(label="No")
    await nora.is_clean("file-facts-form-phone")
    await nora.press("Save")
    await expect(facts.get_by_role("status").filter(has_text="Saved.")).to_be_focused()
    await expect(nora.page.get_by_role("main")).to_match_aria_snapshot(FACTS)
    await nora.is_clean("file-facts-phone")
    await nora.press("Record them anew")
    await nora.press("Cancel")
    await expect(facts.get_by_role("button", name="Record them anew")).to_be_focused()


async def test_somebody_who_may_act_is_recorded_doubted_and_ended(desk: House) -> None:
    """On a paper that staff saw. Ending it says what follows, and asks why."""
    olga = await opened(desk, "Olga")
    people = part(olga, "Who may act for the client")
    await olga.press("Who may act for the client")
    await olga.says("Nobody is recorded. The client acts alone")
    await olga.press("Record somebody")
    await people.get_by_label("Name, as on the paper").fill("Otto Sample")
    await people.get_by_label("The paper that you saw").fill("Power of attorney for health care of 5 January 2026")
    await people.get_by_label("It covers decisions about health care").check()
    await people.get_by_label("It holds now").check()
    await olga.is_clean("file-representative-form-phone")
    await olga.press("Record")
    await expect(people.get_by_role("status").filter(has_text="Recorded.")).to_be_focused()
    await expect(olga.page.get_by_role("main")).to_match_aria_snapshot(REPRESENTATIVES)
    await olga.press("End: Otto Sample")
    await olga.says("This cannot be undone")
    await expect(people.get_by_role("button", name="End", exact=True)).to_be_disabled()
    await people.get_by_label("Why").fill("The paper was revoked.")
    await olga.is_clean("file-representative-end-phone")
    await olga.press("End")
    await olga.says("The paper was revoked.")
    await olga.is_clean("file-representatives-phone")


async def test_a_form_on_paper_is_recorded_judged_and_taken_back(desk: House) -> None:
    """As it stands, with its scan; asking what it would permit sends nothing, and taking it back stops it at once."""
    await ana_lives_in(desk, "OR")
    pia = await opened(desk, "Pia")
    forms = part(pia, "Forms")
    await pia.press("Forms")
    await pia.says("No form is on file")
    await pia.press("Record a form on paper")
    await expect(forms.get_by_role("heading", name="A form on paper")).to_be_focused()
    await forms.get_by_label("HIPAA authorization", exact=True).check()
    await forms.get_by_label("Their name").fill("Cedar Works")
    await ticks(forms, "What for?", "Proof for work")
    await ticks(forms, "What may be told?", "my name", "from when to when")
    on = desk.begins.date()
    await forms.get_by_label("Date beside the signature").fill((on - timedelta(days=1)).isoformat())
    await forms.get_by_label("Day on which you received it").fill((on - timedelta(days=1)).isoformat())
    await forms.get_by_label("Its last day").fill((on + timedelta(days=90)).isoformat())
    await ticks(forms, "What does it say?", *SAID)
    await forms.get_by_label("The signer left with a copy").check()
    scan = forms.get_by_label("The paper, scanned")
    await scan.set_input_files({"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"MZ not a PDF"})
    await pia.is_clean("file-paper-form-phone")
    await pia.press("Record")
    await pia.says("scan the paper as a PDF")
    await scan.set_input_files({"name": "Ana.pdf", "mimeType": "application/pdf", "buffer": a_form()})
    await pia.press("Record")
    await expect(forms.get_by_role("status").filter(has_text="Nothing that the law asks")).to_be_focused()
    await pia.press("What would it permit today?: Cedar Works")
    await expect(forms.get_by_role("heading", name="What it would permit today")).to_be_focused()
    await expect(pia.page.get_by_role("main")).to_match_aria_snapshot(FORMS)
    await pia.is_clean("file-forms-phone")
    await pia.press("The client takes it back: Cedar Works")
    await pia.says("It stops at once and cannot be put back.")
    await forms.get_by_label("By word").check()
    await pia.is_clean("file-take-back-phone")
    await pia.press("Stop this form")
    await pia.says("You took this form back. From now on nothing is told on it.")
    await expect(forms.get_by_role("button", name="What would it permit today?: Cedar Works")).to_have_count(0)
    await pia.is_clean("file-taken-back-phone")


async def test_a_paper_that_lacks_something_permits_nothing(desk: House) -> None:
    """What is missing is named, and nobody completes it."""
    quin = await opened(desk, "Quin", size=DESKTOP)
    forms = part(quin, "Forms")
    await quin.press("Forms")
    await quin.press("Record a form on paper")
    await forms.get_by_label("Part 2 consent", exact=True).check()
    await forms.get_by_label("An employer's, a school's").check()
    await forms.get_by_label("Their name").fill("Elm School")
    await forms.get_by_label("Day on which you received it").fill((desk.begins.date() - timedelta(days=1)).isoformat())
    await forms.get_by_label("The paper, scanned").set_input_files(
        {"name": "Ana.pdf", "mimeType": "application/pdf", "buffer": a_form()}
    )
    await quin.is_clean("file-paper-form")
    await quin.press("Record")
    await quin.says("so it permits nothing.")
    await quin.says("It does not name the client.")
    await quin.press("What would it permit today?: Elm School")
    await expect(forms.get_by_text("not permitted", exact=True)).to_be_visible()
    await quin.is_clean("file-forms-lacking")


async def test_a_coordinator_attests_to_what_they_saw(desk: House) -> None:
    """Where the law asks for a witness; they find the file under People, and no accounting in it."""
    ana = desk.cast.participants[0]
    await ana_lives_in(desk, "IL")
    await ana.confirm(desk.server)
    last = (desk.begins.date() + timedelta(days=30)).isoformat()
    await signed(ana, ["attendance_proof_work"], ["person_name"], last)
    rae = await desk.tab(size=PHONE)
    await rae.sign_in(desk.cast.coordinator, desk.server)
    await rae.press("People")
    await rae.press("File: Ana A.")
    await rae.heading("Client's file")
    await expect(part(rae, "Accounting of disclosures")).to_have_count(0)
    await rae.press("Waiting for a witness")
    form = rae.page.get_by_role("article", name="Sample Employer")
    await expect(rae.page.get_by_role("main")).to_match_aria_snapshot(WITNESS)
    await expect(form.get_by_role("button")).to_be_disabled()
    await form.get_by_label("I have met them in care").check()
    await rae.is_clean("file-witness-phone")
    await form.get_by_role("button").click()
    await rae.says("Written down with your name.")
    await expect(form).to_have_count(0)


async def test_a_request_on_paper_or_by_word_is_written_down_extended_and_denied(desk: House) -> None:
    """What is kept back has a ground from the law and a reason; the client reads both at once."""
    rosa = await opened(desk, "Rosa")
    rights = part(rosa, "Asked for by right")
    await rosa.press("Asked for by right")
    await rosa.says("The client has asked for nothing.")
    await asked(rosa, "A copy of the record", "The last two years, on paper")
    await expect(rosa.page.get_by_role("main")).to_match_aria_snapshot(RIGHTS)
    await rosa.is_clean("file-rights-phone")
    await rosa.press("Take 30 days more: A copy of the record")
    await rights.get_by_label("Why it takes longer").fill("The older part is in an archive.")
    await rosa.press("Take 30 days")
    await rosa.says("The older part is in an archive.")
    await rosa.press("Answer: A copy of the record")
    await rights.get_by_label("Nothing was given").check()
    await expect(rights.get_by_role("button", name="Write down the answer")).to_be_disabled()
    await rights.get_by_label("The ground").select_option(label="put together for a case in court")
    await rights.get_by_label("Why it is kept").fill("It was put together for your case.")
    await rosa.is_clean("file-right-answer-phone")
    await rosa.press("Write down the answer")
    await rosa.says("It was put together for your case.")
    await expect(rights.get_by_text("answered", exact=True)).to_be_visible()
    await rosa.is_clean("file-right-answered-phone")


async def test_a_further_list_within_a_year_may_cost_something(desk: House) -> None:
    """The first is free; a charge is told, and waits for the client."""
    sara = await opened(desk, "Sara", size=DESKTOP)
    rights = part(sara, "Asked for by right")
    await sara.press("Asked for by right")
    await asked(sara, "The list of what was told", "")
    await sara.press("Answer: The list of what was told")
    await rights.get_by_label("All of it was given").check()
    await sara.press("Write down the answer")
    await expect(rights.get_by_role("button", name="Answer: The list of what was told")).to_have_count(0)
    await asked(sara, "The list of what was told", "")
    await sara.press("Tell what it costs: The list of what was told")
    await rights.get_by_label("Dollars").fill("12.50")
    await sara.is_clean("file-right-fee")
    await sara.press("Tell the client")
    await sara.says("$12.50")
    await sara.says("The client has been told")
    await sara.is_clean("file-right-fee-told")
    ana = await desk.tab()
    await ana.sign_in(desk.cast.participants[0], desk.server)
    await ana.press("My record")
    await ana.says("This one would cost $12.50.")


async def test_an_accounting_is_kept_back_for_an_agency(desk: House) -> None:
    """Said by word it holds for 30 days at most, and the form says so."""
    tess = await opened(desk, "Tess")
    kept = part(tess, "Kept back for an agency")
    await tess.press("Kept back for an agency")
    await tess.says("No agency has asked for it.")
    await tess.press("Record a suspension")
    await kept.get_by_label("Law enforcement").check()
    await kept.get_by_label("Name of the agency").fill("Sample Police")
    await kept.get_by_label("Who spoke for it").fill("Lt. Q. Sample, records")
    await kept.get_by_label("By word").check()
    said = desk.begins.date() - timedelta(days=1)
    await kept.get_by_label("Day of the statement").fill(said.isoformat())
    await kept.get_by_label("Last day").fill((said + timedelta(days=40)).isoformat())
    await tess.says("By word it holds for 30 days at most.")
    await tess.press("Record")
    await tess.says("by word it is 30 days after the statement at the latest")
    await tess.is_clean("file-suspension-form-phone")
    await kept.get_by_label("Last day").fill((said + timedelta(days=20)).isoformat())
    await tess.press("Record")
    await expect(kept.get_by_role("status").filter(has_text="Recorded.")).to_be_focused()
    await expect(tess.page.get_by_role("main")).to_match_aria_snapshot(SUSPENDED)
    await tess.is_clean("file-suspended-phone")


async def asked(tab: Tab, what: str, wants: str) -> None:
    """Write down that Ana asked for this by word."""
    rights = part(tab, "Asked for by right")
    await tab.press("Write down a request")
    await rights.get_by_label(what, exact=True).check()
    await rights.get_by_label("By word").check()
    await rights.get_by_label("In their words").fill(wants)
    await tab.press("Write it down")
    await expect(rights.get_by_role("status").filter(has_text="Written down.")).to_be_focused()


async def ticks(forms: Locator, list_: str, *wanted: str) -> None:
    """Open one of the folded lists and tick in it."""
    await forms.locator("summary").filter(has_text=list_).click()
    for one in wanted:
        await forms.get_by_role("group", name=list_).get_by_label(one, exact=True).check()
