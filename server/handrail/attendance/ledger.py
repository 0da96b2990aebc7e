"""From who was connected when to whole minutes present: joins, gaps and all (I11).

Being in the room is all that counts. Nothing here knows of speaking, a camera or an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise


class Where(StrEnum):
    """Where a connection stood. The lobby is not the room: waiting there is kept as evidence and not counted."""

    LOBBY = "lobby"
    ROOM = "room"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one instant to a later one, UTC; the end is not part of it."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Stay:
    """One connection in one place; `until` is None while it lasts."""

    where: Where
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What the stays of one person in one session come to.

    Attributes:
        session: the session's own span.
        present: merged spans in the room, within the session, gaps up to the grace bridged.
        gaps: longer absences between two of them.
        late: how long after the start the person first came; the whole session if they never did.
    """

    session: Span
    present: tuple[Span, ...]
    gaps: tuple[Span, ...]
    late: timedelta

    @property
    def time(self) -> timedelta:
        """Time present."""
        return sum((span.length for span in self.present), timedelta())

    @property
    def minutes(self) -> int:
        """Time present in minutes, rounded to the nearest, a half up."""
        return whole_minutes(self.time)

    @property
    def share(self) -> float:
        """Time present as a share of the session, 0–1. One that rounds to no minute is all present for who was there.

        Otherwise a receipt would say "partly present, 0 of 0 minutes".
        """
        if not whole_minutes(self.session.length):
            return 1.0 if self.present else 0.0
        return self.time / self.session.length


def counted(opened: datetime, closed: datetime, starts: datetime, ends: datetime) -> Span:
    """The part of a session that attendance is measured against.

    It is the planned time that really took place: opening early adds nothing, and neither a late start nor an
    early end takes a minute from anybody. A session held at another time altogether counts as it was held.

    Args:
        opened: when the room opened.
        closed: when it ended.
        starts: planned start.
        ends: planned end.
    """
    start, end = max(opened, starts), min(closed, ends)
    return Span(start, end) if start < end else Span(opened, max(opened, closed))


def tally(stays: Iterable[Stay], session: Span, grace: timedelta) -> Tally:
    """Merge what one person's connections add up to.

    Args:
        stays: in any order; they may overlap (two devices, a resume) and may reach outside the session.
        session: what counts: from its start, or when the room opened if later, to its end.
        grace: a gap of at most this is a network's doing, and bridged.
    """
    in_room = [_clip(stay, session) for stay in stays if stay.where is Where.ROOM]
    present = merge([span for span in in_room if span], grace)
    return Tally(
        session=session,
        present=present,
        gaps=tuple(Span(left.end, right.start) for left, right in pairwise(present)),
        late=(present[0].start if present else session.end) - session.start,
    )


def merge(spans: Iterable[Span], grace: timedelta = timedelta()) -> tuple[Span, ...]:
    """The spans in order, joined where they touch, overlap or are at most `grace` apart."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start - merged[-1].end <= grace:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def whole_minutes(time: timedelta) -> int:
    """A length in minutes, rounded to the nearest, a half up."""
    return int((time + timedelta(seconds=30)) // timedelta(minutes=1))


def _clip(stay: Stay, session: Span) -> Span | None:
    start = max(stay.since, session.start)
    end = session.end if stay.until is None else min(stay.until, session.end)
    return Span(start, end) if start <= end else None
