"""Offers the client of a replaced letter the new one: as it was chosen, on the facts as they are now, in one step."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, Invalid
from handrail.kernel.ids import LetterId
from handrail.kernel.principal import Principal
from handrail.letters.ask import LetterAsk
from handrail.letters.choices import Language
from handrail.letters.issue import IssueLetter
from handrail.letters.issued import Letter, taken_by
from handrail.letters.ports import Unit, Units
from handrail.letters.preview import Preview, PreviewLetter
from handrail.letters.reader import chosen_reader
from handrail.letters.see import own
from handrail.letters.standing import Standing, after
from handrail.programs.calendar import today


@dataclass(frozen=True)
class MakeAnew:
    """The level is that of the replaced letter: the client sees the page and decides again (trap 26)."""

    units: Units
    issue: IssueLetter
    preview: PreviewLetter
    clock: Clock

    async def __call__(self, caller: Principal, letter: LetterId) -> Letter:
        """The new letter. Asked for again, the same one.

        Raises:
            NotFound: no such letter of the caller's.
            Conflict: it was not replaced, it rests on a clinician's statement, or another took its place meanwhile.
            Invalid: nothing true is left to say.
            DisclosureRefused: the rules do not permit it; recorded.
        """
        async with self.units.read() as unit:
            made = taken_by(letter, await unit.letters.of(caller.person))
            if made:
                return made
            ask = await self._ask(unit, caller, letter)
        return await self.issue(caller, ask, replaces=letter)

    async def shown(self, caller: Principal, letter: LetterId, language: Language = Language.ENGLISH) -> Preview:
        """The page that it would be, for the client alone.

        Raises:
            as `__call__`.
        """
        async with self.units.read() as unit:
            ask = await self._ask(unit, caller, letter)
        return await self.preview(caller, ask, language=language)

    async def _ask(self, unit: Unit, caller: Principal, letter: LetterId) -> LetterAsk:
        """What was chosen; without a reader whose form no longer holds: a check needs one that does (trap 6)."""
        old = await own(unit, caller.person, letter)
        if after(old.steps) is not Standing.REPLACED or old.asked is None:
            raise Conflict("This letter was not replaced.")
        if old.asked.needs_clinician:
            raise Conflict("This letter rests on a clinician's statement. Please ask for a new one.")
        on_file = await unit.disclosure_files.on_file(caller.person, caller.program, lock=False)
        part2 = (await unit.programs.get(caller.program)).part2
        try:
            chosen_reader(old.asked.reader_form, on_file, part2, today(self.clock.now(), on_file.zone))
        except (Conflict, Invalid):
            return replace(old.asked, reader_form="")
        return old.asked
