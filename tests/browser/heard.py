"""What a screen reader's list of buttons has twice: names that do not say which of them is which."""

from __future__ import annotations

import re
from collections import Counter

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
