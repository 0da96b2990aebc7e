"""Which passwords are taken: long enough, not a common one, not the account's own words (A12; 63B §3.1.1.2)."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable

ALONE = 15
"""Characters at least where the password is the only proof."""

WITH_SECOND_FACTOR = 8
"""Characters at least where a second factor is asked as well."""

LONGEST = 1024
"""Characters at most: well over the 64 that must be possible, and a bound on the work of one try."""

_SHORTEST_WORD = 4


def prepared(password: str) -> str:
    """The password as it is hashed: NFC, so that two keyboards that compose differently agree; nothing is trimmed."""
    return unicodedata.normalize("NFC", password)


def faults(
    password: str, *, second_factor: bool, common: Container[str], own_words: Iterable[str] = ()
) -> tuple[str, ...]:
    """What has to be changed before this password is taken; empty when nothing has to.

    Args:
        password: any characters, spaces too; there are no composition rules.
        second_factor: whether a code is asked at each sign-in as well.
        common: common and breached passwords in lower case.
        own_words: the account's name and address, the program's and the product's name.
    """
    chosen = prepared(password)
    found = []
    shortest = WITH_SECOND_FACTOR if second_factor else ALONE
    if len(chosen) < shortest:
        found.append(f"use at least {shortest} characters")
    if len(chosen) > LONGEST:
        found.append(f"use at most {LONGEST} characters")
        return tuple(found)
    folded = chosen.casefold()
    if folded in common or _unit(folded) in common or len(set(folded)) <= 2:  # noqa: PLR2004 - "aaaa…", "abab…"
        found.append("this is a password that many people use; choose another")
    if any(word in folded for word in _words(own_words)):
        found.append("leave out your name, your address and the name of the program")
    return tuple(found)


def _words(own: Iterable[str]) -> set[str]:
    parts = {part for text in own for part in _split(unicodedata.normalize("NFC", text).casefold())}
    return {part for part in parts if len(part) >= _SHORTEST_WORD}


def _split(text: str) -> list[str]:
    return "".join(one if one.isalnum() else " " for one in text).split()


def _unit(text: str) -> str:
    """The shortest text that repeated gives `text`: "passwordpassword" is no better than "password"."""
    return text[: (text + text).index(text, 1)] if text else text
