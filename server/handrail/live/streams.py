"""Who in the room follows which stream right now, and what a committed entry means for each connection (I4).

Pure: what a connection gets depends on the streams it follows and on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from handrail.kernel.audience import Stream
from handrail.kernel.ids import SeatId
from handrail.live.entry import Entry, Numbered
from handrail.live.live_room import LiveRoom
from handrail.rooms.events import MemberRemoved, RoomEnded, SeatHeld, WaitingRemoved
from handrail.rooms.group_events import GroupsEnded, GroupsStarted


@dataclass(frozen=True, slots=True)
class Deliver:
    """These connections get this event."""

    to: tuple[str, ...]
    what: Numbered


@dataclass(frozen=True, slots=True)
class Moved:
    """The seat is held by another connection now."""

    connection: str


@dataclass(frozen=True, slots=True)
class Removed:
    """The person is no longer part of the session."""

    connection: str


@dataclass(frozen=True, slots=True)
class Over:
    """The session has ended for everybody."""

    connection: str


@dataclass(frozen=True, slots=True)
class Grown:
    """The connection follows more from now on, and is shown all there is in it."""

    connection: str
    seat: SeatId


@dataclass(frozen=True, slots=True)
class Shrunk:
    """The connection follows these no longer."""

    connection: str
    streams: frozenset[Stream]


Act = Deliver | Moved | Removed | Over | Grown | Shrunk


@dataclass(slots=True)
class Crowd:
    """The connections of one room on this node.

    Attributes:
        seats: the seat of each connection.
        following: the streams of each connection.
    """

    seats: dict[str, SeatId] = field(default_factory=dict)
    following: dict[str, frozenset[Stream]] = field(default_factory=dict)
    _by_stream: dict[Stream, tuple[str, ...]] = field(default_factory=dict)

    def add(self, connection: str, seat: SeatId, streams: frozenset[Stream]) -> None:
        self.seats[connection] = seat
        self.following[connection] = streams
        self._by_stream.clear()

    def drop(self, connection: str) -> None:
        self.seats.pop(connection, None)
        self.following.pop(connection, None)
        self._by_stream.clear()

    def audience(self, stream: Stream) -> tuple[str, ...]:
        """The connections that follow this stream."""
        found = self._by_stream.get(stream)
        if found is None:
            found = tuple(one for one, streams in self.following.items() if stream in streams)
            self._by_stream[stream] = found
        return found

    def tell(self, entry: Entry, after: LiveRoom) -> Iterator[Act]:
        """What every connection gets from this entry, in order; `after` is the room with the entry in it.

        Events go to who followed their stream before the entry. Whoever follows more through it is shown
        the room after it: so nothing comes twice and nothing is missed (I6).
        """
        for one in entry.events:
            if to := self.audience(one.stream):
                yield Deliver(to, one)
        for one in entry.events:
            yield from self._consequences(one, after)

    def _consequences(self, one: Numbered, after: LiveRoom) -> Iterator[Act]:
        match one.event:
            case SeatHeld(seat, connection):
                for older in self._of(seat):
                    if older != connection:
                        self.drop(older)
                        yield Moved(older)
            case MemberRemoved(seat) | WaitingRemoved(seat):
                seated = after.room.seats.get(seat)
                for theirs in self._of(seat) if seated and seated.removed else ():
                    self.drop(theirs)
                    yield Removed(theirs)
            case RoomEnded():
                for everybody in tuple(self.seats):
                    self.drop(everybody)
                    yield Over(everybody)
            case GroupsStarted() | GroupsEnded():
                for everybody in sorted(set(self.seats.values())):
                    yield from self._refollow(everybody, after)
            case _:
                yield from self._refollow(getattr(one.event, "seat", None), after)

    def _refollow(self, seat: SeatId | None, after: LiveRoom) -> Iterator[Act]:
        if seat is None or seat not in after.room.seats:
            return
        streams = after.followed(seat)
        for theirs in self._of(seat):
            before = self.following[theirs]
            if before == streams:
                continue
            self.add(theirs, seat, streams)
            if before - streams:
                yield Shrunk(theirs, before - streams)
            if streams - before:
                yield Grown(theirs, seat)

    def _of(self, seat: SeatId) -> tuple[str, ...]:
        return tuple(one for one, theirs in self.seats.items() if theirs == seat)
