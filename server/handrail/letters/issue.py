"""Issues a letter to its client: decided, composed, drawn, signed and scanned; then decided again and written down.

Everything slow happens outside any transaction. The unit at the end reads the same facts again and the gate
decides again; where anything the letter says has changed, all of it starts over (trap 30). Letter, accounting
and audit are one commit, or there is no letter (I2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from handrail.audit.entry import Tag
from handrail.disclosure.gate import Artefact, Ask, Gate, Permit
from handrail.disclosure.request import Period, Recipient
from handrail.disclosure.vocabulary import ActorRole, Assurance, Channel, LegalAuthority, RecipientClass, Relation
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, Fault, Invalid, LeakFound
from handrail.kernel.ids import Ids, LetterId, PersonId, ProgramId
from handrail.kernel.principal import Principal
from handrail.letters.ask import PURPOSES, LetterAsk, checked, elements
from handrail.letters.code import mint, number, shown
from handrail.letters.gathered import Gathered
from handrail.letters.issued import Letter, Reader
from handrail.letters.letter import Allowed, Check, LetterContent, compose
from handrail.letters.ports import Gather, Made, Press, Unit, Units
from handrail.letters.reader import chosen_reader
from handrail.letters.scan import Kind, Place, fold, scan
from handrail.programs.calendar import today

TRIES = 3
CHECK_PATH = "/check"


class _Changed(Exception):
    """Something that the letter says changed while it was made."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """One attempt: fixed before anything is drawn, compared before anything is written."""

    ask: LetterAsk
    issued_on: date
    zone: str
    number: str
    code: str
    reader: Reader | None
    allowed: Allowed


@dataclass(frozen=True)
class IssueLetter:
    """Makes a letter for the client who asks.

    Attributes:
        check_origin: configured origin of the page where readers check letters, e.g. `https://letters.example`.
    """

    units: Units
    gate: Gate
    gather: Gather
    press: Press
    clock: Clock
    ids: Ids
    check_origin: str

    async def __call__(self, caller: Principal, ask: LetterAsk) -> Letter:
        """The issued letter.

        Raises:
            DisclosureRefused: the rules do not permit it; recorded.
            Invalid: nothing true can be said, or the name cannot be drawn.
            LeakFound: the finished bytes would say more; recorded.
            Conflict: no letterhead, no check possible here, or the facts kept changing.
        """
        for _ in range(TRIES):
            try:
                return await self._attempt(caller, ask)
            except _Changed:
                continue
        raise Conflict("What may be said is changing right now. Please try again in a moment.")

    async def _attempt(self, caller: Principal, ask: LetterAsk) -> Letter:
        async with self.units.read() as unit:
            on_file = await unit.disclosure_files.on_file(caller.person, caller.program, lock=False)
            day = today(self.clock.now(), on_file.zone)
            ask = checked(ask, day)
            reader = chosen_reader(
                ask.reader_form, on_file.authorities, (await unit.programs.get(caller.program)).part2, day
            )
            gathered = await self.gather(unit, caller.person, ask, day)
        permit = await self.gate.consider(_to_the_client(ask, caller.person, caller.program))
        draft = _Draft(
            ask=ask,
            issued_on=day,
            zone=on_file.zone,
            number=number(self.ids),
            code=mint(self.ids) if reader else "",
            reader=reader,
            allowed=_allowed(permit),
        )
        content = self._compose(draft, gathered)
        made = await self.press.make(content, _must_not_appear(gathered, content), _spare(gathered, draft))
        if made.findings:
            await self._refuse(caller, made)
        return await self._keep(caller, draft, content, made, permit)

    def _compose(self, draft: _Draft, gathered: Gathered) -> LetterContent:
        check = Check(self.check_origin + CHECK_PATH, draft.code) if draft.reader else None
        ask = draft.ask
        return compose(
            gathered.facts, draft.allowed, ask.level, ask.use, gathered.head, draft.issued_on, draft.number, check
        )

    async def _keep(
        self, caller: Principal, draft: _Draft, content: LetterContent, made: Made, permit: Permit
    ) -> Letter:
        digest = sha256(made.pdf).hexdigest()
        async with self.gate.watching(self.units.begin()) as unit:
            gathered = await self._same_facts(unit, caller, draft, content)
            try:
                release = await self.gate.release(unit, permit, Artefact(digest))
            except Conflict:
                raise _Changed from None
            letter = Letter(
                id=LetterId(self.ids.new()),
                person=caller.person,
                program=caller.program,
                number=draft.number,
                level=draft.ask.level,
                use=draft.ask.use,
                issued_on=draft.issued_on,
                issued_at=self.clock.now(),
                zone=draft.zone,
                digest=digest,
                decision=release.id,
                issuer=gathered.issuer,
                sessions=gathered.stated(draft.allowed, draft.ask.level),
                reader=draft.reader,
            )
            await unit.letters.add(letter, made.pdf, draft.code)
            await unit.audit.record(Tag.LETTER_ISSUED, actor=caller.person, subject=letter.id, program=caller.program)
        return letter

    async def _same_facts(self, unit: Unit, caller: Principal, draft: _Draft, content: LetterContent) -> Gathered:
        """The facts under lock, if they still make the very same letter."""
        on_file = await unit.disclosure_files.on_file(caller.person, caller.program, lock=True)
        gathered = await self.gather(unit, caller.person, draft.ask, draft.issued_on, lock=True)
        try:
            part2 = (await unit.programs.get(caller.program)).part2
            reader = chosen_reader(draft.ask.reader_form, on_file.authorities, part2, draft.issued_on)
            same = reader == draft.reader and self._compose(draft, gathered) == content
        except Invalid:
            same = False
        if not same:
            raise _Changed
        return gathered

    async def _refuse(self, caller: Principal, made: Made) -> None:
        async with self.units.begin() as unit:
            await unit.audit.record(Tag.LETTER_REFUSED, actor=caller.person, program=caller.program, outcome="refused")
        says = dict.fromkeys(f"{finding.word}: {finding.reason}" for finding in made.findings)
        raise LeakFound(faults=tuple(Fault("/document", one) for one in list(says)[:10]))


def _allowed(permit: Permit) -> Allowed:
    period = permit.period
    return Allowed(permit.elements, period.start if period else None, period.end if period else None)


def _to_the_client(ask: LetterAsk, person: PersonId, program: ProgramId) -> Ask:
    """Route A: the client's own letter, handed to the client (45 CFR 164.502(a)(1)(i); 42 CFR 2.23)."""
    return Ask(
        person=person,
        program=program,
        actor=person,
        actor_role=ActorRole.PARTICIPANT,
        purpose=PURPOSES[ask.use],
        recipient=Recipient(RecipientClass.INDIVIDUAL),
        data=elements(ask),
        data_period=Period(ask.first_day, ask.last_day) if ask.first_day else None,
        channel=Channel.PORTAL,
        letter_level=int(ask.level),
        assurance=Assurance.VERIFIED,
        relation=Relation.SELF,
        basis=(LegalAuthority.TO_INDIVIDUAL,),
    )


def _must_not_appear(gathered: Gathered, content: LetterContent) -> tuple[str, ...]:
    """The names to look for: not those that are words of every letter (a cohort called "Evening"), nor the issuer's."""
    own = Place("the letter's own words", Kind.PROSE, " ".join((content.title, *content.paragraphs, *content.closing)))
    return tuple(
        name for name in gathered.names if fold(name) != fold(gathered.head.name) and not scan([own], (), [name])
    )


def _spare(gathered: Gathered, draft: _Draft) -> tuple[str, ...]:
    number_and_code = (draft.number, shown(draft.number), draft.code, shown(draft.code))
    return tuple(one for one in (gathered.facts.person_name, *number_and_code) if one)
