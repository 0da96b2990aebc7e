"""What the reader of a letter would learn: what it says, what could be worked out from it, what it cannot tell.

Generated from the letter itself, for its client to read before anything is issued (traps 2, 3, 6 and 21). Each
sentence is there because of something on the page, so a letter that says less gets fewer of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from handrail.disclosure.vocabulary import DataElement
from handrail.letters.choices import Level, PartOfDay, Use
from handrail.letters.content import LetterContent
from handrail.letters.draft import Draft
from handrail.letters.gathered import Gathered
from handrail.letters.letter import CARRIES, stated_days

LONG = 14
"""Days between the first and the last date from which on they look like a course of care."""


class Source(StrEnum):
    """What a reader could work it out from."""

    ISSUER_NAME = "issuer_name"
    ADDRESS = "address"
    PHONE = "phone"
    DOMAIN = "domain"
    SIGNER = "signer"
    TIME = "time"
    DATES = "dates"
    CARE = "care"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class Inference:
    """One thing that a reader could work out, and from what."""

    source: Source
    says: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Learned:
    """What a reader would learn, in sentences for the client."""

    says: tuple[str, ...] = field(repr=False)
    could_infer: tuple[Inference, ...] = field(repr=False)
    cannot_tell: tuple[str, ...]


def learned(draft: Draft, gathered: Gathered, content: LetterContent) -> Learned:
    """What this letter would tell its reader."""
    return Learned(
        says=content.sentences,
        could_infer=(*_sender(content), *_dates(draft, gathered), *_setting(draft)),
        cannot_tell=_silent(draft.ask.level),
    )


def _sender(content: LetterContent) -> tuple[Inference, ...]:
    head = content.head
    found = [
        Inference(
            Source.ISSUER_NAME,
            f"{head.name} can be looked up. Where a web page, a directory or a public register says what kind of care "
            "it gives, the letter says so too.",
        )
    ]
    if head.address_lines:
        found.append(Inference(Source.ADDRESS, "The address can be looked up, and so can who else is found there."))
    if head.phone:
        found.append(
            Inference(
                Source.PHONE,
                "The phone number can be looked up or called. Whoever answers gives no information about you, but "
                "a greeting can tell what the office does.",
            )
        )
    found.append(
        Inference(
            Source.SIGNER,
            f"{head.signer_name} can be looked up. A public register of licences may show a profession.",
        )
    )
    if content.check_page:
        found.append(
            Inference(
                Source.DOMAIN,
                f"The letter names the page {content.check_page}. Who runs a domain can often be looked up. The page "
                "itself answers only confirmed or not confirmed, and you see each confirmation.",
            )
        )
    return tuple(found)


def _dates(draft: Draft, gathered: Gathered) -> tuple[Inference, ...]:
    days = stated_days(gathered.facts, draft.allowed, draft.ask.level)
    if not days:
        return ()
    first, last = days[0], days[-1]
    timed = DataElement.TIME_WINDOW in draft.allowed.fields & CARRIES[draft.ask.level]
    found = []
    if timed and {day.part for day in days} == {PartOfDay.EVENING}:
        found.append(
            Inference(
                Source.TIME,
                "Appointments that are all in the evening are unusual for most kinds of care. A letter without the "
                "time of day says less.",
            )
        )
    if (last.on - first.on).days >= LONG:
        found.append(
            Inference(
                Source.DATES,
                "A period of several weeks shows a course of care, not a single visit. Several letters over shorter "
                "periods, laid side by side, show the same.",
            )
        )
    meets = "evening" if first.part is PartOfDay.EVENING else "group"
    found.append(
        Inference(
            Source.DATES,
            f"The dates are days on which your {meets} group met. Somebody who knows its timetable could match them.",
        )
    )
    return tuple(found)


def _setting(draft: Draft) -> tuple[Inference, ...]:
    found = []
    if draft.ask.level >= Level.UNDER_CARE:
        found.append(
            Inference(
                Source.CARE,
                "That you are under care, and until about when where the letter says so, lets a reader think of a "
                "condition that lasts.",
            )
        )
    if draft.ask.use is Use.SCHOOL:
        found.append(
            Inference(
                Source.SCHOOL,
                "At a school the letter becomes part of your education record. Parents of minors and of dependent "
                "students may read it (34 CFR 99.10).",
            )
        )
    return tuple(found)


def _silent(level: Level) -> tuple[str, ...]:
    return (
        "the kind of care, a diagnosis or a specialty",
        "how often you came, for how many hours, or on which days you were not there",
        "who else was there, or who led",
        "anything you said, wrote or answered",
        *(() if level >= Level.UNDER_CARE else ("whether you are still in care",)),
    )
