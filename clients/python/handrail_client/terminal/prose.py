"""Markdown as plain text for a terminal: the marks go, the words, lists and tables stay."""

from __future__ import annotations

import re

_HEADING = re.compile(r"^#{1,6}\s+")
_TABLE_RULE = re.compile(r"^\|?[\s:|-]+\|?$")
_LINK = re.compile(r"\[([^\]]+)\]\((?:mailto:|tel:)?([^)\s]+)\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_]+?)(?<=\S)\1(?![\w*])")


def prose(markdown: str) -> str:
    """The text of one handout."""
    lines = [_line(line) for line in markdown.strip().split("\n")]
    return "\n".join(line for line in lines if line is not None)


def _line(line: str) -> str | None:
    if "|" in line and _TABLE_RULE.match(line):
        return None
    if line.startswith("|"):
        line = "  ".join(cell.strip() or "____" for cell in line.strip().strip("|").split("|"))
    heading = _HEADING.match(line)
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", _LINK.sub(r"\1 (\2)", _HEADING.sub("", line))))
    return text.upper() if heading else text
