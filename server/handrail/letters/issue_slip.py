"""Gives a client a slip for a letter they have, and lets them switch every code of a letter off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from handrail.audit.entry import Tag
from handrail.disclosure.gate import Artefact, Ask, Gate
from handrail.disclosure.vocabulary import (
    ActorRole,
    Assurance,
    DataElement,
    LegalAuthority,
    Purpose,
    Relation,
)
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, Fault, Invalid, LeakFound, NotFound
from handrail.kernel.ids import Ids, LetterId
from handrail.kernel.principal import Principal
from handrail.letters.code import mint, shown
from handrail.letters.content import Check, Form
from handrail.letters.draft import CHECK_PATH, THE_CLIENT
from handrail.letters.gather import head_of
from handrail.letters.issued import Letter, Reader
from handrail.letters.ports import Press, Unit, Units
from handrail.letters.reader import chosen_reader
from handrail.letters.see import own
from handrail.letters.slip import Slip, SlipAsk, compose_slip, until_at_most
from handrail.letters.standing import Standing
from handrail.programs.calendar import today


@dataclass(frozen=True)
class IssueSlip:
    """A code for one reader, authorised by itself (45 CFR 164.508; trap 6)."""

    units: Units
    gate: Gate
    press: Press
    clock: Clock
    ids: Ids
    check_origin: str

    async def __call__(self, caller: Principal, letter_id: LetterId, ask: SlipAsk) -> Slip:
        """The slip; its page can be fetched.

        Raises:
            NotFound: no such letter of the caller's.
            Conflict: the letter no longer stands, or letters of this program cannot be checked.
            Invalid: no form that lets a reader check.
            LeakFound: the finished page would say more.
        """
        if not ask.reader_form:
            raise Invalid(faults=(Fault("/reader_form", "sign the form that lets your reader check the letter first"),))
        async with self.units.read() as unit:
            letter, reader, day = await self._checkable(unit, caller, letter_id, ask)
            profile = await unit.programs.latest_issuer_profile(caller.program)
        if profile is None:
            raise Conflict("Your program has not set up its letterhead yet. Please ask your coordinator.")
        permit = await self.gate.consider(_to_the_client(caller))
        code = mint(self.ids)
        form = Form(letter.level, letter.use, ask.language)
        content = compose_slip(letter, form, head_of(profile), day, Check(self.check_origin + CHECK_PATH, code))
        made = await self.press.make(content, (), (letter.number, shown(letter.number), code, shown(code)))
        if made.findings:
            raise LeakFound(faults=tuple(Fault("/document", one.reason) for one in made.findings[:10]))
        digest = sha256(made.pdf).hexdigest()
        slip = Slip(self.ids.new(), letter.id, caller.person, day, reader, digest)
        async with self.gate.watching(self.units.begin()) as unit:
            if (await self._checkable(unit, caller, letter_id, ask))[1] != reader:
                raise Conflict("The form has changed meanwhile. Please start again.")
            await self.gate.release(unit, permit, Artefact(digest))
            await unit.letters.add_slip(slip, made.pdf, code)
            await unit.audit.record(Tag.SLIP_ISSUED, actor=caller.person, subject=slip.id, program=caller.program)
        return slip

    async def _checkable(
        self, unit: Unit, caller: Principal, letter_id: LetterId, ask: SlipAsk
    ) -> tuple[Letter, Reader, date]:
        letter = await own(unit, caller.person, letter_id)
        on_file = await unit.disclosure_files.on_file(caller.person, caller.program, lock=False)
        day = today(self.clock.now(), on_file.zone)
        if letter.standing(day) is not Standing.ISSUED:
            raise Conflict("This letter no longer stands, so there is nothing to check.")
        part2 = (await unit.programs.get(caller.program)).part2
        reader = chosen_reader(ask.reader_form, on_file, part2, day)
        if reader is None:
            raise NotFound
        return letter, until_at_most(reader, ask.until), day


@dataclass(frozen=True)
class EndChecks:
    """Switches off every code of a letter, its own and those of its slips. The letter itself stands."""

    units: Units
    clock: Clock

    async def __call__(self, caller: Principal, letter_id: LetterId) -> None:
        """From the commit on no code of this letter confirms it. Asking again changes nothing.

        Raises:
            NotFound: no such letter of the caller's.
        """
        async with self.units.begin() as unit:
            letter = await own(unit, caller.person, letter_id)
            await unit.letters.end_checks(letter.id, at=self.clock.now())
            await unit.audit.record(
                Tag.LETTER_CHECK_ENDED, actor=caller.person, subject=letter.id, program=letter.program
            )


@dataclass(frozen=True)
class FetchSlip:
    """The page of the caller's own slip."""

    units: Units

    async def __call__(self, caller: Principal, letter_id: LetterId, slip_id: str) -> tuple[Letter, bytes]:
        """The letter and the slip's PDF; that it was fetched is recorded.

        Raises:
            NotFound: no such slip of the caller's.
        """
        async with self.units.begin() as unit:
            letter = await own(unit, caller.person, letter_id)
            page = await unit.letters.slip_document(letter.id, slip_id)
            await unit.audit.record(Tag.LETTER_READ, actor=caller.person, subject=slip_id, program=letter.program)
        return letter, page


def _to_the_client(caller: Principal) -> Ask:
    return Ask(
        person=caller.person,
        program=caller.program,
        actor=caller.person,
        actor_role=ActorRole.PARTICIPANT,
        purpose=Purpose.INDIVIDUAL_ACCESS,
        recipient=THE_CLIENT,
        data=(DataElement.LETTER_EXISTENCE,),
        assurance=Assurance.VERIFIED,
        relation=Relation.SELF,
        basis=(LegalAuthority.TO_INDIVIDUAL,),
    )
