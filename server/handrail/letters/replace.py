"""Marks letters as replaced when an entry that they state is corrected so that it no longer says so (I9).

Runs inside the unit of the correction. Letters whose stated facts did not change stay as they are.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from handrail.attendance.entry import standing
from handrail.attendance.events import AttendanceCorrected
from handrail.audit.entry import Tag
from handrail.disclosure.vocabulary import DataElement
from handrail.kernel.clock import Clock
from handrail.kernel.ids import SessionId
from handrail.letters.end_deliveries import end_of_letter
from handrail.letters.events import LetterReplaced
from handrail.letters.gathered import ATTENDED
from handrail.letters.issued import Letter
from handrail.letters.ports import Unit
from handrail.letters.standing import Standing, Step, after


@dataclass(frozen=True)
class ReplaceLetters:
    """What follows for letters from one corrected entry."""

    clock: Clock

    async def __call__(self, unit: Unit, correction: AttendanceCorrected) -> None:
        """Mark the letters that state what the ledger no longer says.

        The correction holds the ledger's lock: a letter being issued right now is seen here, or sees it.
        """
        corrected = await unit.ledger.get(correction.entry)
        if corrected.status in ATTENDED:
            return
        ledger = standing(await unit.ledger.of_person(corrected.person))
        there = {one.session for one in ledger if one.status in ATTENDED and one.day == corrected.day}
        for stating in await unit.letters.stating(corrected.session, corrected.person):
            letter = await unit.letters.get(stating.id, lock=True)  # a sending under way holds it, and is seen
            if after(letter.steps) is not Standing.ISSUED or _still_true(letter, there):
                continue
            await unit.letters.take_step(letter.id, Step.REPLACE, by=corrected.by, at=self.clock.now())
            await unit.audit.record(Tag.LETTER_REPLACED, actor=corrected.by, subject=letter.id, program=letter.program)
            await end_of_letter(unit, letter.person, letter.id, by=corrected.by)
            unit.state(LetterReplaced(letter.id, letter.person))


def _still_true(letter: Letter, there: AbstractSet[SessionId]) -> bool:
    """Whether the day stands all the same: the client was at another session of it, and no hour is told."""
    return DataElement.TIME_WINDOW not in letter.told and bool(letter.sessions & there)
