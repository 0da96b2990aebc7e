"""Everything about a letter that comes before it is drawn: the facts, the rules, the words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from handrail.consent.relation import zone_of
from handrail.disclosure.gate import Ask, Gate, Permit
from handrail.disclosure.request import Period
from handrail.disclosure.vocabulary import (
    ActorRole,
    Assurance,
    Channel,
    DataElement,
    LegalAuthority,
    Obligation,
    Relation,
)
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict
from handrail.kernel.ids import PersonId, ProgramId
from handrail.kernel.principal import Principal
from handrail.letters.ask import LetterAsk, checked, elements, purpose
from handrail.letters.content import LetterContent
from handrail.letters.draft import THE_CLIENT, Draft
from handrail.letters.gathered import Gathered
from handrail.letters.letter import Allowed
from handrail.letters.ports import Gather, Units
from handrail.letters.reader import chosen_reader
from handrail.letters.statement import Statement
from handrail.programs.calendar import today


@dataclass(frozen=True, slots=True)
class Granted:
    """What was done before the letter: a clinician's statement, and conditions met, each with evidence on file.

    Attributes:
        request: id of the request that holds the evidence; empty: none is needed.
    """

    request: str = ""
    statement: Statement | None = field(default=None, repr=False)
    met: frozenset[Obligation] = frozenset()

    def added_to(self, gathered: Gathered) -> Gathered:
        """The facts with the statement among them."""
        return replace(gathered, facts=replace(gathered.facts, statement=self.statement))


NOTHING = Granted()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A letter in words, and leave to compose it from these elements."""

    draft: Draft
    gathered: Gathered
    content: LetterContent = field(repr=False)
    permit: Permit


@dataclass(frozen=True)
class PrepareLetter:
    """Prepares a letter to the client who asks.

    Attributes:
        check_origin: configured origin of the page where readers check letters, e.g. `https://letters.example`.
    """

    units: Units
    gate: Gate
    gather: Gather
    clock: Clock
    check_origin: str

    async def __call__(
        self, caller: Principal, ask: LetterAsk, number: str, code: str, granted: Granted = NOTHING
    ) -> Prepared:
        """The letter in words, under this number; with this code where somebody may check it.

        `granted` is what a clinician stated and which conditions the client met.

        Raises:
            DisclosureRefused: the rules do not permit it; recorded.
            Invalid: nothing true can be said, or the name may not stand in a letter.
            Conflict: no letterhead, no check possible here, or no clinician stated what it is to say.
        """
        async with self.gate.watching(self.units.read()) as unit:
            zone = await zone_of(unit, await unit.accounts.get(caller.person))
            day = today(self.clock.now(), zone)
            ask = checked(ask, day)
            gathered = granted.added_to(await self.gather(unit, caller.person, ask, day))
            _rests_on_something(ask, gathered)
            permit = await self.gate.judge(unit, to_the_client(ask, caller.person, caller.program, granted.met))
        reader = chosen_reader(ask.reader_form, permit.on_file, gathered.part2, day)
        draft = Draft(ask, day, zone, number, code if reader else "", reader, _allowed(permit))
        return Prepared(draft, gathered, draft.compose(gathered, self.check_origin), permit)


def to_the_client(
    ask: LetterAsk, person: PersonId, program: ProgramId, met: frozenset[Obligation] = frozenset()
) -> Ask:
    """Route A: the client's own letter, handed to the client (45 CFR 164.502(a)(1)(i); 42 CFR 2.23)."""
    return Ask(
        person=person,
        program=program,
        actor=person,
        actor_role=ActorRole.PARTICIPANT,
        purpose=purpose(ask),
        recipient=THE_CLIENT,
        data=elements(ask),
        data_period=Period(ask.first_day, ask.last_day) if ask.first_day else None,
        channel=Channel.PORTAL,
        letter_level=int(ask.level),
        assurance=Assurance.VERIFIED,
        relation=Relation.SELF,
        met=met,
        basis=(LegalAuthority.TO_INDIVIDUAL,),
    )


OF_THE_PROGRAM = frozenset({DataElement.PROGRAM_NAME, DataElement.LEVEL_OF_CARE})


def _rests_on_something(ask: LetterAsk, gathered: Gathered) -> None:
    """Nothing, if a clinician stated all that the letter is to say beyond the ledger and the enrolment (trap 4)."""
    if not ask.needs_clinician:
        return
    statement = gathered.facts.statement
    if statement is None or not ask.items - OF_THE_PROGRAM <= statement.covers:
        raise Conflict("This letter needs a clinician's statement. Ask for it, and you will be told when it is signed.")


def _allowed(permit: Permit) -> Allowed:
    period = permit.period
    return Allowed(permit.elements, period.start if period else None, period.end if period else None)
