"""What axe finds on a page: WCAG 2.2 AA and what is known to serve people, contrast and size of targets among it."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

OPTIONS: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
"""Named tag by tag: left to itself, axe passes over WCAG 2.2, and so over how large targets are."""

RUN = """async (options) => (await axe.run(document, options)).violations
  .map((one) => `${one.id}: ${JSON.stringify(one.nodes.map((node) => node.target))}`)"""
SCRIPT = Axe().axe_script


async def findings(page: Page) -> list[str]:
    """Each rule that is broken, and where. The script is put into a page once: screens change, the page stays."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(SCRIPT)
    found: list[str] = await page.evaluate(RUN, OPTIONS)
    return found
