"""Bodies of letters and checks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from handrail.disclosure.vocabulary import DataElement
from handrail.letters.ask import LetterAsk
from handrail.letters.choices import Language, Level, Use
from handrail.web.model import Model

Item = Literal[
    "leave_amount",
    "return_date",
    "functional_limits",
    "work_restrictions",
    "schedule_need",
    "provider_specialty",
    "program_name",
    "level_of_care",
    "diagnosis_general",
    "diagnosis_specific",
]


class LetterIn(Model):
    """What a client chooses.

    Level 1 says that there was an appointment, level 2 that the client is under care, level 3 what they need, level 4
    what they tick by name. `items` rest on a clinician's statement. `large` sets the letter in 14 points.
    `reader_form` is the id of a signed form for `verification_callback`: without it the letter carries no code.
    """

    use: Literal["work", "school", "other"]
    level: Literal[1, 2, 3, 4]
    first_day: date | None = None
    last_day: date | None = None
    time_of_day: bool = False
    expected_end: bool = False
    items: frozenset[Item] = frozenset()
    language: Literal["en", "es"] = "en"
    large: bool = False
    reader_form: str = ""

    def to_ask(self) -> LetterAsk:
        """The choice, for the use case."""
        return LetterAsk(
            use=Use(self.use),
            level=Level(self.level),
            first_day=self.first_day,
            last_day=self.last_day,
            time_of_day=self.time_of_day,
            expected_end=self.expected_end,
            items=frozenset(DataElement(item) for item in self.items),
            language=Language(self.language),
            large=self.large,
            reader_form=self.reader_form,
        )


class InferenceOut(Model):
    """One thing that a reader could work out, and from what on the page."""

    source: Literal["issuer_name", "address", "phone", "domain", "signer", "time", "dates", "care", "school"]
    says: str


class RevealingOut(Model):
    """One word of the letterhead that keeps letters from being issued: where (JSON Pointer), why, and what to do."""

    at: str
    word: str
    reason: str
    fix: str


class IssuerCheckOut(Model):
    """What in an issuer profile has to change before letters can be issued; `neutral`: nothing."""

    neutral: bool
    blocking: tuple[RevealingOut, ...]


class PreviewOut(Model):
    """What a reader would learn. `page` is the PDF, unsigned, in base64; `blocking` must be empty for a letter."""

    page: str
    says: tuple[str, ...]
    could_infer: tuple[InferenceOut, ...]
    cannot_tell: tuple[str, ...]
    blocking: tuple[RevealingOut, ...]


class ConfirmationOut(Model):
    """One time that a reader was told "confirmed": when (UTC), and roughly from where."""

    at: datetime
    source: str


class LetterOut(Model):
    """A letter as its client sees it. `sha256` is that of the document, in hex."""

    id: str
    number: str
    use: Literal["work", "school", "other"]
    level: Literal[1, 2, 3, 4]
    route: Literal["A"] = "A"
    issued_on: date
    standing: Literal["issued", "replaced", "withdrawn", "expired"]
    sha256: str
    can_be_checked: bool
    scan: Literal["clean"] = "clean"
    confirmations: tuple[ConfirmationOut, ...] = ()


class CheckIn(Model):
    """A reader's question: the code as typed, and the SHA-256 of the file in hex where one was dropped."""

    code: str
    sha256: str | None = None


class CheckOut(Model):
    """The whole answer."""

    answer: Literal["confirmed", "not_confirmed"]
