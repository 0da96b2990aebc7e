"""Issues a letter to its client: prepared, drawn, signed and scanned; then decided again and written down.

Everything slow happens outside any transaction. The unit at the end reads the same facts again and the gate
decides again; where anything the letter says has changed, all of it starts over (trap 30). Letter, accounting
and audit are one commit, or there is no letter (I2).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from handrail.audit.entry import Tag
from handrail.disclosure.gate import Artefact, Gate, Permit, Refused, Release
from handrail.disclosure.vocabulary import Obligation, Outcome
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, Fault, Invalid, LeakFound
from handrail.kernel.ids import Ids, LetterId
from handrail.kernel.principal import Principal
from handrail.letters.ask import LetterAsk
from handrail.letters.code import mint, number
from handrail.letters.draft import must_not_appear
from handrail.letters.gathered import Gathered
from handrail.letters.issued import Letter, taken_by
from handrail.letters.letterhead import revealing
from handrail.letters.lexicon import Term
from handrail.letters.ports import Made, Press, Unit, Units
from handrail.letters.prepare import NOTHING, Granted, Prepared, PrepareLetter
from handrail.letters.reader import chosen_reader
from handrail.letters.request import Act, Entry, Request, RequestKind
from handrail.letters.request_letter import put_before_staff

TRIES = 3
Then = Callable[[Unit, Letter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Along:
    """What else goes into the unit of the letter."""

    replaces: str
    then: Then | None


class _Changed(Exception):
    """Something that the letter says changed while it was made."""


class _Leaks(Exception):
    """The finished bytes would say more."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = faults


