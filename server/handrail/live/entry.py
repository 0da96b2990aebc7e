"""What one accepted command leaves behind: a numbered entry of the journal, and its events in their streams."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from handrail.checkins import commands as checkin_commands
from handrail.checkins import events as checkin_events
from handrail.handouts import commands as handout_commands
from handrail.handouts import events as handout_events
from handrail.kernel.audience import Stream
from handrail.kernel.ids import CommandId, PersonId, ProgramId, SeatId, SessionId
from handrail.live import alerts
from handrail.rooms import commands as room_commands
from handrail.rooms import events as room_events
from handrail.rooms.events import NOBODY


@dataclass(frozen=True, slots=True)
class StartEpoch:
    """The system begins a new run of numbers: after a restore, what clients remember may not be continued."""

    epoch: str


@dataclass(frozen=True, slots=True)
class EpochStarted:
    """From here on the room's numbers belong to this epoch (random text)."""

    epoch: str

    @property
    def stream(self) -> Stream:
        return NOBODY


Command = room_commands.Command | checkin_commands.Command | handout_commands.Command | alerts.Command | StartEpoch
Event = room_events.Event | checkin_events.Event | handout_events.Event | alerts.Event | EpochStarted

MAKES = (
    checkin_commands.OpenRound,
    checkin_commands.AnswerRound,
    room_commands.SendNote,
    room_commands.SendMessage,
    alerts.AskForHelp,
)
"""Commands that make something which bears the command's own id."""


@dataclass(frozen=True, slots=True)
class Gone:
    """An event that can no longer be read, because its key was destroyed. Only its number is left."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """An event and its place in its stream, counted from 1 without gaps."""

    stream: Stream
    n: int
    event: Event | Gone


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the journal.

    Attributes:
        version: counts from 1 within the session; the room at version v is the first v entries.
        person: who gave the command; empty for the system.
        digest: keyed digest of the command's content: the same id with another one is refused (I5).
        made: id of what the command made, for the reply; empty where it made nothing.
    """

    session: SessionId
    version: int
    at: datetime
    person: PersonId
    command: CommandId
    digest: bytes = field(repr=False)
    made: str
    node: str
    events: tuple[Numbered, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """One event with all that a reaction needs to write rows of its own in the same unit.

    Attributes:
        seat: the seat that the event speaks of, or None.
        about: the person in that seat, or None: peers know seats only, reactions know people.
        actor: who gave the command; empty for the system.
        command: the command's id, which a response keeps (design §9.13).
    """

    session: SessionId
    program: ProgramId
    at: datetime
    event: Event
    seat: SeatId | None
    about: PersonId | None
    actor: PersonId
    command: CommandId


def speaks_of(event: Event) -> SeatId | None:
    """The seat of the person an event speaks of: it is sealed with their key. None: it speaks of nobody."""
    seat: SeatId | None = getattr(event, "seat", None)
    return seat
