"""Ends sendings: by the client's own word, or because what they rest on is gone; before they start nothing leaves.

Whatever ends a letter or a form calls `end` in its own unit, so that the queue and the links end in the same commit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.ids import LetterId, PersonId
from handrail.kernel.principal import Principal
from handrail.letters.delivery import Act, Delivery, Happened
from handrail.letters.ports import Unit, Units


@dataclass(frozen=True)
class CancelDelivery:
    """Takes a sending back: before it starts nothing leaves, afterwards its link is dead."""

    units: Units

    async def __call__(self, caller: Principal, delivery_id: str) -> Delivery:
        """The delivery, cancelled.

        Raises:
            NotFound: no such delivery of the caller's.
            Conflict: it was fetched already, went attached, or is over.
        """
        async with self.units.begin() as unit:
            delivery = await unit.deliveries.get(delivery_id, lock=True)
            if delivery.person != caller.person:
                raise NotFound
            if not delivery.can_be_stopped:
                raise Conflict("This can no longer be taken back.")
            return await cancelled(unit, delivery, caller.person)


async def end(unit: Unit, person: PersonId, which: Callable[[Delivery], bool], *, by: str) -> Sequence[Delivery]:
    """Cancel what `which` picks and what can still be stopped; gives each as it stood before."""
    stopped = []
    for one in await unit.deliveries.of(person):
        if which(one) and one.can_be_stopped:
            current = await unit.deliveries.get(one.id, lock=True)
            if current.can_be_stopped:
                await cancelled(unit, current, by)
                stopped.append(current)
    return stopped


async def end_of_letter(unit: Unit, person: PersonId, letter: LetterId, *, by: str) -> None:
    """Cancel every sending of a letter that no longer stands."""
    await end(unit, person, lambda one: one.letter == letter, by=by)


async def cancelled(unit: Unit, delivery: Delivery, by: str) -> Delivery:
    """The delivery, held under lock, taken back."""
    await unit.audit.record(Tag.DELIVERY_CANCELLED, actor=by, subject=delivery.id, program=delivery.program)
    return await unit.deliveries.append(delivery, Happened(Act.CANCEL, unit.clock.now()))
