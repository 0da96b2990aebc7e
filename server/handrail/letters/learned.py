"""What the reader of a letter would learn: what it says, what could be worked out from it, what it cannot tell.

Generated from the letter itself, for its client to read before anything is issued (traps 2, 3, 6 and 21). Each
sentence is there because of something on the page, so a letter that says less gets fewer of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from handrail.disclosure.vocabulary import DataElement
from handrail.letters.choices import Language, Level, PartOfDay, Use
from handrail.letters.content import LetterContent
from handrail.letters.draft import Draft
from handrail.letters.gathered import Gathered
from handrail.letters.learned_said import SAYINGS, Sayings
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


def learned(draft: Draft, gathered: Gathered, content: LetterContent, language: Language = Language.ENGLISH) -> Learned:
    """What this letter would tell its reader, said to the client in `language`."""
    say = SAYINGS[language]
    return Learned(
        says=content.sentences,
        could_infer=(*_sender(content, say), *_dates(draft, gathered, say), *_setting(draft, say)),
        cannot_tell=_silent(draft.ask.level, say),
    )


def _sender(content: LetterContent, say: Sayings) -> tuple[Inference, ...]:
    head = content.head
    found = [Inference(Source.ISSUER_NAME, say.issuer_name.format(name=head.name))]
    if head.address_lines:
        found.append(Inference(Source.ADDRESS, say.address))
    if head.phone:
        found.append(Inference(Source.PHONE, say.phone))
    found.append(Inference(Source.SIGNER, say.signer.format(name=head.signer_name)))
    if content.check_page:
        found.append(Inference(Source.DOMAIN, say.domain.format(page=content.check_page)))
    return tuple(found)


def _dates(draft: Draft, gathered: Gathered, say: Sayings) -> tuple[Inference, ...]:
    days = stated_days(gathered.facts, draft.allowed, draft.ask.level)
    if not days:
        return ()
    first, last = days[0], days[-1]
    timed = DataElement.TIME_WINDOW in draft.allowed.fields & CARRIES[draft.ask.level]
    found = []
    if timed and {day.part for day in days} == {PartOfDay.EVENING}:
        found.append(Inference(Source.TIME, say.evening))
    if (last.on - first.on).days >= LONG:
        found.append(Inference(Source.DATES, say.period))
    meets = say.evening_group if first.part is PartOfDay.EVENING else say.group
    found.append(Inference(Source.DATES, meets))
    return tuple(found)


def _setting(draft: Draft, say: Sayings) -> tuple[Inference, ...]:
    found = []
    if draft.ask.level >= Level.UNDER_CARE:
        found.append(Inference(Source.CARE, say.care))
    if draft.ask.use is Use.SCHOOL:
        found.append(Inference(Source.SCHOOL, say.school))
    return tuple(found)


def _silent(level: Level, say: Sayings) -> tuple[str, ...]:
    """What stays unsaid; a letter that names the care is not said to keep it."""
    return (
        *((say.not_the_kind,) if level < Level.NAMED else ()),
        say.not_how_often,
        say.not_who_else,
        say.not_what_you_said,
        *(() if level >= Level.UNDER_CARE else (say.not_whether_still,)),
    )
