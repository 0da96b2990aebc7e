"""The reader's page in a real browser, under the policy it is served with."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, async_playwright, expect
from tests.letters.test_http import ASKED, House, house
from tests.support.skips import found, needs

from handrail.letters.code import shown
from handrail.letters.send_due import LINK_PATH

__all__ = ["house"]
pytestmark = [pytest.mark.browser, needs("chromium")]


class Visit:
    """One visit to the page, and everything it asked for or complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))


async def visited(address: str, act: Any, language: str = "en-US") -> Visit:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found("chromium"), args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 360, "height": 640}, locale=language)
        visit = Visit(page)
        await page.goto(address)
        await act(page)
        await browser.close()
    return visit


async def test_a_code_in_the_address_is_taken_out_of_it_and_confirmed_with_the_file(house: House, tmp_path: Path):
    issued = await house.json("POST", "/v1/letters", ASKED)
    _, _, pdf = await house("GET", f"/v1/letters/{issued['id']}/document")
    (tmp_path / "letter.pdf").write_bytes(pdf)
    (code,) = house.world.letters.codes

    async def act(page: Page) -> None:
        assert page.url == f"{house.base}/check"
        await page.click("summary")
        await page.set_input_files("#file", tmp_path / "letter.pdf")
        await page.click("button")
        await expect(page.locator("#answer")).to_have_text("Confirmed.")
        assert (await Axe().run(page)).violations_count == 0
        assert await page.context.cookies() == []
        assert await page.evaluate("localStorage.length + sessionStorage.length") == 0
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    visit = await visited(f"{house.base}/check#{code}", act)
    assert visit.complaints == []
    assert {url.removeprefix(house.base) for url in visit.asked} == {
        "/check",
        "/check.css",
        "/check.js",
        "/words.js",
        "/v1/checks",
    }
    assert house.world.letters.tried[-1].confirmed
    assert sha256(pdf).hexdigest() == issued["sha256"]


async def test_a_typed_code_with_another_file_is_not_confirmed(house: House, tmp_path: Path):
    await house.json("POST", "/v1/letters", ASKED)
    (tmp_path / "letter.pdf").write_bytes(b"%PDF another")
    (code,) = house.world.letters.codes

    async def act(page: Page) -> None:
        await page.fill("#code", shown(code).lower())
        await page.click("summary")
        await page.set_input_files("#file", tmp_path / "letter.pdf")
        await page.keyboard.press("Tab")
        await page.press("#code", "Enter")
        await expect(page.locator("#answer")).to_have_text("Not confirmed.")
        assert await page.evaluate("document.activeElement.id") == "answer"

    assert (await visited(f"{house.base}/check", act)).complaints == []


async def test_a_reader_who_reads_spanish_is_answered_in_spanish(house: House):
    """By the language of their browser, which nobody is told; and a button turns it back."""
    await house.json("POST", "/v1/letters", ASKED)

    async def act(page: Page) -> None:
        await expect(page.get_by_role("heading", name="Comprobar una carta")).to_be_visible()
        assert await page.title() == "Comprobar una carta"
        await page.get_by_label("Código, como está impreso en la carta").fill("AAAA-BBBB-CCCC")
        await page.get_by_role("button", name="Comprobar", exact=True).click()
        await expect(page.locator("#answer")).to_have_text("No confirmada.")
        assert (await Axe().run(page)).violations_count == 0
        assert await page.evaluate("document.documentElement.lang") == "es"
        await page.get_by_role("button", name="English").click()
        await expect(page.get_by_role("heading", name="Check a letter")).to_be_visible()

    assert (await visited(f"{house.base}/check", act, "es-US")).complaints == []


async def test_no_word_of_the_pages_is_left_in_english(house: House):
    """The check page and the page that opens a document, for somebody who reads Spanish alone."""

    async def act(page: Page) -> None:
        left = "[...document.querySelectorAll('[data-words]')].filter((one) => one.textContent === one.dataset.words)"
        assert await page.evaluate(f"{left}.map((one) => one.textContent)") == []
        texts = await page.locator("main :not(script):not(noscript):not(noscript *)").evaluate_all(
            "all => all.filter(one => !one.children.length && !('words' in one.dataset) && one.textContent.trim())"
            ".map(one => one.id)"
        )
        assert texts == ["other"]

    for path in ("/check", LINK_PATH):
        await visited(f"{house.base}{path}", act, "es-MX")
