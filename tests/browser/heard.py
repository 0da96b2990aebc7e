"""What a screen reader's list of buttons has twice: names that do not say which of them is which."""

from __future__ import annotations

import re
from collections import Counter

from playwright.async_api import expect
from tests.browser.house import Tab
from tests.browser.ways import Ways, press, whole

CONTROL = re.compile(r"^( *)- '?(form|button|link|textbox|combobox|spinbutton)(?: \"(.*?)\")?(?=[ :'\[]|$)")


def alike(told: str) -> list[str]:
    """The names that more than one control has, in an aria snapshot; a form of its own tells its controls apart."""
    found: Counter[tuple[str, str, str]] = Counter()
    form, depth = "", -1
    for line in told.splitlines():
        indent = len(line) - len(line.lstrip())
        if indent <= depth:
            form, depth = "", -1
        if not (control := CONTROL.match(line)):
            continue
        _, role, name = control.groups()
        if role == "form":
            form, depth = name or "", indent
        else:
            found[form, role, name or ""] += 1
    return sorted(
        f"{role} {name!r}{f' in {form!r}' if form else ''}"
        for (form, role, name), times in found.items()
        if times > 1 or not name
    )


async def tells(tab: Tab, snapshot: str) -> None:
    """The screen is told like this once it is drawn in full, and no two of its controls by one name."""
    await tab.drawn()
    main = tab.page.get_by_role("main")
    await expect(main).to_match_aria_snapshot(snapshot)
    assert alike(await main.aria_snapshot()) == []


async def walk(tab: Tab, ways: Ways, told: dict[str, str]) -> None:
    """Each screen by its buttons, held to what it should tell; its heading has the focus."""
    for screen, snapshot in told.items():
        for step in ways[screen]:
            await press(tab, step)
        await whole(tab, screen)
        await expect(tab.page.get_by_role("heading", level=1)).to_be_focused()
        await tells(tab, snapshot)
