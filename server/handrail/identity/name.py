"""Which texts can be a person's name: any script, but nothing invisible that changes how it is read (security E10)."""

from __future__ import annotations

import unicodedata

LONGEST = 200
"""Characters of a name at most, after normalisation."""

MOST_MARKS = 4
"""Combining marks on one letter at most; Vietnamese needs two, vocalised Hebrew three."""

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINERS = frozenset("\u200c\u200d")
"""Zero-width (non-)joiner: Persian and Indic names need them, so they may stand between two letters (UAX #31 §2.3)."""


class NameRefused(ValueError):
    """The text cannot be a name; the message says which kind of character is in the way and repeats nothing."""


def checked(text: str) -> str:
    """`text` as a name: NFC, single spaces, nothing else changed.

    Raises:
        NameRefused: empty, longer than `LONGEST`, or with a character of a kind that names do not have.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split(" ")).strip(" ")
    while "  " in name:
        name = name.replace("  ", " ")
    if not name:
        raise NameRefused("this is needed")
    if len(name) > LONGEST:
        raise NameRefused(f"this is longer than {LONGEST} characters")
    marks = 0
    for place, character in enumerate(name):
        if wrong := _wrong(character):
            raise NameRefused(f"this holds {wrong}")
        if character in _JOINERS and not _between_letters(name, place):
            raise NameRefused("this holds an invisible character")
        marks = marks + 1 if unicodedata.category(character) == "Mn" else 0
        if marks > MOST_MARKS:
            raise NameRefused("this holds too many marks on one letter")
    return name


def _wrong(character: str) -> str:
    category = unicodedata.category(character)
    if character in _BIDI:
        return "a character that turns the direction of text"
    if category == "Cc":
        return "a control character"
    if character in _JOINERS:
        return ""
    if category in {"Cf", "Zl", "Zp"} or _blank(character):
        return "an invisible character"
    if category in {"Co", "Cn", "Cs"}:
        return "a character that has no agreed meaning"
    return ""


def _blank(character: str) -> bool:
    """Looks empty though Unicode counts it as a letter, mark or symbol (UTS #39, default-ignorable)."""
    return (
        character in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800"
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
        or (character != " " and unicodedata.category(character) == "Zs")
    )


def _between_letters(name: str, place: int) -> bool:
    around = name[place - 1 : place] + name[place + 1 : place + 2]
    return len(around) == 2 and all(unicodedata.category(one)[0] in "LM" for one in around)  # noqa: PLR2004 - both sides
