"""A command on its way through a room: who gives it, what became of it, and what follows from it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from handrail.db.sealed import KeyGone
from handrail.db.vault import Vault
from handrail.kernel.audience import Actor
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Refusal, SignedOut, Unavailable, Unexpected
from handrail.kernel.ids import CommandId, Ids, PersonId, SeatId
from handrail.live import wire
from handrail.live.entry import Command, Entry, Gone, Happened, speaks_of
from handrail.live.hub_patience import Pace, Patience, limits
from handrail.live.live_room import LiveRoom
from handrail.live.ports import Follow, LiveUnit, LiveUnits, Writer
from handrail.live.resume import Asked
from handrail.live.ticket import Admission
from handrail.live.wire import Close

log = structlog.get_logger()


class Line(Protocol):
    """One connection, as the room sees it."""

    @property
    def id(self) -> str: ...
    def push(self, frame: bytes, *, transient: bool = False) -> None: ...
    def close(self, code: Close) -> None: ...


@dataclass(slots=True, eq=False)
class Order:
    """A command on its way.

    Attributes:
        person: who gives it; empty for the system.
        content: what the command says, in one fixed spelling; only its keyed digest is kept.
        actor: who asks, where the room cannot tell by the seat (over HTTP).
        joining: the connection that gets a welcome, for a join.
        admission: the ticket to spend and the sign-in it was made for, for a join.
    """

    command: Command
    person: PersonId
    id: CommandId
    content: bytes = field(repr=False)
    done: asyncio.Future[Entry | None]
    actor: Actor | None = None
    joining: Line | None = None
    asked: Asked | None = None
    admission: Admission | None = None


@dataclass(slots=True, eq=False)
class Planned:
    """An order and what became of it: a new entry, an earlier one, nothing, or a refusal."""

    order: Order
    entry: Entry | None = None
    after: LiveRoom | None = None
    earlier: Entry | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What every room on this node shares.

    Attributes:
        elsewhere: told of what other nodes wrote, so that a person's rates hold on all of them (B9).
    """

    units: LiveUnits
    writer: Writer
    vault: Vault
    clock: Clock
    ids: Ids
    node: str
    follow: Follow
    moved_on: Callable[[LiveRoom], None]
    elsewhere: Callable[[Entry], None] = lambda _: None
    limits: wire.Limits = field(default_factory=lambda: limits(Patience(), Pace()))
    soon: Callable[..., object] = lambda *act: asyncio.get_running_loop().call_soon(*act)


def happenings(entry: Entry, after: LiveRoom) -> list[Happened]:
    found = []
    for one in entry.events:
        if not isinstance(one.event, Gone):
            seat: SeatId | None = speaks_of(one.event)
            about = after.person_in(seat)
            found.append(
                Happened(after.session, after.program, entry.at, one.event, seat, about, entry.person, entry.command)
            )
    return found


async def spend(unit: LiveUnit, admission: Admission, now: datetime) -> None:
    """Use the ticket up, once on whatever node, and let the room speak for its sign-in.

    Raises:
        SignedOut: it was spent before, or has expired.
    """
    if not await unit.tickets.spend(admission.ticket, now):
        raise SignedOut
    await unit.sign_ins.touch_in_room(admission.sign_in, now)


def is_away(failure: Exception) -> bool:
    """Whether the database did not answer, so that no single command is to blame."""
    return isinstance(failure, OperationalError | PoolTimeout | ConnectionError | TimeoutError | OSError)


def refusal_of(failure: Exception) -> Refusal:
    match failure:
        case Refusal():
            return failure
        case IntegrityError() | ProgrammingError() | DataError():  # trying again would not help
            log.error("room-unexpected", kind=type(failure).__name__)
            return Unexpected()
        case SQLAlchemyError() | ConnectionError() | TimeoutError() | OSError():
            log.warning("room-unavailable", kind=type(failure).__name__)
            return Unavailable(retry_after=2)
        case KeyGone():
            return Unavailable(retry_after=60)
        case _:
            log.error("room-unexpected", kind=type(failure).__name__)
            return Unexpected()
