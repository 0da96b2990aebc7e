"""What in a finished document says more than it may: words of the lexicon and names that must not appear (security E3).

Pure: it is given the places of a document and what stands in each; reading them out of the bytes is `pdf_reading`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """How the text of a place is to be read."""

    PROSE = "prose"  # words for people: the page, alt texts, titles
    LABEL = "label"  # names for machines: links, file and font names, keys; words run together
    DATA = "data"  # readable runs out of binary data, where short words occur by chance
    STRUCTURE = "structure"  # a thing that may not be there at all, whatever it says


@dataclass(frozen=True, slots=True)
class Place:
    """One hiding place and what stands in it. `where` names it for people and holds nothing of the text."""

    where: str
    kind: Kind
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the lexicon.

    Attributes:
        word: how the lexicon writes it.
        expression: regular expression over folded text, or over the text as it is where `exact`.
        holds: letters that any hit contains; looked for first, because that is fast. Empty for patterns.
    """

    word: str
    reason: str
    language: str
    expression: str
    holds: str = ""
    exact: bool = False
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be there.

    Attributes:
        where: the place.
        word: the lexicon's word; for a name that must not appear, `name <n>` with its place in the list given.
        reason: why it must not be there.
    """

    where: str
    word: str
    reason: str


SHORTEST_INSIDE = 5
"""Letters that a word needs to count in the middle of others: shorter ones turn up in names and outlines by chance."""

_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xE0000, 0xE0080)], None)
_DASHES = re.compile("[\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d_]")
_BROKEN = re.compile(r"(?<=[a-z])- ?\n\s*(?=[a-z])")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LETTER_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .·-]){3,}[^\W\d_](?![^\W_])")
_PERCENT = re.compile("(?:%[0-9A-Fa-f]{2})+")
_BETWEEN = r"[\s./\\+&,:;()\-]{1,3}"


def parse_lexicon(toml: str) -> tuple[Term, ...]:
    """The terms of one lexicon file.

    Raises:
        ValueError: a term has no reason, or nothing to find; or an unknown key.
    """
    book = tomllib.loads(toml)
    return tuple(term for entry in book["term"] for term in _terms(entry, book["language"]))


def _terms(entry: dict[str, object], language: str) -> Iterator[Term]:
    if unknown := entry.keys() - {"reason", "find", "exact", "pattern", "unless"}:
        raise ValueError(f"unknown keys in the lexicon: {sorted(unknown)}")
    reason = entry.get("reason")
    lists = {key: _words(entry.get(key, [])) for key in ("find", "exact", "pattern", "unless")}
    if not isinstance(reason, str) or not reason or not (lists["find"] or lists["exact"] or lists["pattern"]):
        raise ValueError("a term of the lexicon needs a reason and something to find")
    for word in lists["find"]:
        first = word.removesuffix("*").split()[0]
        yield Term(word, reason, language, _expression(word), holds=first, unless=lists["unless"])
    for word in lists["exact"]:
        whole = rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])"
        yield Term(word, reason, language, whole, holds=word, exact=True)
    for pattern in lists["pattern"]:
        yield Term(pattern, reason, language, pattern)


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise ValueError("a term of the lexicon lists words")
    return tuple(value)


def _expression(word: str) -> str:
    """Whole words, any break between them; a star at the end takes any further letters."""
    stem = word.removesuffix("*")
    parts = [re.escape(part) for part in stem.split()]
    end = "[a-z]*" if word.endswith("*") else "(?![a-z0-9])"
    return r"(?<![a-z0-9])" + _BETWEEN.join(parts) + end


def fold(text: str) -> str:
    """Text as the lexicon is compared with it: small letters, no accents, nothing invisible, words made whole again."""
    if text.isascii():
        plain = text.lower().replace("_", "-")  # the same, much sooner: most of a document is plain
    else:
        plain = unicodedata.normalize("NFKD", text).translate(_INVISIBLE)
        plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
        plain = _DASHES.sub("-", plain)
    plain = _BROKEN.sub("", plain)
    return re.sub(r"\s+", " ", plain)


def scan(
    places: Iterable[Place], lexicon: Sequence[Term], names: Sequence[str] = (), spare: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """Everything that must not be there, each once a place; empty: clean.

    Args:
        places: where to look.
        lexicon: what to look for.
        names: words that must appear nowhere: program, cohort, facilitators.
        spare: what the decision permits as it stands: the person's own name, the letter's number and code.
    """
    matcher = _Matcher(lexicon, names, spare)
    found = (finding for place in places for finding in matcher.findings(place))
    return tuple(dict.fromkeys(found))


Patterns = list[tuple[Term, re.Pattern[str]]]


@lru_cache(maxsize=4)
def _compiled(lexicon: tuple[Term, ...]) -> tuple[Patterns, Patterns, Patterns]:
    """Patterns for folded text, for text as it is, and for the middle of run-together words."""
    compiled = [(term, re.compile(term.expression)) for term in lexicon]
    inside = [
        (term, re.compile(re.escape(stem)))
        for term in lexicon
        if not term.exact and len(stem := term.word.removesuffix("*")) >= SHORTEST_INSIDE and stem.isalpha()
    ]
    return [one for one in compiled if not one[0].exact], [one for one in compiled if one[0].exact], inside


class _Matcher:
    def __init__(self, lexicon: Sequence[Term], names: Sequence[str], spare: Sequence[str]) -> None:
        self._folded, self._exact, self._inside = _compiled(tuple(lexicon))
        self._names = [
            (f"name {place}", _phrase(name), sum(char.isalnum() for char in name))
            for place, name in enumerate(names, 1)
            if fold(name).strip()
        ]
        # The longest first, so that no spared part leaves a torn word behind.
        self._spare_exact = sorted((one for one in spare if fold(one).strip()), key=len, reverse=True)
        self._spare = [_phrase(one) for one in self._spare_exact]
        self._seen: dict[tuple[Kind, str], tuple[Finding, ...]] = {}

    def findings(self, place: Place) -> Iterator[Finding]:
        """The findings of a place; what was read once (most of a revision is its predecessor's) is not read again."""
        known = self._seen.get((place.kind, place.text))
        if known is None:
            known = self._seen[place.kind, place.text] = tuple(self._read(place))
        for finding in known:
            yield replace(finding, where=place.where)

    def _read(self, place: Place) -> Iterator[Finding]:
        if place.kind is Kind.STRUCTURE:
            yield Finding(place.where, place.text, "a letter holds nothing that acts, loads or is attached")
            return
        raw, folded = self._readings(place)
        yield from self._by_name(place, folded)
        if place.kind is Kind.DATA:
            yield from _by(self._inside, place, folded)
            return
        yield from _by(self._folded, place, folded)
        yield from _by(self._exact, place, raw)
        if place.kind is Kind.LABEL:
            yield from _by(self._inside, place, folded)

    def _readings(self, place: Place) -> tuple[str, str]:
        """The text as it is and folded, both without what is spared."""
        text = place.text
        # First of all: later readings break words, and the end of a number can look like one.
        for spared in self._spare_exact:
            if " " not in spared:
                text = text.replace(spared, " \u00b6 ")
        readings = [text]
        if place.kind is Kind.LABEL:
            text = _PERCENT.sub(_decoded, text)
            readings = [text, _CAMEL.sub(" ", text)]
        if place.kind is not Kind.DATA:
            readings.extend(re.sub(r"[ .·-]", "", spaced.group()) for spaced in _LETTER_SPACED.finditer(text))
        raw = "\n".join(dict.fromkeys(readings))
        folded = " \n ".join(dict.fromkeys(fold(reading) for reading in readings))
        for phrase in self._spare:
            folded = phrase.sub(" \u00b6 ", folded)
        for spared in self._spare_exact:
            raw = raw.replace(spared, " \u00b6 ")
        return raw, folded

    def _by_name(self, place: Place, folded: str) -> Iterator[Finding]:
        for label, phrase, letters in self._names:
            by_chance = place.kind is Kind.DATA and letters < SHORTEST_INSIDE
            if not by_chance and phrase.search(folded):
                yield Finding(place.where, label, "a name that must not appear")


def _decoded(escaped: re.Match[str]) -> str:
    return bytes.fromhex(escaped.group().replace("%", "")).decode("utf-8", errors="replace")


def _by(terms: Patterns, place: Place, text: str) -> Iterator[Finding]:
    for term, pattern in terms:
        if term.holds not in text:
            continue
        rest = text
        for phrase in term.unless:
            rest = rest.replace(phrase, " ")
        if pattern.search(rest):
            yield Finding(place.where, term.word, term.reason)


def _phrase(text: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in re.split(r"[^\w]+", fold(text).strip()) if part]
    return re.compile(r"(?<![^\W_])" + r"[\W_]{0,3}".join(parts) + r"(?![^\W_])")
