"""How the text of a place is read before words are looked for in it: folded, decoded, taken apart.

Every reading works on what stands close together, so texts joined by `APART` read as they would one by one: the
scan reads a whole document at once and only looks closer where something turned up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

APART = "\0" * 4
"""Between texts that are read together. No word, break between words or gap in a name reaches across it."""

_GAP = 3
"""How many signs may stand between the parts of a name."""

SPARED = " \u00b6 "
"""Stands where something that may stand was taken out."""


_INVISIBLE = frozenset([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xE0000, 0xE0080)])
_DASHES = re.compile("[\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d_]")
_BROKEN = re.compile(r"(?<=[a-z])- ?\n\s*(?=[a-z])")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LETTER_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .·-]){3,}[^\W\d_](?![^\W_])")
_SPACING = re.compile(r"[ .·-]")
_PERCENT = re.compile("(?:%[0-9A-Fa-f]{2})+")
_NAME_PART = re.compile(r"\w+")


class _Unseen(dict[int, int | None]):
    """Table for `str.translate`: drops what is invisible and what is written over a letter; knows code points only."""

    def __missing__(self, point: int) -> int | None:
        dropped = point in _INVISIBLE or unicodedata.combining(chr(point))
        self[point] = None if dropped else point
        return self[point]


_UNSEEN = _Unseen()


def fold(text: str) -> str:
    """Text as the lexicon is compared with it: small letters, no accents, nothing invisible, words made whole again."""
    if text.isascii():
        plain = text.lower().replace("_", "-")  # the same, much sooner: most of a document is plain
    else:
        plain = _DASHES.sub("-", unicodedata.normalize("NFKD", text).translate(_UNSEEN).casefold())
    if "\n" in plain and "-" in plain:
        plain = _BROKEN.sub("", plain)
    return " ".join(plain.split())


class Phrase:
    """The words of a name, at most three signs between them, as whole words of folded text."""

    def __init__(self, name: str) -> None:
        self._parts = _NAME_PART.findall(fold(name))

    def __bool__(self) -> bool:
        return bool(self._parts)

    def stands_in(self, folded: str) -> bool:
        """Whether the name stands there."""
        return next(self._spans(folded), None) is not None

    def taken_out(self, folded: str) -> str:
        """The text with `SPARED` wherever the name stood."""
        out, end = [], 0
        for start, stop in self._spans(folded):
            out.append(folded[end:start])
            end = stop
        return SPARED.join([*out, folded[end:]])

    def _spans(self, folded: str) -> Iterator[tuple[int, int]]:
        if not self._parts or any(part not in folded for part in self._parts):
            return
        first, start = self._parts[0], folded.find(self._parts[0])
        while start >= 0:
            stop = self._stop(folded, start)
            if stop:
                yield start, stop
            start = folded.find(first, stop or start + 1)

    def _stop(self, folded: str, start: int) -> int:
        """Where the name that begins at `start` ends; 0: none does."""
        if start and folded[start - 1].isalnum():
            return 0
        stop = start
        for number, part in enumerate(self._parts):
            at = folded.find(part, stop, stop + len(part) + (_GAP if number else 0))
            if at < 0 or any(char.isalnum() for char in folded[stop:at]):
                return 0
            stop = at + len(part)
        return 0 if folded[stop : stop + 1].isalnum() else stop


class Reader:
    """Reads texts without what may stand as it is: the person's own name, the letter's number and code."""

    def __init__(self, spare: Sequence[str]) -> None:
        # The longest first, so that no spared part leaves a torn word behind.
        self._exact = sorted((one for one in spare if fold(one).strip() and "\0" not in one), key=len, reverse=True)
        self._phrases = [phrase for one in self._exact if (phrase := Phrase(one))]

    def prose(self, text: str) -> tuple[str, str]:
        """Words for people, as they are and folded, every way of reading them `APART`."""
        text = self._spared(text)
        return self._both(text, *_unspaced(text))

    def label(self, text: str) -> tuple[str, str]:
        """The same of names for machines: escapes decoded, and once more with words run together taken apart."""
        text = _PERCENT.sub(_decoded, self._spared(text))
        return self._both(text, _CAMEL.sub(" ", text), *_unspaced(text))

    def data(self, text: str) -> tuple[str, str]:
        """The same of readable runs out of binary data."""
        return self._both(self._spared(text))

    def _spared(self, text: str) -> str:
        # First of all: later readings break words, and the end of a number can look like one.
        for spared in self._exact:
            if " " not in spared:
                text = text.replace(spared, SPARED)
        return text

    def _both(self, *ways: str) -> tuple[str, str]:
        raw = APART.join(dict.fromkeys(ways))
        folded = fold(raw)
        for phrase in self._phrases:
            folded = phrase.taken_out(folded)
        for spared in self._exact:
            raw = raw.replace(spared, SPARED)
        return raw, folded


def _unspaced(text: str) -> Iterator[str]:
    """W o r d s whose letters stand apart."""
    return (_SPACING.sub("", spaced.group()) for spaced in _LETTER_SPACED.finditer(text))


def _decoded(escaped: re.Match[str]) -> str:
    return bytes.fromhex(escaped.group().replace("%", "")).decode("utf-8", errors="replace")
