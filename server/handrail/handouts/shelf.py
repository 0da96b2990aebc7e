"""Which handouts were shared in this session, and which seats have acknowledged them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from handrail.handouts.commands import AcknowledgeHandout, Command, ShareHandout, TurnTo
from handrail.handouts.events import AcknowledgementKept, Event, HandoutAcknowledged, HandoutShared, HandoutTurned
from handrail.handouts.handout import Handout
from handrail.kernel.audience import Actor, Standing
from handrail.kernel.errors import Fault, Invalid, NotAllowed, NotFound
from handrail.kernel.ids import HandoutId, SeatId


@dataclass(frozen=True, slots=True)
class Offer:
    """A handout that may be shared: its newest version, title, and how many sections it has."""

    handout: HandoutId
    version: int
    title: str
    sections: int = 0


@dataclass(frozen=True, slots=True)
class OnShelf:
    """One shared handout. `section` is where the group is in it, once a facilitator has shown a place."""

    handout: HandoutId
    version: int
    title: str
    acknowledged: frozenset[SeatId] = frozenset()
    section: int | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The handouts of one session.

    Attributes:
        offers: what the library has; only deciding looks at it, so a later library replays the same.
        shared: in the order of sharing.
    """

    offers: Mapping[HandoutId, Offer] = field(default_factory=dict)
    shared: Mapping[HandoutId, OnShelf] = field(default_factory=dict)


def stocked(library: Iterable[Handout]) -> Shelf:
    """A shelf on which nothing is shared yet, offering the newest version of each handout."""
    oldest_first = sorted(library, key=lambda handout: (handout.id, handout.version))
    return Shelf({one.id: Offer(one.id, one.version, one.title, one.sections) for one in oldest_first})


def decide(shelf: Shelf, command: Command, actor: Actor, now: datetime) -> tuple[Event, ...]:  # noqa: ARG001 - one shape for every decide
    """What follows from the command; nothing, when it changes nothing.

    Raises:
        NotAllowed: a member shares or shows the place, or a facilitator acknowledges.
        Invalid: it has no such section.
        NotFound: no such handout, or not shared here, or the actor is in the lobby.
    """
    if actor.standing is Standing.LOBBY:
        raise NotFound
    match command:
        case ShareHandout(handout):
            return _share(shelf, handout, actor)
        case AcknowledgeHandout(handout):
            return _acknowledge(shelf, handout, actor)
        case TurnTo(handout, section):
            return _turn(shelf, handout, section, actor)
        case _:
            assert_never(command)


def _share(shelf: Shelf, handout: HandoutId, actor: Actor) -> tuple[Event, ...]:
    if actor.standing is not Standing.FACILITATOR:
        raise NotAllowed("Facilitators share handouts.")
    offer = shelf.offers.get(handout)
    if offer is None:
        raise NotFound
    there = shelf.shared.get(handout)
    if there is not None and there.version == offer.version:
        return ()
    return (HandoutShared(offer.handout, offer.version, offer.title),)


def _acknowledge(shelf: Shelf, handout: HandoutId, actor: Actor) -> tuple[Event, ...]:
    there = shelf.shared.get(handout)
    if there is None:
        raise NotFound
    if actor.standing is not Standing.MEMBER:
        raise NotAllowed("Participants acknowledge handouts.")
    if actor.seat in there.acknowledged:
        return ()
    return (
        HandoutAcknowledged(actor.seat, handout, there.version),
        AcknowledgementKept(actor.seat, handout, there.version),
    )


def _turn(shelf: Shelf, handout: HandoutId, section: int, actor: Actor) -> tuple[Event, ...]:
    if actor.standing is not Standing.FACILITATOR:
        raise NotAllowed("Facilitators show where the group is. You can read on by yourself.")
    there, offer = shelf.shared.get(handout), shelf.offers.get(handout)
    if there is None or offer is None:
        raise NotFound
    if not 0 <= section <= offer.sections:
        raise Invalid(faults=(Fault("/section", "This handout has no such section."),))
    return () if there.section == section else (HandoutTurned(handout, section),)


def evolve(shelf: Shelf, event: Event) -> Shelf:
    """The shelf after the event."""
    match event:
        case HandoutShared(handout, version, title):
            return replace(shelf, shared={**shelf.shared, handout: OnShelf(handout, version, title)})
        case HandoutAcknowledged(seat, handout, _):
            there = shelf.shared.get(handout)
            if there is None:  # the sharing was lost with its key: there is nothing to mark
                return shelf
            marked = replace(there, acknowledged=there.acknowledged | {seat})
            return replace(shelf, shared={**shelf.shared, handout: marked})
        case HandoutTurned(handout, section):
            there = shelf.shared.get(handout)
            if there is None:
                return shelf
            return replace(shelf, shared={**shelf.shared, handout: replace(there, section=section)})
        case AcknowledgementKept():
            return shelf
        case _:
            assert_never(event)
