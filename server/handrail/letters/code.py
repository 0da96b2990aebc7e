"""Letter numbers and verification codes: how they are made, shown, typed and compared.

Both are random and say nothing: 80 bits for the number that a letter carries (design §9.8), 128 for the code
that a reader checks (security E8). Written in Crockford's base32 (https://www.crockford.com/base32.html),
which leaves out I, L, O and U, so that what a reader takes for one of them still means one thing.
"""

from __future__ import annotations

import unicodedata

from handrail.kernel.ids import Ids

NUMBER_BYTES = 10
NUMBER_LENGTH = 16
CODE_BYTES = 16
CODE_LENGTH = 26
"""Characters of a code: 26 × 5 = 130 bits, so the first holds three bits and is at most 7."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans("OILU", "011V")
_BETWEEN = dict.fromkeys(map(ord, " -_.,:;#\t\r\n\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00a0"), None)
_LONGEST_TYPED = 200
_GROUP = 4


def number(ids: Ids) -> str:
    """A fresh letter number: 16 characters, never a counter, so that nobody can count letters."""
    return _written(ids.secret(NUMBER_BYTES), NUMBER_LENGTH)


def mint(ids: Ids) -> str:
    """A fresh verification code: 26 characters holding 128 random bits. It is kept only as a keyed digest."""
    return _written(ids.secret(CODE_BYTES), CODE_LENGTH)


def shown(text: str) -> str:
    """A number or code in groups of four, to read aloud and to type."""
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def normalise(typed: str) -> str | None:
    """The code that somebody typed, as it was minted, or None where it cannot be one.

    Forgives case, spaces, dashes, full-width letters, and O, I, L, U for 0, 1, 1, V.
    """
    if len(typed) > _LONGEST_TYPED:
        return None
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_BETWEEN).translate(_LOOK_ALIKES)
    if len(plain) != CODE_LENGTH or plain[0] > "7" or any(char not in ALPHABET for char in plain):
        return None
    return plain


def _written(raw: bytes, length: int) -> str:
    value = int.from_bytes(raw, "big")
    return "".join(ALPHABET[(value >> (5 * place)) & 31] for place in reversed(range(length)))
