"""The whole live room as one value: routes a command to the part it is for, and numbers what follows.

State = reduce(evolve, journal, empty): restart, replay, late joining and other nodes all come to the same
room (I6). Numbers are dense within a stream because they come out of the state, never from a sequence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from handrail.checkins import commands as checkin_commands
from handrail.checkins import events as checkin_events
from handrail.checkins import rounds as checkins
from handrail.checkins.rounds import Rounds
from handrail.handouts import commands as handout_commands
from handrail.handouts import events as handout_events
from handrail.handouts import shelf as handouts
from handrail.handouts.shelf import Shelf
from handrail.kernel.audience import Actor, Standing, Stream, follows
from handrail.kernel.errors import NotAllowed, NotFound, RoomClosed
from handrail.kernel.ids import PersonId, ProgramId, SeatId, SessionId
from handrail.live import alerts, lobby
from handrail.live.alerts import AcknowledgeAlert, AlertAcknowledged, Alerts, AskForHelp, HelpAsked, HelpKept, HelpTaken
from handrail.live.entry import Command, Entry, EpochStarted, Event, Gone, Numbered, StartEpoch
from handrail.rooms import room as rooms
from handrail.rooms.commands import Join
from handrail.rooms.room import Phase, Room


@dataclass(frozen=True, slots=True)
class LiveRoom:
    """One session's live room at one version of its journal.

    Attributes:
        epoch: random text of this run of numbers; empty until the first entry.
        version: how many entries made it.
        counters: the last number of each stream.
    """

    session: SessionId
    program: ProgramId
    room: Room
    rounds: Rounds
    shelf: Shelf
    alerts: Alerts = field(default_factory=dict)
    epoch: str = ""
    version: int = 0
    counters: Mapping[Stream, int] = field(default_factory=dict)

    def actor(self, person: PersonId) -> Actor:
        """This person as the room knows them.

        Raises:
            NotFound: they have no seat here.
            NotAllowed: they were taken out of the session.
        """
        seated = self.room.of(person)
        if seated is None:
            raise NotFound
        if seated.removed:
            raise NotAllowed("You are no longer part of this session.")
        return Actor(seated.seat, seated.standing, self.room.groups.of(seated.seat))

    def followed(self, seat: SeatId) -> frozenset[Stream]:
        """Exactly the streams that whoever sits there follows right now (I4)."""
        return follows(self.room.seats[seat].standing, seat, self.room.groups.of(seat))

    def person_in(self, seat: SeatId | None) -> PersonId | None:
        """Who sits there."""
        seated = self.room.seats.get(seat) if seat else None
        return seated.person if seated else None


def decide(state: LiveRoom, command: Command, actor: Actor | None, now: datetime, epoch: str) -> tuple[Event, ...]:
    """What follows from the command; nothing, when it changes nothing.

    `actor` is None for the system itself; `epoch` is random text, used if the room has none yet.

    Raises:
        Refusal: as the part that the command is for says; `RoomClosed` for what needs an open room.
    """
    match command:
        case StartEpoch(fresh):
            return (EpochStarted(fresh),) if state.epoch else ()
        case Join():
            first: tuple[Event, ...] = () if state.epoch else (EpochStarted(epoch),)
            came = rooms.decide(state.room, command, actor, now)
            return (*first, *came, *lobby.asked(state.room, state.rounds, came))
        case AcknowledgeAlert() | AskForHelp():
            if isinstance(command, AskForHelp) and state.room.phase is Phase.ENDED:
                raise RoomClosed  # before the room opens it is kept, and stands there when the first one comes
            return alerts.decide(state.alerts, command, actor or _STAFF)
        case (
            checkin_commands.OpenRound()
            | checkin_commands.AnswerRound()
            | checkin_commands.CloseRound()
            | checkin_commands.ShareAnswer()
            | checkin_commands.ShowPicture()
        ):
            _open(state)
            told = checkins.decide(state.rounds, command, _somebody(actor), now)
            return (*told, *lobby.asked(state.room, state.rounds, told))
        case handout_commands.ShareHandout() | handout_commands.AcknowledgeHandout() | handout_commands.TurnTo():
            _open(state)
            return handouts.decide(state.shelf, command, _somebody(actor), now)
        case _:
            return rooms.decide(state.room, command, actor, now)


_STAFF = Actor(SeatId(""), Standing.FACILITATOR)
"""Somebody of the staff who is not in the room: over HTTP the alert was theirs to acknowledge."""


def _open(state: LiveRoom) -> None:
    if state.room.phase is not Phase.OPEN:
        raise RoomClosed


def _somebody(actor: Actor | None) -> Actor:
    if actor is None:
        raise NotAllowed
    return actor


def number(state: LiveRoom, events: Iterable[Event]) -> tuple[Numbered, ...]:
    """The events with the next number of the stream each belongs to."""
    counters = dict(state.counters)
    numbered = []
    for event in events:
        counters[event.stream] = counters.get(event.stream, 0) + 1
        numbered.append(Numbered(event.stream, counters[event.stream], event))
    return tuple(numbered)


def evolve(state: LiveRoom, entry: Entry) -> LiveRoom:
    """The room after one more entry of its journal."""
    counters = dict(state.counters)
    for one in entry.events:
        counters[one.stream] = one.n
        if not isinstance(one.event, Gone):
            state = _evolve(state, one.event)
    return replace(state, version=entry.version, counters=counters)


def _evolve(state: LiveRoom, event: Event) -> LiveRoom:
    match event:
        case EpochStarted(epoch):
            return replace(state, epoch=epoch)
        case AlertAcknowledged() | HelpAsked() | HelpKept() | HelpTaken():
            return replace(state, alerts=alerts.evolve(state.alerts, event))
        case checkin_events.SafetyRaised():
            return replace(
                state, rounds=checkins.evolve(state.rounds, event), alerts=alerts.evolve(state.alerts, event)
            )
        case (
            checkin_events.RoundOpened()
            | checkin_events.AnswerReceived()
            | checkin_events.AnswerKept()
            | checkin_events.AnswerShared()
            | checkin_events.RoundClosed()
            | checkin_events.RoundSummarised()
            | checkin_events.PictureShown()
        ):
            return replace(state, rounds=checkins.evolve(state.rounds, event))
        case (
            handout_events.HandoutShared()
            | handout_events.HandoutAcknowledged()
            | handout_events.AcknowledgementKept()
            | handout_events.HandoutTurned()
        ):
            return replace(state, shelf=handouts.evolve(state.shelf, event))
        case _:
            return replace(state, room=rooms.evolve(state.room, event))
