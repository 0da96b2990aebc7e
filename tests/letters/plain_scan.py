"""The leak scan said as plainly as can be: each place by itself, each term by its own expression. `scan` must agree."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from handrail.letters.lexicon import SHORTEST_INSIDE, Term
from handrail.letters.scan import Finding, Kind, Place

_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xE0000, 0xE0080)])


def plain_scan(places: Iterable[Place], lexicon: Sequence[Term], names: Sequence[str] = (), spare: Sequence[str] = ()):
    return tuple(dict.fromkeys(finding for place in places for finding in _place(place, lexicon, names, spare)))


def _place(place: Place, lexicon: Sequence[Term], names: Sequence[str], spare: Sequence[str]):
    if place.kind is Kind.STRUCTURE:
        yield Finding(place.where, place.text, "a letter holds nothing that acts, loads or is attached")
        return
    raws, folds = _ways(place, sorted((one for one in spare if _fold(one).strip()), key=len, reverse=True))
    data = place.kind is Kind.DATA
    for number, name in enumerate(names, 1):
        short = sum(char.isalnum() for char in name) < SHORTEST_INSIDE
        if _phrase(name) and not (data and short) and any(_phrase(name).search(one) for one in folds):
            yield Finding(place.where, f"name {number}", "a name that must not appear")
    hits = [] if data else [one for one in lexicon if not one.exact and _in(one, one.expression, folds)]
    hits += [] if data else [one for one in lexicon if one.exact and _in(one, one.expression, raws)]
    hits += [] if place.kind is Kind.PROSE else [one for one in lexicon if _inside(one, folds)]
    for term in hits:
        yield Finding(place.where, term.word, term.reason)


def _ways(place: Place, spare: Sequence[str]):
    text = place.text
    for one in spare:
        if " " not in one:
            text = text.replace(one, " \u00b6 ")
    ways = [text]
    if place.kind is Kind.LABEL:
        text = re.sub(
            "(?:%[0-9A-Fa-f]{2})+", lambda hit: bytes.fromhex(hit[0].replace("%", "")).decode(errors="replace"), text
        )
        ways = [text, re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)]
    if place.kind is not Kind.DATA:
        spaced = re.findall(r"(?<![^\W_])(?:[^\W\d_][ .·-]){3,}[^\W\d_](?![^\W_])", text)
        ways += [re.sub(r"[ .·-]", "", one) for one in spaced]
    return [_without(way, spare) for way in ways], [_spared(_fold(way), spare) for way in ways]


def _without(text: str, spare: Sequence[str]):
    for one in spare:
        text = text.replace(one, " \u00b6 ")
    return text


def _spared(folded: str, spare: Sequence[str]):
    for one in spare:
        if phrase := _phrase(one):
            folded = phrase.sub(" \u00b6 ", folded)
    return folded


def _fold(text: str):
    plain = unicodedata.normalize("NFKD", text).translate(_INVISIBLE)
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    plain = re.sub("[\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d_]", "-", plain)
    return re.sub(r"\s+", " ", re.sub(r"(?<=[a-z])- ?\n\s*(?=[a-z])", "", plain))


def _phrase(name: str):
    parts = [re.escape(part) for part in re.split(r"[^\w]+", _fold(name).strip()) if part]
    return re.compile(r"(?<![^\W_])" + r"[\W_]{0,3}".join(parts) + r"(?![^\W_])") if parts else None


def _in(term: Term, expression: str, ways: Iterable[str]):
    for way in ways:
        rest = way
        for phrase in term.unless:
            rest = rest.replace(phrase, " ")
        if re.search(expression, rest):
            return True
    return False


def _inside(term: Term, folds: Iterable[str]):
    stem = term.word.removesuffix("*")
    counts = not term.exact and len(stem) >= SHORTEST_INSIDE and stem.isalpha()
    return counts and _in(term, re.escape(stem), folds)
