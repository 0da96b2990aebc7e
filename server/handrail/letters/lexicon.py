"""Words that would tell a reader more than a letter may, and which of them stand in a text.

Asked about a whole document at once: nearly all words are not there, and that is told from its set of words, or from
one look, without an expression for each.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache


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


SHORTEST_INSIDE = 5
"""Letters that a word needs to count in the middle of others: shorter ones turn up in names and outlines by chance."""

_BETWEEN = r"[\s./\\+&,:;()\-]{1,3}"
_WORDS = re.compile(r"[a-z0-9]+")
_RUNS = re.compile(rf"[^\W\d_]{{{SHORTEST_INSIDE},}}")
_AT_A_START = "(?<![a-z0-9])"


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
    return _AT_A_START + _BETWEEN.join(parts) + end


@dataclass(frozen=True, slots=True)
class Sought:
    """A term with what finds it.

    Attributes:
        whole: words that stand in any text it is found in; `stem`: and what one more of them begins with.
        inside: letters that count in the middle of others as well; empty: none do.
    """

    term: Term
    pattern: re.Pattern[str]
    whole: frozenset[str] = frozenset()
    stem: str = ""
    inside: str = ""

    def may_stand_among(self, words: AbstractSet[str], in_order: Sequence[str]) -> bool:
        """False only if the term cannot be in a text of these words, none of its `unless` among them."""
        if not self.whole <= words:
            return False
        at = bisect_left(in_order, self.stem)
        return not self.stem or (at < len(in_order) and in_order[at].startswith(self.stem))

    def stands_in(self, text: str) -> bool:
        """Whether the term is in the text."""
        return self.term.holds in text and self.pattern.search(self._without_unless(text)) is not None

    def stands_inside(self, text: str) -> bool:
        """Whether its letters are, be it in the middle of others."""
        return self.inside in text and self.inside in self._without_unless(text)

    def _without_unless(self, text: str) -> str:
        for phrase in self.term.unless:
            text = text.replace(phrase, " ")
        return text


def _compile(term: Term) -> Sought:
    pattern = re.compile(term.expression)
    stem = term.word.removesuffix("*")
    if term.exact or not term.holds:
        return Sought(term, pattern)
    inside = stem if len(stem) >= SHORTEST_INSIDE and stem.isalpha() else ""
    parts = stem.split()
    if not all(_WORDS.fullmatch(part) for part in parts):
        return Sought(term, pattern, inside=inside)
    last = parts.pop() if term.word.endswith("*") else ""
    return Sought(term, pattern, frozenset(parts), last, inside)


class Lexicon:
    """The terms by the kind of text that they are looked for in."""

    def __init__(self, lexicon: Sequence[Term]) -> None:
        terms = [_compile(term) for term in lexicon]
        self._exact = tuple(one for one in terms if one.term.exact)
        self._inside = tuple(one for one in terms if one.inside)
        self._words = tuple(one for one in terms if one.term.holds and not one.term.exact)
        patterns = tuple(one for one in terms if not one.term.holds)
        starts = [one for one in patterns if one.term.expression.startswith(_AT_A_START)]
        self._unless = frozenset(phrase for one in self._words for phrase in one.term.unless)
        self._order = {one.term: place for place, one in enumerate(terms)}
        self._other_patterns = tuple(one for one in patterns if one not in starts)
        self._patterns = tuple(starts)
        # Together they are looked for once; which of them it was is asked only where there is one.
        each = (f"(?:{one.term.expression.removeprefix(_AT_A_START)})" for one in starts)
        self._any_pattern = re.compile(f"{_AT_A_START}(?:{'|'.join(each)})") if starts else None

    def among_words(self, folded: str) -> tuple[Sought, ...]:
        """Those that stand in folded text."""
        words = {*_WORDS.findall(folded)}
        in_order = sorted(words)
        harmless = {phrase for phrase in self._unless if phrase in folded}
        may = [
            one
            for one in self._words
            if not harmless.isdisjoint(one.term.unless) or one.may_stand_among(words, in_order)
        ]
        may.extend(self._other_patterns)
        if self._any_pattern and self._any_pattern.search(folded):
            may.extend(self._patterns)
        return tuple(sorted((one for one in may if one.stands_in(folded)), key=lambda one: self._order[one.term]))

    def as_written(self, raw: str) -> tuple[Sought, ...]:
        """Those that stand in a text in exactly this case."""
        return tuple(one for one in self._exact if one.stands_in(raw))

    def inside(self, folded: str) -> tuple[Sought, ...]:
        """Those whose letters stand in folded text, be it in the middle of others."""
        runs = "\0".join(_RUNS.findall(folded))
        return tuple(one for one in self._inside if one.inside in runs and one.stands_inside(folded))


@lru_cache(maxsize=4)
def compiled(lexicon: tuple[Term, ...]) -> Lexicon:
    """The lexicon, ready to be looked for."""
    return Lexicon(lexicon)
