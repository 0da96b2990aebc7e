"""A session that everybody has left and nobody can join any more is over, even where nobody said so.

Without it a facilitator who only closes their laptop would leave everybody without attendance, and so without letters.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Protocol

from handrail.kernel.clock import Clock
from handrail.kernel.ids import SessionId
from handrail.live.entry import Command, Entry
from handrail.live.live_room import LiveRoom
from handrail.live.ports import LiveUnits
from handrail.live.ticket import may_join
from handrail.programs.calendar import ends_at, starts_at
from handrail.rooms.commands import End
from handrail.rooms.events import Presence
from handrail.rooms.room import Phase


class Room(Protocol):
    """A room as it is known here; `look` reads what other nodes wrote."""

    @property
    def state(self) -> LiveRoom: ...
    def look(self) -> Awaitable[None]: ...


class Rooms(Protocol):
    """The hub, as much of it as this needs."""

    async def open(self, session: SessionId) -> Room: ...
    async def tell(self, session: SessionId, command: Command) -> Entry | None: ...


@dataclass(frozen=True, slots=True)
class EndForgotten:
    """Any node may do it, and several at once: a room ends once."""

    rooms: Rooms
    units: LiveUnits
    clock: Clock

    async def __call__(self) -> None:
        now = self.clock.now()
        async with self.units.read() as unit:
            still_open = await unit.sessions.still_open()
        for meeting in still_open:
            if may_join(now, starts_at(meeting), ends_at(meeting)) or now < starts_at(meeting):
                continue
            room = await self.rooms.open(meeting.id)
            await room.look()
            if _is_empty(room.state):
                await self.rooms.tell(meeting.id, End())


def _is_empty(state: LiveRoom) -> bool:
    """Whether the room is open and nobody is in it, nor lost from it within the grace."""
    seats = state.room.seats.values()
    return state.room.phase is Phase.OPEN and all(one.removed or one.presence is Presence.LEFT for one in seats)
