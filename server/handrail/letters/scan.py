"""What in a finished document says more than it may: words of the lexicon and names that must not appear (security E3).

Pure: it is given the places of a document and what stands in each; reading them out of the bytes is `pdf_reading`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from handrail.letters.lexicon import SHORTEST_INSIDE, Sought, Term, compiled
from handrail.letters.readings import APART, Phrase, Reader


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
    every = tuple(dict.fromkeys(places))
    matcher = _Matcher(lexicon, names, spare)
    suspects = matcher.suspects(every)
    return tuple(dict.fromkeys(finding for place in every for finding in matcher.findings(place, suspects)))


@dataclass(frozen=True, slots=True)
class _Name:
    label: str
    phrase: Phrase = field(repr=False)
    letters: int

    def stands_in(self, kind: Kind, folded: str) -> bool:
        by_chance = kind is Kind.DATA and self.letters < SHORTEST_INSIDE
        return not by_chance and self.phrase.stands_in(folded)


@dataclass(frozen=True, slots=True)
class _Suspects:
    """What may be found somewhere in a document: all of a term's kind, each for the kinds of places it counts in."""

    names: tuple[_Name, ...] = ()
    folded: tuple[Sought, ...] = ()
    exact: tuple[Sought, ...] = ()
    inside: tuple[Sought, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names or self.folded or self.exact or self.inside)


class _Matcher:
    """Reads all of a document at once for what may be in it, and each place only for that."""

    def __init__(self, lexicon: Sequence[Term], names: Sequence[str], spare: Sequence[str]) -> None:
        self._lexicon = compiled(tuple(lexicon))
        self._names = [
            _Name(f"name {place}", phrase, sum(char.isalnum() for char in name))
            for place, name in enumerate(names, 1)
            if (phrase := Phrase(name))
        ]
        reader = Reader(spare)
        self._read = {Kind.PROSE: reader.prose, Kind.LABEL: reader.label, Kind.DATA: reader.data}

    def suspects(self, places: Sequence[Place]) -> dict[Kind, _Suspects]:
        """By kind of place, all that some place of that kind holds, and nothing that none does."""
        return {kind: self._among(kind, {one.text for one in places if one.kind is kind}) for kind in self._read}

    def _among(self, kind: Kind, texts: AbstractSet[str]) -> _Suspects:
        # What is plain is folded much sooner, so the rest is read by itself.
        plain = [one for one in texts if one.isascii()]
        both = [self._read[kind](APART.join(some)) for some in (plain, texts - {*plain}) if some]
        raw, folded = (APART.join(one) for one in zip(*both, strict=True)) if both else ("", "")
        return _Suspects(
            names=tuple(one for one in self._names if one.stands_in(kind, folded)),
            folded=() if kind is Kind.DATA else self._lexicon.among_words(folded),
            exact=() if kind is Kind.DATA else self._lexicon.as_written(raw),
            inside=() if kind is Kind.PROSE else self._lexicon.inside(folded),
        )

    def findings(self, place: Place, suspects: Mapping[Kind, _Suspects]) -> Iterator[Finding]:
        """The findings of one place."""
        if place.kind is Kind.STRUCTURE:
            yield Finding(place.where, place.text, "a letter holds nothing that acts, loads or is attached")
            return
        if not (among := suspects[place.kind]):
            return
        raw, folded = self._read[place.kind](place.text)
        for name in among.names:
            if name.stands_in(place.kind, folded):
                yield Finding(place.where, name.label, "a name that must not appear")
        stand = (
            *(one.term for one in among.folded if one.stands_in(folded)),
            *(one.term for one in among.exact if one.stands_in(raw)),
            *(one.term for one in among.inside if one.stands_inside(folded)),
        )
        for term in stand:
            yield Finding(place.where, term.word, term.reason)
