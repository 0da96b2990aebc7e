"""A slip: the code that lets a reader check a letter, asked for after issue, on a page of its own (design §9.8).

The letter itself never changes. A slip names no person: it says which letter it belongs to and how to check it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from handrail.kernel.ids import LetterId, PersonId
from handrail.letters.choices import Language
from handrail.letters.code import shown
from handrail.letters.content import Check, Form, LetterContent, Letterhead
from handrail.letters.issued import Letter, Reader
from handrail.letters.letter import check_fields
from handrail.letters.phrases import PHRASES, in_words


@dataclass(frozen=True, slots=True)
class SlipAsk:
    """What the client chose: the form that names the reader, an earlier end, and the language of the page."""

    reader_form: str
    until: date | None = None
    language: Language = Language.ENGLISH


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip.

    Attributes:
        issued_on: in the client's zone.
        reader: who may check with its code, and until when.
        digest: SHA-256 of the page, in hex.
        ended: whether the client switched its code off.
    """

    id: str
    letter: LetterId
    person: PersonId
    issued_on: date
    reader: Reader = field(repr=False)
    digest: str
    ended: bool = False

    def live(self, today: date) -> bool:
        """Whether its code may still confirm."""
        return not self.ended and not (self.reader.until and today > self.reader.until)


@dataclass(frozen=True, slots=True)
class Coded:
    """The letter that a code belongs to, and the reader that the code is for; None: the code is switched off."""

    letter: Letter
    reader: Reader | None = field(repr=False)


def until_at_most(reader: Reader, until: date | None) -> Reader:
    """The reader with an earlier end, where the client chose one."""
    ends = [day for day in (reader.until, until) if day]
    return replace(reader, until=min(ends, default=None))


def compose_slip(letter: Letter, form: Form, head: Letterhead, issued_on: date, check: Check) -> LetterContent:
    """The page of a slip, under the letter's number."""
    say = PHRASES[form.language]
    day = in_words(letter.issued_on, form.language)
    return LetterContent(
        number=letter.number,
        issued_on=issued_on,
        form=form,
        head=head,
        title=say.slip_title,
        paragraphs=(say.slip.format(number=shown(letter.number), day=day),),
        points=(),
        named="",
        stated_by="",
        closing=(say.slip_silent,),
        **check_fields(check),
    )
