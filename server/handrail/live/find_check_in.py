"""Whether a check-in waits for the caller in a session of theirs that is on: told to them before they come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from handrail.kernel.errors import NotFound
from handrail.kernel.ids import SessionId
from handrail.kernel.principal import Principal
from handrail.live.live_room import LiveRoom
from handrail.live.ports import LiveUnits
from handrail.programs.session import SessionState


class Rooms(Protocol):
    """The rooms of this node."""

    async def state(self, session: SessionId) -> LiveRoom: ...


@dataclass(frozen=True, slots=True)
class FindCheckIn:
    """Looks into the room for the caller."""

    units: LiveUnits
    rooms: Rooms

    async def __call__(self, caller: Principal, session: SessionId) -> str:
        """The title of the check-in that is open and that they have not answered or passed; empty: none waits.

        Raises:
            NotFound: there is no such session, or they are not expected in it: one answer for both (B1).
        """
        async with self.units.read() as unit:
            if not await unit.enrolments.on_roster(caller.person, session):
                raise NotFound
            meeting = await unit.sessions.get(session)
        if meeting.state is not SessionState.OPEN:
            return ""
        state = await self.rooms.state(session)
        seated = state.room.of(caller.person)
        asked = state.rounds.open
        if asked is None or (seated is not None and (seated.removed or seated.seat in asked.responses)):
            return ""
        return asked.template.title
