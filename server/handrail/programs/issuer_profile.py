"""Who a letter says it is from: neutral by choice, frozen by version, and a warning where it would tell more.

The sender is the message: a neutral sentence under a telling letterhead is a disclosure "by reference to
publicly available information" (42 CFR 2.11, 2.12(a)(1)). So name, address, phone, signer and the host of
the check page are looked at word by word. No list knows every clinic: a profile without a warning may still tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.ids import ProgramId
from handrail.programs.wording import one_line

_HOST = re.compile(
    r"(?=.{1,253}(?::|$))[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*(?::\d{1,5})?"
)
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = 5
MOST_LINES = 5


class Reveals(StrEnum):
    """What a word would tell a reader."""

    MENTAL_HEALTH = "mental_health"
    SUBSTANCE_USE = "substance_use"
    KIND_OF_CARE = "kind_of_care"
    SPECIALTY = "specialty"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TELLING: dict[Reveals, frozenset[str]] = {
    Reveals.MENTAL_HEALTH: _words(
        "anxiety autism behavior behavioral behaviour behavioural bipolar counseling counselling depression dbt cbt "
        "emotional emotion mental mentalhealth mind mindful mindfulness mood ocd psych psychiatric psychiatry "
        "psychological psychology psychotherapy ptsd resilience suicide therapy therapeutic trauma wellbeing"
    ),
    Reveals.SUBSTANCE_USE: _words(
        "addiction addictions alcohol clean detox dependency drug methadone opioid recover recovery rehab "
        "rehabilitation relapse sober sobriety substance sud"
    ),
    Reveals.KIND_OF_CARE: _words(
        "crisis group groups inpatient intensive iop outpatient php program programme programs residential "
        "session sessions"
    ),
    Reveals.SPECIALTY: _words(
        "addictionologist counselor counsellor psychiatrist psychoanalyst psychologist psychotherapist psyd therapist "
        "socialworker"
    ),
}
"""Whole words, folded to lower case."""

_TITLES = _words(
    "CAC CADC CASAC LAC LADC LCADC LCDC LCMHC LCPC LCSW LICSW LISW LMFT LMHC LMSW LPC LPCC LSW MAC MFT NCAC PMHNP "
    "QMHP SUDC SUDP SUDPT"
)
"""Licences that show the specialty, in capitals as they are written after a name."""

_PAIRS = {("social", "worker"): Reveals.SPECIALTY, ("social", "work"): Reveals.SPECIALTY}


@dataclass(frozen=True, slots=True)
class IssuerProfile:
    """One version of who letters come from. A version never changes; letters name the one they used.

    Attributes:
        version: from 1, dense within the program.
        name: as the letterhead shows it.
        address_lines: 1 to 5.
        phone: as printed; what is said when it is answered is up to the program.
        signer_title: a title that does not show the specialty.
        check_host: host name, with a port where it needs one, of the page on which a letter is checked.
        written_at: when this version was made, UTC.
    """

    program: ProgramId
    version: int
    name: str = field(repr=False)
    address_lines: tuple[str, ...] = field(repr=False)
    phone: str = field(repr=False)
    signer_name: str = field(repr=False)
    signer_title: str = field(repr=False)
    check_host: str = field(repr=False)
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Telling:
    """A word in a profile that tells something: where it stands, the word, and what it would tell."""

    at: str
    word: str
    reveals: Reveals


def issuer_profile(
    program: ProgramId,
    version: int,
    *,
    name: str,
    address_lines: tuple[str, ...],
    phone: str,
    signer_name: str,
    signer_title: str,
    check_host: str,
    written_at: datetime,
) -> IssuerProfile:
    """A profile that can be printed.

    Raises:
        Invalid: a line that cannot be printed, no host name, or a signer whose name or title shows the specialty.
    """
    if not 1 <= len(address_lines) <= MOST_LINES:
        raise Invalid(faults=(Fault("/address_lines", f"give 1 to {MOST_LINES} lines"),))
    profile = IssuerProfile(
        program=program,
        version=version,
        name=one_line(name, "/name", most=120),
        address_lines=tuple(
            one_line(line, f"/address_lines/{place}", most=120) for place, line in enumerate(address_lines)
        ),
        phone=one_line(phone, "/phone", most=40),
        signer_name=one_line(signer_name, "/signer_name", most=120),
        signer_title=one_line(signer_title, "/signer_title", most=80),
        check_host=one_line(check_host, "/check_host", most=260).lower(),
        written_at=written_at,
    )
    faults = [
        Fault(one.at, "this shows the specialty; a plain title such as Director of Client Services does not")
        for one in telling(profile)
        if one.at in {"/signer_name", "/signer_title"}
    ]
    if sum(one.isdigit() for one in profile.phone) < _DIGITS:
        faults.append(Fault("/phone", "give a number that can be called"))
    if not _HOST.fullmatch(profile.check_host):
        faults.append(Fault("/check_host", "give a host name only, such as check.example.org"))
    if faults:
        raise Invalid(faults=tuple(dict.fromkeys(faults)))
    return profile


def telling(profile: IssuerProfile) -> tuple[Telling, ...]:
    """Every word in the profile that would tell a reader more than "a provider"; warnings, in reading order."""
    return tuple(
        Telling(at, word, reveals)
        for at, text in _texts(profile)
        for word, reveals in _found(text, at == "/check_host")
    )


def _texts(profile: IssuerProfile) -> Iterator[tuple[str, str]]:
    yield "/name", profile.name
    for place, line in enumerate(profile.address_lines):
        yield f"/address_lines/{place}", line
    yield "/signer_name", profile.signer_name
    yield "/signer_title", profile.signer_title
    yield "/check_host", profile.check_host


def _found(text: str, is_host: bool) -> Iterator[tuple[str, Reveals]]:  # noqa: FBT001 - a private helper, read once
    words = _WORD.findall(text)
    folded = [word.casefold() for word in words]
    for place, (word, low) in enumerate(zip(words, folded, strict=True)):
        pair = _PAIRS.get((low, folded[place + 1])) if place + 1 < len(folded) else None
        kinds = [kind for kind, telling_words in _TELLING.items() if low in telling_words]
        if word in _TITLES:
            kinds = [Reveals.SPECIALTY]
        elif is_host and not kinds:
            kinds = [
                kind for kind, telling_words in _TELLING.items() if any(_inside(one, low) for one in telling_words)
            ]
        if pair is not None:
            kinds = [pair]
        for kind in kinds[:1]:
            yield low, kind


def _inside(telling_word: str, label: str) -> bool:
    """Host names run words together; short words occur in innocent ones by chance."""
    return len(telling_word) >= 5 and telling_word in label  # noqa: PLR2004 - five letters rarely meet by chance