@dataclass(frozen=True)
class IssueLetter:
    """Makes a letter for the client who asks.

    Attributes:
        lexicon: words that the letterhead may not hold either.
    """

    units: Units
    gate: Gate
    prepare: PrepareLetter
    press: Press
    clock: Clock
    ids: Ids
    lexicon: Sequence[Term]

    async def __call__(
        self,
        caller: Principal,
        ask: LetterAsk,
        granted: Granted = NOTHING,
        replaces: str = "",
        then: Then | None = None,
    ) -> Letter:
        """The issued letter.

        Args:
            caller: the client.
            ask: what they chose.
            granted: what was done before.
            replaces: id of the letter whose place it takes.
            then: done in its unit, or there is no letter.

        Raises:
            DisclosureRefused: the rules do not permit it; recorded, and put before staff where they may settle it.
            Invalid: nothing true can be said, or the name cannot be drawn.
            LeakFound: the letterhead or the finished bytes would say more; recorded.
            Conflict: no letterhead, no check possible here, another letter took the place, or the facts kept changing.
        """
        leaked = False
        for _ in range(TRIES):
            try:
                return await self._attempt(caller, ask, granted, _Along(replaces, then))
            except _Changed:
                continue
            except _Leaks as found:
                # A number or a digest can look like a word once. What truly stands there stands there again.
                if leaked:
                    await self._refuse(caller, found.faults)
                leaked = True
            except Refused as refusal:
                if refusal.decision.outcome is Outcome.NEEDS_REVIEW:
                    review = Request(
                        self.ids.new(), caller.person, caller.program, RequestKind.REVIEW, ask, self.clock.now()
                    )
                    async with self.units.begin() as unit:
                        await put_before_staff(unit, review)
                raise
        raise Conflict("What may be said is changing right now. Please try again in a moment.")

    async def _attempt(self, caller: Principal, ask: LetterAsk, granted: Granted, along: _Along) -> Letter:
        prepared = await self.prepare(caller, ask, number(self.ids), mint(self.ids), granted)
        _conditions_met(prepared.permit)
        draft, gathered, content = prepared.draft, prepared.gathered, prepared.content
        if telling := revealing(gathered.profile, self.lexicon):
            await self._refuse(caller, [Fault(f"/issuer_profile{one.at}", one.reason) for one in telling])
        made = await self.press.make(content, must_not_appear(gathered, content), draft.spare(gathered, content))
        if made.findings:
            says = dict.fromkeys(f"{finding.word}: {finding.reason}" for finding in made.findings)
            raise _Leaks(tuple(Fault("/document", one) for one in says))
        return await self._keep(caller, prepared, made, granted, along)

    async def _keep(self, caller: Principal, prepared: Prepared, made: Made, granted: Granted, along: _Along) -> Letter:
        draft = prepared.draft
        digest = sha256(made.pdf).hexdigest()
        async with self.gate.watching(self.units.begin()) as unit:
            request = await self._still_granted(unit, prepared, granted)
            try:
                release = await self.gate.release(unit, prepared.permit, Artefact(digest))
            except Conflict:
                raise _Changed from None
            gathered = await self._same_facts(unit, release, prepared, granted)
            if along.replaces:
                await hold_place(unit, LetterId(along.replaces))
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
                issuer=gathered.profile.version,
                sessions=gathered.stated(draft.allowed, draft.ask.level),
                reader=draft.reader,
                told=prepared.permit.elements,
                days=(draft.ask.first_day, draft.ask.last_day) if draft.ask.first_day and draft.ask.last_day else None,
                purpose=prepared.permit.ask.purpose,
                asked=draft.ask,
                replaces=along.replaces,
            )
            await unit.letters.add(letter, made.pdf, made.text, draft.code)
            await unit.audit.record(Tag.LETTER_ISSUED, actor=caller.person, subject=letter.id, program=caller.program)
            if request:
                done = Entry(Act.ISSUE, caller.person, letter.issued_at, letter=letter.id)
                await unit.letter_requests.append(request, done)
            if along.then:
                await along.then(unit, letter)
        return letter

    async def _still_granted(self, unit: Unit, prepared: Prepared, granted: Granted) -> Request | None:
        """The request under lock, if what it grants still stands."""
        if not granted.request:
            return None
        request = await unit.letter_requests.get(granted.request, lock=True)
        if request.ready(self.clock.now(), prepared.draft.issued_on) != granted.statement:
            raise _Changed
        return request

    async def _same_facts(self, unit: Unit, release: Release, prepared: Prepared, granted: Granted) -> Gathered:
        """The facts under lock, if they still make the very same letter."""
        draft = prepared.draft
        read = await self.prepare.gather(unit, release.ask.person, draft.ask, draft.issued_on, lock=True)
        gathered = granted.added_to(read)
        try:
            reader = chosen_reader(draft.ask.reader_form, release.on_file, gathered.part2, draft.issued_on)
            same = reader == draft.reader and draft.compose(gathered, self.prepare.check_origin) == prepared.content
        except (Conflict, Invalid):
            same = False
        if not same:
            raise _Changed
        return gathered

    async def _refuse(self, caller: Principal, faults: Sequence[Fault]) -> None:
        async with self.units.begin() as unit:
            await unit.audit.record(Tag.LETTER_REFUSED, actor=caller.person, program=caller.program, outcome="refused")
        raise LeakFound(faults=tuple(faults)[:10])


async def hold_place(unit: Unit, replaced: LetterId) -> None:
    """Keep the place of a replaced letter until the unit ends: two requests at once make one letter.

    Raises:
        Conflict: another letter has it; the words name it.
    """
    old = await unit.letters.get(replaced, lock=True)
    if made := taken_by(replaced, await unit.letters.of(old.person)):
        raise Conflict(f"Letter {made.id} has taken its place already.")


NEED_EVIDENCE = frozenset(
    {
        Obligation.CLINICIAN_APPROVAL,
        Obligation.REVEAL_WARNING,
        Obligation.SECONDARY_APPROVAL,
        Obligation.WITNESS_ATTESTATION,
    }
)


def _conditions_met(permit: Permit) -> None:
    """Nothing, if every condition that a person has to fulfil is fulfilled; the others are met by the letter itself."""
    if frozenset(permit.decision.obligations) & NEED_EVIDENCE - permit.ask.met:
        raise Conflict("Something has to be approved or accepted before there is a letter. Please ask for it first.")
