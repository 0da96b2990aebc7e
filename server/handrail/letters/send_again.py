"""Sends a link again by its client's own act: a new attempt with a new token; the old link dies in the same commit."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.principal import Principal
from handrail.letters.deliver import Queued, QueueDelivery
from handrail.letters.delivery import Delivery, DeliveryAsk, Manner, State
from handrail.letters.end_deliveries import cancelled
from handrail.letters.ports import Unit, Units

TRIED = frozenset({State.SENT, State.UNKNOWN, State.FAILED})
"""Where sending again says nothing new: it went, may have gone, or did not; and nobody opened it."""


@dataclass(frozen=True)
class SendAgain:
    """The same letter to the same address on the same form, judged anew. The machine never does this (design §9.9)."""

    units: Units
    queue: QueueDelivery

    async def __call__(self, caller: Principal, delivery_id: str) -> Queued:
        """The new sending, with a passcode of its own and its own time to undo.

        Raises:
            NotFound: no such sending of the caller's.
            Conflict: it is no link, was not tried, was opened or taken back, or would go otherwise than was accepted.
            Invalid: the form covers less than the letter says.
            DisclosureRefused: the rules permit it no more; recorded.
        """
        async with self.units.read() as unit:
            old = await unit.deliveries.get(delivery_id)
        if old.person != caller.person:
            raise NotFound
        _can_go_again(old)

        async def instead(unit: Unit, new: Delivery) -> None:
            current = await unit.deliveries.get(old.id, lock=True)
            _can_go_again(current)
            if (new.notice, new.neutral) != (old.notice, old.neutral):
                raise Conflict("It would go otherwise than you accepted. Send the letter anew and read the warnings.")
            if current.can_be_stopped:
                _ = await cancelled(unit, current, caller.person)

        ask = DeliveryAsk(
            old.form,
            old.address,
            old.address,
            old.language,
            notice_accepted=old.accepted,
            notice_accepted_again=old.accepted,
        )
        return await self.queue.for_client(caller.person, old.program, old.letter, ask, then=instead)


def _can_go_again(one: Delivery) -> None:
    if one.manner is not Manner.LINK or one.state not in TRIED:
        raise Conflict("Only a link that was tried and that nobody opened can be sent again.")
