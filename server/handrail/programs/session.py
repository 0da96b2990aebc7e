"""What a session is, how it is divided, and which state may follow which.

SCHEDULED --open--> OPEN --end--> ENDED
    |
    +-----cancel--> CANCELLED
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from types import MappingProxyType

from handrail.kernel.errors import Conflict, Fault, Invalid
from handrail.kernel.ids import CohortId, ProgramId, SessionId


class SegmentKind(StrEnum):
    """The parts of an evening."""

    CHECK_IN = "check_in"
    PSYCHOEDUCATION = "psychoeducation"
    PROCESS = "process"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class PlannedSegment:
    """One part of a session and how many minutes it is planned for."""

    kind: SegmentKind
    minutes: int


class SessionState(StrEnum):
    """Where a session stands."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    ENDED = "ended"
    CANCELLED = "cancelled"


MOVES: Mapping[SessionState, frozenset[SessionState]] = MappingProxyType(
    {
        SessionState.SCHEDULED: frozenset({SessionState.OPEN, SessionState.CANCELLED}),
        SessionState.OPEN: frozenset({SessionState.ENDED}),
        SessionState.ENDED: frozenset(),
        SessionState.CANCELLED: frozenset(),
    }
)

CLOSED = frozenset({SessionState.ENDED, SessionState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Session:
    """One occurrence of a cohort's meeting: a date and two times by the clock on the wall in `zone`.

    It has instants only for what has happened (design §9.10), because the rules of a zone may still change.

    Attributes:
        starts: local time; `calendar.starts_at` tells the instant by today's rules.
        ends: local time, later on the same date.
        opened_at: when a facilitator opened the room, UTC.
        closed_at: when it ended or was cancelled, UTC.
    """

    id: SessionId
    program: ProgramId
    cohort: CohortId
    on: date
    starts: time
    ends: time
    zone: str
    segments: tuple[PlannedSegment, ...]
    state: SessionState = SessionState.SCHEDULED
    opened_at: datetime | None = None
    closed_at: datetime | None = None


def moved(session: Session, to: SessionState, at: datetime) -> Session:
    """The session after its move to another state at the instant `at`.

    Raises:
        Conflict: the table has no such move.
    """
    if to not in MOVES[session.state]:
        raise Conflict(f"A session that is {session.state} cannot become {to}.")
    if to is SessionState.OPEN:
        return replace(session, state=to, opened_at=at)
    return replace(session, state=to, closed_at=at)


def planned(segments: tuple[PlannedSegment, ...], minutes: int) -> tuple[PlannedSegment, ...]:
    """`segments` if they fill `minutes` exactly; without any, the usual four in the usual shares.

    Three hours usually go to check-in 30, psychoeducation 60, process 75, closing 15.

    Raises:
        Invalid: a segment without minutes, or minutes that do not add up.
    """
    if not segments:
        check_in, learning, closing = minutes // 6, minutes // 3, minutes // 12
        return (
            PlannedSegment(SegmentKind.CHECK_IN, check_in),
            PlannedSegment(SegmentKind.PSYCHOEDUCATION, learning),
            PlannedSegment(SegmentKind.PROCESS, minutes - check_in - learning - closing),
            PlannedSegment(SegmentKind.CLOSING, closing),
        )
    if any(one.minutes < 1 for one in segments) or sum(one.minutes for one in segments) != minutes:
        raise Invalid(faults=(Fault("/segments", f"the segments must add up to {minutes} minutes"),))
    return segments
