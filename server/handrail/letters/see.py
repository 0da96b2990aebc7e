"""Shows clients their letters, who checked them, and the documents again; nobody else sees any of it here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import LetterId, PersonId
from handrail.kernel.principal import Principal
from handrail.letters.ask import LetterAsk
from handrail.letters.issued import Checked, Letter, confirmed, taken_by
from handrail.letters.ports import Unit, Units
from handrail.letters.slip import Slip
from handrail.letters.standing import Standing, after
from handrail.programs.calendar import today


@dataclass(frozen=True, slots=True)
class Seen:
    """A letter as its client sees it: `today` in its zone, the checks that confirmed it, newest first, its slips."""

    letter: Letter
    today: date
    checks: tuple[Checked, ...] = field(repr=False)
    slips: tuple[Slip, ...] = ()
    can_be_checked: bool = False
    replaced_by: str = ""

    @property
    def again(self) -> LetterAsk | None:
        """What to make anew: its client's choices, where it was replaced and no letter took its place."""
        replaced = after(self.letter.steps) is Standing.REPLACED
        return self.letter.asked if replaced and not self.replaced_by else None


@dataclass(frozen=True)
class SeeLetters:
    """The caller's own letters."""

    units: Units
    clock: Clock

    async def __call__(self, caller: Principal, letter: LetterId | None = None) -> tuple[Seen, ...]:
        """All of them, newest first; or the one asked for.

        Raises:
            NotFound: no such letter of the caller's.
        """
        async with self.units.read() as unit:
            every = await unit.letters.of(caller.person)
            letters = (await own(unit, caller.person, letter),) if letter else every
            ids = [one.id for one in letters]
            checks = confirmed(await unit.letters.checks(ids))
            slips, ended = await unit.letters.slips(ids), await unit.letters.ended(ids)
        now = self.clock.now()
        return tuple(
            _seen(
                one,
                today(now, one.zone),
                tuple(check for check in checks if check.letter == one.id),
                tuple(slip for slip in slips if slip.letter == one.id),
                own_code=one.reader is not None and one.id not in ended,
                every=every,
            )
            for one in letters
        )


def _seen(
    letter: Letter,
    day: date,
    checks: tuple[Checked, ...],
    slips: tuple[Slip, ...],
    *,
    own_code: bool,
    every: tuple[Letter, ...],
) -> Seen:
    stands = letter.standing(day) is Standing.ISSUED
    made = taken_by(letter.id, every)
    live = stands and (own_code or any(slip.live(day) for slip in slips))
    return Seen(letter, day, checks, slips, live, made.id if made else "")


@dataclass(frozen=True)
class FetchDocument:
    """The document of the caller's own letter, byte for byte as it was issued."""

    units: Units

    async def __call__(self, caller: Principal, letter: LetterId) -> tuple[Letter, bytes]:
        """The letter and its PDF; that it was fetched is recorded.

        Raises:
            NotFound: no such letter of the caller's.
        """
        async with self.units.begin() as unit:
            found = await own(unit, caller.person, letter)
            document = await unit.letters.document(found.id)
            await unit.audit.record(Tag.LETTER_READ, actor=caller.person, subject=found.id, program=found.program)
        return found, document

    async def text(self, caller: Principal, letter: LetterId) -> str:
        """Its plain-text twin; that it was fetched is recorded.

        Raises:
            NotFound: no such letter of the caller's.
        """
        async with self.units.begin() as unit:
            found = await own(unit, caller.person, letter)
            text = await unit.letters.text(found.id)
            await unit.audit.record(Tag.LETTER_READ, actor=caller.person, subject=found.id, program=found.program)
        return text


async def own(unit: Unit, person: PersonId, letter: LetterId) -> Letter:
    """The letter, if it is this person's; another's and none are one answer."""
    found = await unit.letters.get(letter)
    if found.person != person:
        raise NotFound
    return found
