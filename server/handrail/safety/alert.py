"""An alert that a person must see: it stays open until one of the staff acknowledges it (security C2).

      OPEN ── Acknowledge ──▶ ACKNOWLEDGED ── Acknowledge ──▶ ACKNOWLEDGED

Nothing is changed or taken back: an alert is one fact, each acknowledgement another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from handrail.kernel.ids import AlertId, PersonId, ProgramId, ResponseId, SessionId


class Phase(StrEnum):
    """Whether somebody has taken it on."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True, slots=True)
class Alert:
    """Somebody's answer needs a person, or somebody said that they need one.

    Attributes:
        id: the id of the response, or of the asking, that raised it, so that each raises one alert.
        person: of whom it speaks.
        response: where to read what was answered; None where they asked for somebody themselves.
        items: ids of the safety items, never the answers.
    """

    id: AlertId
    session: SessionId
    program: ProgramId
    person: PersonId
    response: ResponseId | None
    items: tuple[str, ...] = field(repr=False)
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """One of the staff has seen it and takes it on; `note` says what was done, in their words, or is empty."""

    id: str
    alert: AlertId
    by: PersonId
    at: datetime
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Watched:
    """An alert and who has acknowledged it, oldest first."""

    alert: Alert
    acknowledgements: tuple[Acknowledgement, ...] = ()

    @property
    def phase(self) -> Phase:
        return Phase.ACKNOWLEDGED if self.acknowledgements else Phase.OPEN


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """The command to take an alert on; `id` names the acknowledgement that it makes."""

    id: str
    by: PersonId
    note: str = field(default="", repr=False)


MOVES: Mapping[tuple[Phase, type[Acknowledge]], Phase] = MappingProxyType(
    {
        (Phase.OPEN, Acknowledge): Phase.ACKNOWLEDGED,
        (Phase.ACKNOWLEDGED, Acknowledge): Phase.ACKNOWLEDGED,
    }
)
"""Every legal move. A second person may acknowledge too: two people who look are better than one."""


def decide(watched: Watched, command: Acknowledge, now: datetime) -> tuple[Acknowledgement, ...]:
    """The acknowledgement to append; nothing when the same person has acknowledged and adds no word."""
    before = [one for one in watched.acknowledgements if one.by == command.by]
    if before and (not command.note or before[-1].note == command.note):
        return ()
    return (Acknowledgement(command.id, watched.alert.id, command.by, now, command.note),)


def evolve(watched: Watched, acknowledgement: Acknowledgement) -> Watched:
    """The alert with one more acknowledgement."""
    return Watched(watched.alert, (*watched.acknowledgements, acknowledgement))
