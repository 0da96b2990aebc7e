"""Takes a letter back at its client's word, at any time: from the commit on no check and no link leads to it."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import LetterId
from handrail.kernel.principal import Principal
from handrail.letters.end_deliveries import end_of_letter
from handrail.letters.issued import Letter
from handrail.letters.ports import Units
from handrail.letters.standing import Standing, Step, after, move


@dataclass(frozen=True)
class WithdrawLetter:
    """Withdraws a letter. What was handed out stays out; that is the client's to know."""

    units: Units
    clock: Clock

    async def __call__(self, caller: Principal, letter_id: LetterId) -> Letter:
        """The letter, withdrawn. Asking again changes nothing.

        Raises:
            NotFound: no such letter of the caller's.
            Conflict: it was replaced already.
        """
        async with self.units.begin() as unit:
            letter = await unit.letters.get(letter_id, lock=True)
            if letter.person != caller.person:
                raise NotFound
            if after(letter.steps) is Standing.WITHDRAWN:
                return letter
            move(after(letter.steps), Step.WITHDRAW)
            await unit.letters.take_step(letter.id, Step.WITHDRAW, by=caller.person, at=self.clock.now())
            await unit.audit.record(
                Tag.LETTER_WITHDRAWN, actor=caller.person, subject=letter.id, program=letter.program
            )
            await end_of_letter(unit, letter.person, letter.id, by=caller.person)
            return await unit.letters.get(letter_id)
