"""Bodies of forms that are not letters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Base64Bytes, Field

from handrail.web.model import Model

Kind = Literal["fmla", "ada", "school_disability", "short_term_disability"]
State = Literal["waiting", "attached", "declined", "cancelled"]


class PaperworkKindOut(Model):
    """A form that is not a letter: what a letter is not, what the completed form usually reveals, and the law."""

    kind: Kind
    title: str
    is_not: str
    reveals: str
    then: str
    cites: tuple[str, ...]


class PaperworkKindsOut(Model):
    """Every kind, and what holds for all of them."""

    kinds: tuple[PaperworkKindOut, ...]
    always: str


class PaperworkIn(Model):
    """A form to be completed. `understood`: its client has read what such a form usually reveals."""

    kind: Kind
    needed_by: date | None = None
    understood: bool = False


class PaperworkFormOut(Model):
    """A completed form. `sha256` is that of its bytes, in hex."""

    id: str
    attached_at: datetime
    pages: int
    sha256: str


class PaperworkOut(Model):
    """A request as its client sees it; `forms` newest first, `answer` why none comes."""

    id: str
    kind: Kind
    title: str
    state: State
    needed_by: date | None
    asked_at: datetime
    due_at: datetime
    answer: str = Field(repr=False)
    forms: tuple[PaperworkFormOut, ...]


class WaitingPaperworkOut(Model):
    """A request as clinicians see it."""

    id: str
    kind: Kind
    name: str
    needed_by: date | None
    asked_at: datetime
    due_at: datetime


class PaperworkFormIn(Model):
    """A completed form as a PDF, in base64. It has no name: the server gives it one that tells nothing."""

    document: Annotated[Base64Bytes, Field(repr=False)]


class PaperworkDeclineIn(Model):
    """Why no form comes."""

    reason: Literal["needs_blank", "needs_visit", "cannot_state", "letter_enough"] = Field(repr=False)
