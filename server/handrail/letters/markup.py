"""Reads every hiding place of pages and calendar entries for `scan` to judge (security E3).

Of a page: the words, with and without a break where a tag stands, comments, what scripts and styles hold, and every
attribute. Of a calendar entry: every line, unfolded (RFC 5545 §3.1), with its escapes taken off (§3.3.11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from handrail.letters.scan import Kind, Place

_SAID = frozenset(
    {"alt", "title", "content", "label", "placeholder", "aria-label", "aria-description", "summary", "value"}
)
"""Attributes that hold words for people; the others name things for machines."""
_ACTS = frozenset({"script", "iframe", "object", "embed", "form", "frame"})
_FOLDED = re.compile(r"\r?\n[ \t]")


def html_places(where: str, text: str) -> Iterator[Place]:
    """Every place of a page."""
    page = _Page()
    page.feed(text)
    page.close()
    yield Place(f"{where}, text", Kind.PROSE, "".join(page.words))
    yield Place(f"{where}, text", Kind.PROSE, " ".join(page.words))
    for tag, name, value in page.attributes:
        yield Place(f"{where}, {name} of {tag}", Kind.PROSE if name in _SAID else Kind.LABEL, value)
    for comment in page.comments:
        yield Place(f"{where}, comment", Kind.PROSE, comment)
    for tag in page.acts:
        yield Place(f"{where}, element", Kind.STRUCTURE, tag)


def calendar_places(where: str, text: str) -> Iterator[Place]:
    """Every line of a calendar entry, as words and as a name."""
    for line in _FOLDED.sub("", text).splitlines():
        head, _, value = line.partition(":")
        name = re.split("[;:]", head)[0].upper()
        says = re.sub(r"\\[nN]", "\n", value)
        yield Place(f"{where}, {name}", Kind.PROSE, re.sub(r"\\(.)", r"\1", says))
        yield Place(f"{where}, {name}", Kind.LABEL, line)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.comments: list[str] = []
        self.acts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.extend((tag, name, value or "") for name, value in attrs)
        if tag in _ACTS:
            self.acts.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_decl(self, decl: str) -> None:
        self.comments.append(decl)

    def handle_pi(self, data: str) -> None:
        self.comments.append(data)

    def unknown_decl(self, data: str) -> None:
        self.comments.append(data)
