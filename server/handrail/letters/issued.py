"""An issued letter as it is kept: what it was made for, what it rests on, and where it stands on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from ipaddress import ip_address, ip_network

from handrail.disclosure.request import Recipient
from handrail.disclosure.vocabulary import DataElement, Purpose
from handrail.kernel.ids import DecisionId, LetterId, PersonId, ProgramId, SessionId
from handrail.letters.ask import LetterAsk
from handrail.letters.choices import Level, Use
from handrail.letters.standing import Standing, Step, after, move


@dataclass(frozen=True, slots=True)
class Reader:
    """Who may check a letter: the recipient that the client's form names.

    Attributes:
        consent: id of the form.
        until: last day of the form in the client's zone; None: it names no day.
    """

    consent: str
    recipient: Recipient
    until: date | None


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. It never changes; what happens to it is appended.

    Attributes:
        number: as it stands in the letter.
        issued_on: the day of issue in the client's zone.
        digest: SHA-256 of the document, in hex.
        decision: the record of the decision that released it.
        issuer: version of the program's issuer profile that it used.
        sessions: sessions whose attendance it states.
        reader: who may check it; None: nobody, it carries no code.
        told: the data elements that it speaks of.
        days: the days that it was asked to speak of, inclusive.
        purpose: what it is for, as the rules call it.
        zone: the client's zone at issue (IANA name).
        asked: what its client chose, so that a new one can be offered where this one is replaced.
        replaces: id of the replaced letter whose place it takes; empty: none.
        steps: what happened since, oldest first.
    """

    id: LetterId
    person: PersonId
    program: ProgramId
    number: str
    level: Level
    use: Use
    issued_on: date
    issued_at: datetime
    zone: str
    digest: str
    decision: DecisionId
    issuer: int
    sessions: frozenset[SessionId] = field(repr=False)
    reader: Reader | None = field(default=None, repr=False)
    told: frozenset[DataElement] = field(default=frozenset(), repr=False)
    days: tuple[date, date] | None = field(default=None, repr=False)
    purpose: Purpose = Purpose.INDIVIDUAL_ACCESS
    asked: LetterAsk | None = field(default=None, repr=False)
    replaces: str = ""
    steps: tuple[Step, ...] = ()

    def standing(self, today: date) -> Standing:
        """Where it stands on `today`, a date in its zone: a letter that readers check expires with the form."""
        standing = after(self.steps)
        if standing is Standing.ISSUED and self.reader and self.reader.until and today > self.reader.until:
            return move(standing, Step.EXPIRE)
        return standing


def taken_by(replaced: LetterId, every: Iterable[Letter]) -> Letter | None:
    """The letter that took the place of this one, if one did."""
    return next((one for one in every if one.replaces == replaced), None)


@dataclass(frozen=True, slots=True)
class Checked:
    """One try to check a letter.

    Attributes:
        letter: the letter that the code belongs to, or empty.
        source: where it came from, coarsely.
    """

    id: str
    letter: str
    at: datetime
    confirmed: bool
    source: str


def coarse(address: str) -> str:
    """An internet address without the part that points at one connection: /16 of IPv4, /32 of IPv6."""
    try:
        version = ip_address(address).version
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{16 if version == 4 else 32}", strict=False))  # noqa: PLR2004 - IP versions


def confirmed(checks: Iterable[Checked]) -> tuple[Checked, ...]:
    """The tries that a reader got "confirmed" for, newest first."""
    return tuple(sorted((one for one in checks if one.confirmed), key=lambda one: one.at, reverse=True))
