"""The two pages for readers, at every answer and in both languages: accessible, and told to who cannot see them."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Route, expect
from tests.browser.house import NARROW, House, Tab
from tests.browser.line import Line
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

DOCUMENT = base64.b64encode(b"%PDF-1.7 a page").decode()
FAILED = ("This did not work. Please try again later.", "No ha funcionado. Inténtelo más tarde.")
SOON = ("Please wait a minute and try again.", "Espere un minuto e inténtelo de nuevo.")


@dataclass(frozen=True)
class Page:
    """One of the pages: where it is, what is typed, what its button says, and what it waits with."""

    path: str
    field: tuple[str, str]
    act: tuple[str, str]
    waits: tuple[str, str]
    answers: list[tuple[dict[str, Any], tuple[str, str]]]


CHECK = Page(
    "/check#ABCD-EFGH",
    ("Code, as printed on the letter", "Código, como está impreso en la carta"),
    ("Check", "Comprobar"),
    ("Checking…", "Comprobando…"),
    [
        ({"json": {"answer": "confirmed"}}, ("Confirmed.", "Confirmada.")),
        ({"json": {"answer": "not_confirmed"}}, ("Not confirmed.", "No confirmada.")),
        ({"status": 429, "body": ""}, SOON),
        ({"status": 503, "body": ""}, FAILED),
    ],
)
OPEN = Page(
    "/letter#secret",
    ("Passcode", "Clave"),
    ("Open", "Abrir"),
    ("Opening…", "Abriendo…"),
    [
        (
            {"json": {"document": ""}},
            (
                "There is nothing to open with this link and passcode.",
                "No hay nada que abrir con este enlace y esta clave.",
            ),
        ),
        ({"status": 429, "body": ""}, SOON),
        (
            {"json": {"document": DOCUMENT, "name": "letter-1.pdf", "notice": "Not to be passed on."}},
            ("Save letter-1.pdf", "Guardar letter-1.pdf"),
        ),
    ],
)


@pytest.mark.parametrize("tongue", ["en", "es"])
@pytest.mark.parametrize("page", [CHECK, OPEN], ids=["check", "letter"])
async def test_a_page_for_readers_is_accessible_at_every_answer(small: House, page: Page, tongue: str) -> None:
    """Each answer takes the focus, so that it is read out; one that does not come is said as well."""
    at = ["en", "es"].index(tongue)
    tab = await small.tab(size=NARROW)
    await opened(tab, page, at)
    shots = f"reader{page.path.partition('#')[0].replace('/', '-')}-{tongue}"
    await tab.is_clean(shots)
    line = await Line.of(tab.context)
    line.now("held")
    await tab.press(page.act[at])
    await expect(tab.page.get_by_role("status")).to_have_text(page.waits[at])
    await tab.is_clean(f"{shots}-waits")
    line.now("open")
    await expect(tab.page.get_by_role("status")).to_be_focused()
    line.now("cut")
    await answers(tab, page, at, FAILED[at], f"{shots}-cut")
    for number, (answer, says) in enumerate(page.answers):
        await tab.context.route("**/v1/**", replying(answer))
        await answers(tab, page, at, says[at], f"{shots}-{number}")


def replying(answer: dict[str, Any]) -> Callable[[Route], Awaitable[None]]:
    """Answers every request with this."""

    async def reply(route: Route) -> None:
        await route.fulfill(**answer)

    return reply


async def opened(tab: Tab, page: Page, at: int) -> None:
    """The page in this language, with something typed; what stood in the address is gone from it."""
    await tab.page.goto(f"{tab.origin}{page.path}")
    assert "#" not in tab.page.url
    if at:
        await tab.press("Español")
    assert await tab.page.evaluate("document.documentElement.lang") == ["en", "es"][at]
    await tab.page.get_by_label(page.field[at], exact=True).fill("ABCD-EFGH")


async def answers(tab: Tab, page: Page, at: int, says: str, name: str) -> None:
    """Ask once more, and hear this."""
    await tab.press(page.act[at])
    await expect(tab.page.get_by_role("status")).to_contain_text(says)
    await expect(tab.page.get_by_role("status")).to_be_focused()
    await tab.is_clean(name)


async def test_a_page_for_readers_speaks_the_language_of_the_browser(small: House) -> None:
    context = await small.browser.new_context(locale="es-US", viewport=NARROW)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(f"{small.server.origin}/check")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Comprobar una carta")
    assert await page.title() == "Comprobar una carta"
    await context.close()
