"""Tells staff what one form would permit today: the same validators, asked about this form alone; nothing leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handrail.disclosure.decide import decide
from handrail.disclosure.decision import Judgement
from handrail.disclosure.gate import Ask, facts
from handrail.disclosure.ports import GateUnits
from handrail.disclosure.request import Authority, Recipient
from handrail.disclosure.rulebook import Rulebook
from handrail.disclosure.vocabulary import (
    ActorRole,
    Assurance,
    Channel,
    DataElement,
    LegalAuthority,
    Purpose,
    RecipientClass,
    RecordSource,
)
from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import PersonId
from handrail.kernel.principal import Principal

_WHERE_BLANK = (Purpose.ATTENDANCE_PROOF_WORK,)
_ROUTINE = frozenset({Purpose.TREATMENT, Purpose.PAYMENT, Purpose.OPERATIONS})
_LEAST = frozenset({DataElement.PERSON_NAME, DataElement.DATE_RANGE})


@dataclass(frozen=True)
class JudgeForm:
    """Asks the engine once for each purpose on the form; what is blank on it is asked about plainly."""

    units: GateUnits
    rulebook: Rulebook
    clock: Clock

    async def __call__(self, caller: Principal, person: PersonId, consent: str) -> tuple[Judgement, ...]:
        """The answers, in the order of the vocabulary.

        Raises:
            NotFound: no such client in the caller's program, or no such form of theirs.
        """
        async with self.units.read() as unit:
            on_file = await unit.disclosure_files.on_file(person, caller.program, lock=False)
        these = tuple(one for one in on_file.authorities if one.id == consent)
        if not these:
            raise NotFound
        alone = replace(on_file, authorities=these)
        now = self.clock.now()
        stated = these[0].purposes or frozenset()
        directive = these[0].code is LegalAuthority.ACCESS_THIRD_PARTY_DIRECTIVE
        where_blank = (Purpose.INDIVIDUAL_ACCESS,) if directive else _WHERE_BLANK
        purposes = tuple(one for one in Purpose if one in stated) or where_blank
        return tuple(
            Judgement(one, decide(facts(_ask(caller, person, one, these[0]), alone, now), self.rulebook))
            for one in purposes
        )


def _ask(caller: Principal, person: PersonId, purpose: Purpose, form: Authority) -> Ask:
    checking = purpose is Purpose.VERIFICATION_CALLBACK
    wanted = form.data or _LEAST
    return Ask(
        person=person,
        program=caller.program,
        actor=caller.person,
        actor_role=_actor(purpose),
        purpose=purpose,
        recipient=form.recipients[0] if form.recipients else Recipient(RecipientClass.EMPLOYER_HR),
        data=tuple(one for one in DataElement if one in wanted),
        channel=Channel.QR if checking else Channel.POST,
        assurance=Assurance.VERIFIED,
        record_source=None
        if form.code is LegalAuthority.ACCESS_THIRD_PARTY_DIRECTIVE
        else RecordSource.ELECTRONIC_OTHER,
    )


def _actor(purpose: Purpose) -> ActorRole:
    """Who would hand it over: routine sendings go out from the desk, the rest at the client's own word."""
    if purpose is Purpose.VERIFICATION_CALLBACK:
        return ActorRole.EXTERNAL_REQUESTER
    return ActorRole.FRONT_DESK if purpose in _ROUTINE else ActorRole.PARTICIPANT
