"""What follows from what, in the same unit, before the commit; and what the world hears after it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from handrail.attendance.events import AttendanceCorrected
from handrail.consent.events import ConsentRevoked, ConsentSigned
from handrail.consent.receipt import Stopped
from handrail.identity.events import AccountDisabled, RolesChanged, SignInEnded
from handrail.kernel.ids import PersonId, SessionId, SignInId
from handrail.letters.replace import ReplaceLetters
from handrail.letters.stop import StopChecks
from handrail.live.alerts import AcknowledgeAlert
from handrail.live.entry import Command
from handrail.programs.events import AssignmentEnded, EnrolmentEnded, SessionCancelled
from handrail.programs.leave import Leave
from handrail.rights.start_clock import StartClock
from handrail.rooms.commands import End
from handrail.safety.alert import Acknowledgement

if TYPE_CHECKING:
    from handrail.unit_of_work import SqlUnit


class OpenRooms(Protocol):
    """The live rooms, as much as a reaction may touch of them."""

    def rights_ended(self, sign_in: SignInId | None = None) -> None: ...
    def tell_soon(self, session: SessionId, command: Command, person: PersonId | None = None) -> None: ...


class RestsOnForms(Protocol):
    """Something that may be under way on a client's form and ends with it: checks, sendings, links, drafts."""

    async def __call__(self, unit: SqlUnit, revoked: ConsentRevoked, /) -> Sequence[Stopped]:
        """Stop it in `unit`, and say what was stopped: the client's receipt names it."""
        ...


RESTING: tuple[RestsOnForms, ...] = (StopChecks(),)
"""All that rests on forms. What is under way on one belongs here, or it outlives a revocation (trap 7)."""


class Reactions:
    """Runs what follows from an event; an event without consequences has none.

    `rooms` is given once they are there. Nothing here waits for them: a unit never waits for anything but
    the database, and a hint that is lost costs two seconds (design §6).
    """

    def __init__(self) -> None:
        self.rooms: OpenRooms | None = None

    async def __call__(self, unit: SqlUnit, event: object) -> None:
        match event:
            case SignInEnded(sign_in, _):
                unit.after_commit(self._world(lambda rooms: rooms.rights_ended(sign_in)))
            case AccountDisabled(person):
                await Leave(unit.clock)(unit, person)
                unit.after_commit(self._world(lambda rooms: rooms.rights_ended()))
            case RolesChanged(person, roles):
                await Leave(unit.clock)(unit, person, roles)
            case EnrolmentEnded() | AssignmentEnded():
                unit.after_commit(self._world(lambda rooms: rooms.rights_ended()))
            case SessionCancelled(session):
                unit.after_commit(self._world(lambda rooms: rooms.tell_soon(session, End())))
            case Acknowledgement(alert=alert, by=by):
                watched = await unit.alerts.get(alert)
                session = watched.alert.session
                unit.after_commit(self._world(lambda rooms: rooms.tell_soon(session, AcknowledgeAlert(alert), by)))
            case ConsentSigned():
                await StartClock(unit.clock, unit.ids)(unit, event)
            case ConsentRevoked():
                await self._revoked(unit, event)
            case AttendanceCorrected():
                await ReplaceLetters(unit.clock)(unit, event)
            case _:
                pass

    async def _revoked(self, unit: SqlUnit, event: ConsentRevoked) -> None:
        for stop in RESTING:
            await unit.consents.note_stopped(event.consent, await stop(unit, event))
        unit.after_commit(self._world(lambda rooms: rooms.rights_ended()))

    def _world(self, act: Callable[[OpenRooms], None]) -> Callable[[], Awaitable[None]]:
        async def after() -> None:
            if self.rooms is not None:
                act(self.rooms)

        return after
