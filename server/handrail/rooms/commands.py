"""What somebody may ask of a room itself; who is asking comes beside it, never in it.

Ids of what a command makes are handed in with it (the command's own id), so that deciding stays pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from handrail.kernel.ids import GroupId, PersonId, SeatId
from handrail.rooms.group_commands import GroupCommand


@dataclass(frozen=True, slots=True)
class Join:
    """A person with a ticket takes their seat, or comes back to it, on a new connection.

    Attributes:
        person: who the ticket was made for.
        seat: the seat they get if they have none yet.
        name: the display name that peers see.
        leads: whether they are an assigned facilitator of this session.
        connection: the connection that holds the seat from now on; an older one has moved.
        node: the server process that serves the connection.
    """

    person: PersonId
    seat: SeatId
    name: str = field(repr=False)
    leads: bool
    connection: str
    node: str


@dataclass(frozen=True, slots=True)
class Lose:
    """A connection ended without goodbye, at `since` (UTC; the last beat, where its server died)."""

    connection: str
    since: datetime


@dataclass(frozen=True, slots=True)
class GiveUp:
    """A connection lost at `since` did not come back within the grace."""

    connection: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Return:
    """A connection that was given up is there after all: its server had only slept."""

    connection: str


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody goes, on purpose."""


@dataclass(frozen=True, slots=True)
class Admit:
    """A facilitator lets one person in from the lobby."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class AdmitAll:
    """A facilitator lets in everybody who waits."""


@dataclass(frozen=True, slots=True)
class Remove:
    """Somebody may not be here any more, and cannot come back to this session."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The system takes somebody out whose right to be here ended elsewhere: discharged, unassigned, disabled."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class StartSegment:
    """A facilitator goes on to a segment of the session, by name."""

    segment: str


@dataclass(frozen=True, slots=True)
class RaiseHand:
    """Somebody asks to speak."""


@dataclass(frozen=True, slots=True)
class LowerHand:
    """A hand goes down: one's own, or, by a facilitator, that of `seat`."""

    seat: SeatId | None = None


@dataclass(frozen=True, slots=True)
class StepAway:
    """A member says that they step away for a moment. Nobody has to, and nothing depends on it (I11)."""


@dataclass(frozen=True, slots=True)
class StepBack:
    """They are back at it."""


@dataclass(frozen=True, slots=True)
class SendNote:
    """A word from a member that only facilitators see. `note` is the id it is kept under."""

    note: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SendMessage:
    """A word to everybody, from a facilitator, or to the small group that is named, from whoever is in it.

    `message` is the id it is kept under. The group is named so that a word which is late by a move, or by the
    end of the groups, reaches nobody it was not meant for.
    """

    message: str
    text: str = field(repr=False)
    group: GroupId | None = None


@dataclass(frozen=True, slots=True)
class End:
    """The session is over: everybody leaves."""


Command = (
    Join
    | Lose
    | GiveUp
    | Return
    | Leave
    | Admit
    | AdmitAll
    | Remove
    | Withdraw
    | StartSegment
    | RaiseHand
    | LowerHand
    | StepAway
    | StepBack
    | SendNote
    | SendMessage
    | GroupCommand
    | End
)
