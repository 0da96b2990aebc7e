"""Who saw what of somebody's: the part of the audit log that is about them, told to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from handrail.audit.entry import Entry, Tag
from handrail.kernel.ids import PersonId, SessionId


class What(StrEnum):
    """What was looked at, as its person calls it."""

    ROOM = "room"
    ANSWERS = "answers"
    ATTENDANCE = "attendance"
    PLACE = "place"
    ALERT = "alert"
    FACTS = "facts"
    ACCOUNTING = "accounting"
    FORMS = "forms"


OF_A_SESSION = {
    str(Tag.ROOM_JOINED): What.ROOM,
    str(Tag.RESPONSE_READ): What.ANSWERS,
    str(Tag.ATTENDANCE_READ): What.ATTENDANCE,
    str(Tag.ALERT_READ): What.ALERT,
}
"""Reads of a whole session: one entry speaks of everybody who has something in it. Who leads sees answers come in."""

OF_A_PERSON = {
    str(Tag.CLIENT_FACTS_READ): What.FACTS,
    str(Tag.ACCOUNTING_READ): What.ACCOUNTING,
    str(Tag.ACCOUNTING_EXPORTED): What.ACCOUNTING,
    str(Tag.CONSENT_READ): What.FORMS,
}


@dataclass(frozen=True, slots=True)
class Has:
    """In which sessions somebody has something to be seen."""

    answered: frozenset[SessionId]
    attendance: frozenset[SessionId]
    alerts: frozenset[SessionId]

    def something(self, what: What, session: str) -> bool:
        return session in {What.ATTENDANCE: self.attendance, What.ALERT: self.alerts}.get(what, self.answered)

    @property
    def sessions(self) -> frozenset[SessionId]:
        return self.answered | self.attendance | self.alerts


@dataclass(frozen=True, slots=True)
class Seen:
    """One look.

    Attributes:
        by: who looked.
        session: the session it was about; empty where it was about the person as such.
    """

    at: datetime
    by: PersonId
    what: What
    session: str = ""


@dataclass(frozen=True, slots=True)
class Viewing:
    """A look as it is told: with the name that the person knows somebody of staff by."""

    at: datetime
    name: str = field(repr=False)
    what: What
    session: str


def seen(entries: Iterable[Entry], person: PersonId, has: Has) -> tuple[Seen, ...]:
    """The looks of others at what is `person`'s, newest first; leading a session is one look, however often joined."""
    looks: dict[object, Seen] = {}
    for entry in entries:
        look = _look(entry, person, has) if entry.actor not in {"", person} else None
        if look:
            looks.setdefault((look.by, look.session) if look.what is What.ROOM else entry.id, look)
    return tuple(sorted(looks.values(), key=lambda one: one.at, reverse=True))


def _look(entry: Entry, person: PersonId, has: Has) -> Seen | None:
    tag, by = str(entry.tag), PersonId(entry.actor)
    if (what := OF_A_PERSON.get(tag)) and entry.subject == person:
        return Seen(entry.at, by, what)
    if (what := OF_A_SESSION.get(tag)) and has.something(what, entry.subject):
        return Seen(entry.at, by, what, entry.subject)
    session, _, whose = entry.subject.partition("/")
    if tag == Tag.PLACE_READ and whose == person:
        return Seen(entry.at, by, What.PLACE, session)
    return None
