"""Markdown as plain text for a terminal: headings, lists and tables without a single control character."""

from __future__ import annotations

import io
import shutil

from rich.console import Console
from rich.markdown import Markdown

_WIDEST = 100
"""Columns: longer lines are hard to read."""


def prose(markdown: str) -> str:
    """The text, broken at the width of the terminal."""
    out = io.StringIO()
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    Console(file=out, width=width, color_system=None, force_terminal=False, legacy_windows=False).print(
        Markdown(markdown, hyperlinks=False)
    )
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())
