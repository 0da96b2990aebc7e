"""What is known of a room at one moment, and how a part of it is replaced. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from handrail_client.messages import Member, Round, Snapshot, Waiting, You

EMPTY = Snapshot(phase="waiting")


@dataclass(frozen=True, slots=True)
class RoomState:
    """Where we stand and all we know. `you` is None before the first welcome."""

    you: You | None = field(default=None, repr=False)
    room: Snapshot = field(default=EMPTY, repr=False)

    def name(self, seat: str) -> str:
        """The display name of a seat; of one that has gone, the words "Somebody"."""
        known: tuple[Member | Waiting, ...] = (*self.room.members, *self.room.waiting)
        return next((one.name for one in known if one.seat == seat), "Somebody")

    def round(self, name: str) -> Round | None:
        """The round of this id."""
        return next((one for one in self.room.rounds if one.round == name), None)

    @property
    def open_round(self) -> Round | None:
        """The newest round that takes answers."""
        return next((one for one in reversed(self.room.rounds) if one.open), None)

    @property
    def led(self) -> bool:
        """Whether a facilitator is connected right now, so that what is told reaches somebody at once."""
        return any(one.standing == "facilitator" and one.presence == "connected" for one in self.room.members)

    @property
    def leads(self) -> bool:
        """Whether we are a facilitator here."""
        return self.you is not None and self.you.standing == "facilitator"


def changed(state: RoomState, **changes: Any) -> RoomState:
    return replace(state, room=state.room.model_copy(update=changes))


def put(those: Iterable[Any], one: Any, key: Callable[[Any], object]) -> tuple[Any, ...]:
    """`those` with `one`, in the place of the one with the same key, or at the end."""
    kept = tuple(those)
    if any(key(other) == key(one) for other in kept):
        return tuple(one if key(other) == key(one) else other for other in kept)
    return (*kept, one)


def seated(those: Iterable[Any], one: Any) -> tuple[Any, ...]:
    """`those` with `one` in its seat; people stand in the order of their seats, which tells nothing of them."""
    return tuple(sorted(put(those, one, by_seat), key=lambda other: str(other.seat)))


def change(those: Iterable[Any], name: str, key: Callable[[Any], object], **changes: Any) -> tuple[Any, ...]:
    return tuple(one.model_copy(update=changes) if key(one) == name else one for one in those)


def by_seat(one: Any) -> object:
    return one.seat


def by_round(one: Any) -> object:
    return one.round


def by_handout(one: Any) -> object:
    return one.handout


def by_alert(one: Any) -> object:
    return one.alert
