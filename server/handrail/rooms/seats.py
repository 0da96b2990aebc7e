"""A person's seat, and what others hear when somebody takes, leaves or loses one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from handrail.kernel.audience import Standing
from handrail.kernel.errors import Conflict, NotAllowed
from handrail.kernel.ids import PersonId, SeatId
from handrail.rooms.commands import Join
from handrail.rooms.events import (
    Event,
    HandLowered,
    MemberJoined,
    MemberRemoved,
    MemberWaiting,
    Presence,
    PresenceChanged,
    RoomOpened,
    SeatGiven,
    SeatHeld,
    WaitingChanged,
    WaitingRemoved,
)


@dataclass(frozen=True, slots=True)
class Seated:
    """One person's seat.

    Attributes:
        connection: the connection that holds the seat now, or held it last.
        node: the server process that serves it.
        away: they said that they step away for a moment; who leaves is not away any more.
        removed: taken out of the session; they cannot come back.
    """

    seat: SeatId
    person: PersonId
    name: str = field(repr=False)
    standing: Standing = Standing.LOBBY
    presence: Presence = Presence.LEFT
    connection: str = ""
    node: str = ""
    hand: bool = False
    away: bool = False
    removed: bool = False

    @property
    def waits(self) -> bool:
        """Whether they are in the lobby, or lost from it within the grace."""
        return self.standing is Standing.LOBBY and not self.removed and self.presence is not Presence.LEFT


def take(before: Seated | None, command: Join, now: datetime, *, opens: bool) -> tuple[Event, ...]:
    """Somebody comes, comes back to the seat `before`, or comes on another device.

    `opens` tells whether a facilitator's coming opens the room.

    Raises:
        NotAllowed: they were taken out of the session.
    """
    if before is not None and before.removed:
        raise NotAllowed("You are no longer part of this session.")
    seat = before.seat if before else command.seat
    given: tuple[Event, ...] = () if before else (SeatGiven(seat, command.person, command.name),)
    opened: tuple[Event, ...] = (RoomOpened(),) if opens and command.leads else ()
    held = SeatHeld(seat, command.connection, command.node)
    return (*given, held, *opened, *_heard(before, Seated(seat, command.person, command.name), now, command.leads))


def _heard(before: Seated | None, new: Seated, now: datetime, leads: bool) -> tuple[Event, ...]:  # noqa: FBT001 - a fact, not a switch
    if leads and (before is None or before.standing is not Standing.FACILITATOR):
        gone: tuple[Event, ...] = (WaitingRemoved(new.seat),) if before and before.waits else ()
        return (*gone, MemberJoined(new.seat, before.name if before else new.name, Standing.FACILITATOR))
    if before is None:
        return (MemberWaiting(new.seat, new.name),)
    if before.standing is Standing.FACILITATOR and not leads:  # no longer assigned: back to the lobby
        return (MemberRemoved(before.seat), MemberWaiting(before.seat, before.name))
    return back(before, now)


def back(one: Seated, now: datetime) -> tuple[Event, ...]:
    """They are there again; nothing, when they were."""
    if one.presence is Presence.CONNECTED:
        return ()
    if one.standing is Standing.LOBBY and one.presence is Presence.LEFT:
        return (MemberWaiting(one.seat, one.name),)
    return (changed(one, Presence.CONNECTED, now),)


def changed(one: Seated, presence: Presence, since: datetime) -> Event:
    """Their presence, to those who may know of it."""
    kind = WaitingChanged if one.standing is Standing.LOBBY else PresenceChanged
    return kind(one.seat, presence, since)


def left(one: Seated, now: datetime) -> tuple[Event, ...]:
    """They are gone; a raised hand goes down with them."""
    if one.presence is Presence.LEFT:
        return ()
    lowered: tuple[Event, ...] = (HandLowered(one.seat),) if one.hand else ()
    return (*lowered, changed(one, Presence.LEFT, now))


def admitted(one: Seated, now: datetime) -> tuple[Event, ...]:
    """They come from the lobby into the room; nothing, when they are in it.

    Raises:
        Conflict: they have left the lobby.
    """
    if one.standing is not Standing.LOBBY:
        return ()
    if one.presence is Presence.LEFT:
        raise Conflict("They have left the lobby.")
    joined = MemberJoined(one.seat, one.name, Standing.MEMBER)
    if one.presence is Presence.CONNECTED:
        return (joined,)
    return (joined, PresenceChanged(one.seat, one.presence, now))  # lost from the lobby: in, but not there yet


def removed(one: Seated) -> tuple[Event, ...]:
    """They are taken out of the session."""
    if one.removed:
        return ()
    return (WaitingRemoved(one.seat) if one.standing is Standing.LOBBY else MemberRemoved(one.seat),)
