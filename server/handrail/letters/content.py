"""A letter in words: everything that its pages and its plain text show, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from handrail.letters.choices import Language, Level, Use

STANDARD_SIZE = 12
LARGE_SIZE = 14
"""Points of type."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who the letter is from: the neutral face of a program."""

    name: str
    address_lines: tuple[str, ...]
    phone: str
    signer_name: str
    signer_title: str


@dataclass(frozen=True, slots=True)
class Check:
    """How a reader checks the letter; only where the client signed for it.

    Attributes:
        page: address of the neutral page, `https://host/check`.
        code: the code as minted.
    """

    page: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Form:
    """How the client chose to have it.

    Attributes:
        size: of the type, in points.
    """

    level: Level
    use: Use
    language: Language = Language.ENGLISH
    size: int = STANDARD_SIZE


@dataclass(frozen=True, slots=True)
class Points:
    """A sentence that introduces a list, and the list."""

    lead: str
    each: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterContent:
    """Every word of a letter; the template only lays it out.

    Attributes:
        title: heading of the page.
        paragraphs: what is stated.
        points: what is stated as lists.
        named: what the client signed for item by item, of level 4; empty below.
        stated_by: which clinician states it; empty below level 3.
        closing: what the reader should know about the letter itself.
        check_page: address without scheme, as printed; empty: the letter cannot be checked.
        check_code: the code in groups.
        check_link: the address with the code in the fragment, for the QR code.
    """

    number: str
    issued_on: date
    form: Form
    head: Letterhead
    title: str
    paragraphs: tuple[str, ...] = field(repr=False)
    points: tuple[Points, ...] = field(repr=False)
    named: str = field(repr=False)
    stated_by: str = field(repr=False)
    closing: tuple[str, ...] = field(repr=False)
    check_page: str = ""
    check_code: str = field(default="", repr=False)
    check_link: str = field(default="", repr=False)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything that it states, in order, lists told line by line."""
        listed = tuple(line for points in self.points for line in (points.lead, *points.each))
        last = tuple(one for one in (self.named, self.stated_by) if one)
        return (*self.paragraphs, *listed, *last, *self.closing)
