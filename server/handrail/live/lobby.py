"""Who waits in the lobby is asked the check-in that is open: their answer, and a cry for help in it, need no admission.

They are asked on their own stream, once a round: those who wait when it opens, and whoever comes to wait while it
is open. The room hears nothing of it, and of the room they learn no more than what is asked.
"""

from __future__ import annotations

from collections.abc import Iterable

from handrail.checkins import events as checkins
from handrail.checkins.round import Round, ask
from handrail.checkins.rounds import Rounds
from handrail.kernel.audience import Standing
from handrail.kernel.ids import SeatId
from handrail.rooms import events as rooms
from handrail.rooms.room import Room


def asked(room: Room, rounds: Rounds, events: Iterable[rooms.Event | checkins.Event]) -> tuple[checkins.Event, ...]:
    """What follows for the lobby from `events`, which were just decided in this room and these rounds."""
    found: list[checkins.Event] = []
    for event in events:
        match event:
            case checkins.RoundOpened(identity, template, version, seat=None):
                fresh = Round(identity, rounds.templates[template, version])
                found += (one for seat in _waiting(room) for one in ask(fresh, seat))
            case rooms.MemberWaiting(seat) if rounds.open is not None and not _demoted(room, seat):
                found += ask(rounds.open, seat)
            case _:
                pass
    return tuple(found)


def _waiting(room: Room) -> tuple[SeatId, ...]:
    return tuple(sorted(one.seat for one in room.seats.values() if one.waits))


def _demoted(room: Room, seat: SeatId) -> bool:
    """They led the room until now, so there is nothing to ask them."""
    before = room.seats.get(seat)
    return before is not None and before.standing is not Standing.LOBBY
