"""The app's own words in both languages: what a name is in Spanish, and what stayed English on a Spanish screen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from playwright.async_api import Page

MESSAGES = Path(__file__).parents[2] / "clients/web/src/messages"
PLACEHOLDER = re.compile(r"\{\w+\}")
LITTLE = re.compile(r"(?<!\S)(the|of|and|are|is|was|what|with|without)(?!\S)", re.IGNORECASE)
"""Words that few English sentences do without, and no Spanish one has."""

SHOWN = """() => {
  const said = ['aria-label', 'title', 'placeholder', 'alt'];
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node instanceof Element ? node : node.parentElement;
    if (element.closest('noscript')) continue;
    // A part that says that it is in another language is right to be (WCAG 3.1.2).
    if (element.closest('[lang]').lang !== document.documentElement.lang) continue;
    if (node instanceof Text) found.push(node.data);
    else for (const name of said) found.push(element.getAttribute(name) ?? '');
  }
  return found.map((one) => one.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""
"""Everything that is there to read or to hear, folded parts too."""


def in_spanish(name: str) -> list[str]:
    """What a button of this English name is called: more than one where screens translate it each for itself.

    A name that ends open is the beginning of a message, up to what is filled in, or a whole one with a colon.
    """
    colon = ": " if name.endswith(": ") else ""
    english = name.removesuffix(colon)
    found = {_opening(spanish) + colon for one, spanish in _pairs() if _opening(one) == english}
    assert found, f"no message is {name!r}"
    return sorted(found)


async def english_on(page: Page) -> list[str]:
    """What stands in English on a Spanish page: a message of more than one word, or a sentence of the server."""
    assert await page.evaluate("document.documentElement.lang") == "es"
    shown = await page.evaluate(SHOWN)
    return [one for one in shown if LITTLE.search(one) or any(message.search(one) for message in _telling())]


def _pairs() -> Iterator[tuple[str, str]]:
    for file in sorted((MESSAGES / "en").glob("*.json")):
        spanish = _messages(MESSAGES / "es" / file.name)
        for key, english in _messages(file).items():
            yield english, spanish[key]


@cache
def _messages(file: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(file.read_text("utf-8"))
    return found


@cache
def _telling() -> list[re.Pattern[str]]:
    return [
        re.compile(r"(?<!\w)" + ".+".join(map(re.escape, PLACEHOLDER.split(english))) + r"(?!\w)")
        for english, spanish in _pairs()
        if english != spanish and len(re.findall(r"\w+", PLACEHOLDER.sub(" ", english))) > 1
    ]


def _opening(message: str) -> str:
    return PLACEHOLDER.split(message, maxsplit=1)[0]
