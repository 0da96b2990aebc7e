"""That axe finds what it is there for: whoever sees nothing found knows that somebody looked."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser
from tests.browser.axe import findings
from tests.support.skips import needs

pytestmark = [pytest.mark.browser, needs("chromium")]

PAGE = """<!doctype html><html lang="en"><title>Home</title><main><h1>Home</h1>{}</main></html>"""
BROKEN = {
    "color-contrast": '<p style="color: #aaa; background: #fff">Pale words.</p>',
    "label": '<input type="text">',
    "target-size": '<button style="all: unset; width: 9px; height: 9px; overflow: hidden">A</button>' * 2,
    "heading-order": "<h4>Too deep</h4>",
    "autocomplete-valid": '<label>E-mail <input autocomplete="mailbox"></label>',
}
"""A rule of each kind that is asked for, and what breaks it: WCAG 2.0 A and AA, 2.1 and 2.2 AA, and good practice."""


@pytest.mark.parametrize("rule", BROKEN)
async def test_axe_finds_what_breaks_a_rule(browser: Browser, rule: str) -> None:
    page = await browser.new_page()
    await page.set_content(PAGE.format(BROKEN[rule]))
    found = await findings(page)
    await page.close()
    assert [one.partition(":")[0] for one in found] == [rule]


async def test_axe_finds_nothing_where_nothing_is_wrong(browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content(PAGE.format("<p>Words that can be read.</p>"))
    assert await findings(page) == []
    await page.close()
