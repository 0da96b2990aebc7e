"""One attempt at a letter: fixed before anything is drawn, compared before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from handrail.disclosure.request import Recipient
from handrail.disclosure.vocabulary import RecipientClass
from handrail.letters.ask import LetterAsk
from handrail.letters.code import CODE_LENGTH, NUMBER_LENGTH, shown
from handrail.letters.content import Check, LetterContent
from handrail.letters.gathered import Gathered
from handrail.letters.issued import Reader
from handrail.letters.letter import Allowed, compose
from handrail.letters.readings import fold
from handrail.letters.scan import Kind, Place, scan

CHECK_PATH = "/check"
NO_NUMBER = "0" * NUMBER_LENGTH
NO_CODE = "0" * CODE_LENGTH
"""Stand in a preview, so that it can be told from a letter: no letter ever has them."""

THE_CLIENT = Recipient(RecipientClass.INDIVIDUAL)


@dataclass(frozen=True, slots=True)
class Draft:
    """What one attempt is made of, besides the facts.

    Attributes:
        issued_on: today in the client's zone.
        zone: that zone (IANA name).
        code: empty where nobody may check the letter.
    """

    ask: LetterAsk
    issued_on: date
    zone: str
    number: str
    code: str = field(repr=False)
    reader: Reader | None = field(repr=False)
    allowed: Allowed

    def compose(self, gathered: Gathered, check_origin: str) -> LetterContent:
        """The letter that these facts make.

        Raises:
            Invalid: the name may not stand in a letter, or nothing true can be said.
        """
        check = Check(check_origin + CHECK_PATH, self.code) if self.reader else None
        form = self.ask.form
        return compose(gathered.facts, self.allowed, form, gathered.head, self.issued_on, self.number, check)

    def spare(self, gathered: Gathered, content: LetterContent) -> tuple[str, ...]:
        """What may stand though it looks like a word of the lexicon: names, number, code, and what level 4 names."""
        number_and_code = (self.number, shown(self.number), self.code, shown(self.code))
        statement = gathered.facts.statement
        clinician = statement.name if statement and content.stated_by else ""
        return tuple(one for one in (gathered.facts.person_name, clinician, content.named, *number_and_code) if one)


def must_not_appear(gathered: Gathered, content: LetterContent) -> tuple[str, ...]:
    """The names to look for: not those that are words of every letter (a cohort called "Evening"), nor the issuer's."""
    own = Place("the letter's own words", Kind.PROSE, " ".join((content.title, *content.sentences)))
    said = {one.word for one in scan([own], (), gathered.names)}
    return tuple(
        name
        for place, name in enumerate(gathered.names, 1)
        if f"name {place}" not in said and fold(name) != fold(gathered.head.name)
    )
