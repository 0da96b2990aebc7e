"""A room as a script: `RoomScript() >> Join(...) << [MemberWaiting(...)]`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from handrail.kernel.audience import Actor, Standing
from handrail.kernel.errors import Refusal
from handrail.kernel.ids import PersonId, SeatId
from handrail.rooms.commands import Admit, Command, Join
from handrail.rooms.events import Event, SeatGiven, SeatHeld
from handrail.rooms.room import Room, decide, evolve

SIX = datetime(2026, 9, 2, 18, 0, tzinfo=UTC)
RUTH, ANA, BEN = PersonId("ruth"), PersonId("ana"), PersonId("ben")


def seat(person: PersonId) -> SeatId:
    return SeatId(f"SEAT{person.upper()}")


def comes(person: PersonId, connection: str = "") -> Join:
    return Join(person, seat(person), person.title(), person == RUTH, connection or f"line-{person}", "node-1")


class RoomScript:
    """Commands go in with `>>`, what follows is compared with `<<`; seats and connections are left out."""

    def __init__(self, room: Room | None = None) -> None:
        self.room = room or Room(segments=("check_in", "closing"))
        self.now = SIX
        self.events: tuple[Event, ...] = ()
        self.refused: Refusal | None = None
        self.journal: list[Event] = []

    def by(self, person: PersonId | None, command: Command) -> RoomScript:
        seated = self.room.of(person) if person else None
        actor = Actor(seated.seat, seated.standing) if seated else None
        if person and actor is None:
            actor = Actor(SeatId("NOBODY"), Standing.LOBBY)
        self.now += timedelta(seconds=1)
        try:
            events = decide(self.room, command, actor, self.now)
            self.refused = None
        except Refusal as refused:
            events, self.refused = (), refused
        for event in events:
            self.room = evolve(self.room, event)
        self.journal += events
        self.events = tuple(one for one in events if not isinstance(one, SeatGiven | SeatHeld))
        return self

    def __rshift__(self, command: Command) -> RoomScript:
        """The system, or a person who comes."""
        return self.by(None, command)

    def __lshift__(self, expected: list[Event]) -> RoomScript:
        assert self.refused is None, self.refused
        assert list(self.events) == expected
        return self

    def refuses(self, kind: type[Refusal]) -> RoomScript:
        assert type(self.refused) is kind, (self.refused, self.events)
        return self


def an_open_room(*members: PersonId) -> RoomScript:
    """Ruth leads; these are in the room."""
    script = RoomScript() >> comes(RUTH)
    for one in members:
        script = script >> comes(one)
        script.by(RUTH, Admit(seat(one)))
    return script
