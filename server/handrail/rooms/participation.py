"""What somebody inside does for themselves: hands, notes and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from handrail.kernel.audience import Actor, Standing
from handrail.kernel.errors import Conflict, NotAllowed, NotFound
from handrail.kernel.ids import SeatId
from handrail.rooms.commands import LowerHand, RaiseHand, SendMessage, SendNote, StepAway, StepBack
from handrail.rooms.events import (
    AwayChanged,
    AwayKept,
    Event,
    HandLowered,
    HandRaised,
    MessageSent,
    NoteKept,
    NoteReceived,
)
from handrail.rooms.seats import Seated

if TYPE_CHECKING:
    from handrail.rooms.room import Room


def take_part(
    state: Room, command: RaiseHand | LowerHand | StepAway | StepBack | SendNote | SendMessage, own: Seated
) -> tuple[Event, ...]:
    match command:
        case RaiseHand():
            if state.groups.of(own.seat):
                raise Conflict("In a small group you can just speak.")  # the whole room would see it
            return () if own.hand else (HandRaised(own.seat),)
        case LowerHand(seat):
            if seat not in {None, own.seat} and own.standing is not Standing.FACILITATOR:
                raise NotAllowed("Facilitators lower the hands of others.")
            theirs = seat_in(state, seat or own.seat)
            return (HandLowered(theirs.seat),) if theirs.hand else ()
        case StepAway() | StepBack():
            if own.standing is not Standing.MEMBER:
                raise NotAllowed("Participants step away.")
            away = isinstance(command, StepAway)
            return () if own.away is away else (AwayChanged(own.seat, away), AwayKept(own.seat, away))
        case SendNote() | SendMessage():
            return _say(state, command, own)
        case _:
            assert_never(command)


def seat_in(state: Room, seat: SeatId) -> Seated:
    found = state.seats.get(seat)
    if found is None or found.removed:
        raise NotFound
    return found


def _say(state: Room, command: SendNote | SendMessage, own: Seated) -> tuple[Event, ...]:
    match command:
        case SendNote(note, text):
            if own.standing is not Standing.MEMBER:
                raise NotAllowed("Notes go from participants to facilitators.")
            return (NoteReceived(note, own.seat, text), NoteKept(note, own.seat))
        case SendMessage(message, text, group):
            if group is None and own.standing is not Standing.FACILITATOR:
                raise NotAllowed("Facilitators write to everybody.")
            if group is not None and group != state.groups.of(own.seat):
                raise Conflict("You are not in that small group any more.")
            return (MessageSent(message, own.seat, text, group),)
        case _:
            assert_never(command)


def own_in(state: Room, actor: Actor | None) -> Seated:
    if actor is None or actor.seat not in state.seats:
        raise NotFound
    return state.seats[actor.seat]


def inside(state: Room, actor: Actor | None) -> Seated:
    own = own_in(state, actor)
    if own.standing is Standing.LOBBY or own.removed:
        raise NotFound
    return own
