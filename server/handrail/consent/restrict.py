"""Takes a client's restriction, and the program's answer to it."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.consent.codes import DataElement, Purpose, RecipientClass
from handrail.consent.ports import ConsentUnits
from handrail.consent.restriction import Restriction, answered, checked, ended
from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import Ids
from handrail.kernel.principal import Principal


@dataclass(frozen=True)
class AskRestriction:
    """Until it is answered nothing goes that it touches: an open question is no permission."""

    units: ConsentUnits
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        caller: Principal,
        elements: frozenset[DataElement] | None,
        recipients: frozenset[RecipientClass] | None,
        purposes: frozenset[Purpose] | None,
        *,
        self_paid: bool = False,
    ) -> Restriction:
        """The request, kept.

        Raises:
            Invalid: it names nothing.
        """
        asked = checked(
            Restriction(
                self.ids.new(),
                caller.person,
                caller.program,
                self.clock.now(),
                elements,
                recipients,
                purposes,
                self_paid=self_paid,
            )
        )
        async with self.units.begin() as unit:
            await unit.consents.of(caller.person, lock=True)
            await unit.consents.ask_restriction(asked)
            await unit.audit.record(
                Tag.RESTRICTION_ASKED, actor=caller.person, subject=asked.id, program=caller.program
            )
        return asked


@dataclass(frozen=True)
class EndRestriction:
    """The client takes a request back; what it kept may go again where a form allows it (164.522(a)(2))."""

    units: ConsentUnits
    clock: Clock

    async def __call__(self, caller: Principal, restriction: str) -> Restriction:
        """The request with its end.

        Raises:
            NotFound: there is none of this client's.
            Conflict: it was ended before.
        """
        async with self.units.begin() as unit:
            await unit.consents.of(caller.person, lock=True)
            asked = await unit.consents.restriction(restriction)
            if asked.person != caller.person:
                raise NotFound
            over = ended(asked, self.clock.now())
            await unit.consents.end_restriction(over)
            await unit.audit.record(Tag.RESTRICTION_ENDED, actor=caller.person, subject=over.id, program=caller.program)
        return over


@dataclass(frozen=True)
class AnswerRestriction:
    """The privacy officer agrees or does not."""

    units: ConsentUnits
    clock: Clock

    async def __call__(self, caller: Principal, restriction: str, *, agreed: bool) -> Restriction:
        """The request with its answer.

        Raises:
            NotFound: there is none in this program.
            Conflict: it was answered before.
        """
        async with self.units.begin() as unit:
            asked = await unit.consents.restriction(restriction)
            if asked.program != caller.program:
                raise NotFound
            await unit.consents.of(asked.person, lock=True)
            told = answered(await unit.consents.restriction(restriction), agreed=agreed)
            await unit.consents.answer_restriction(told, by=caller.person, at=self.clock.now())
            await unit.audit.record(
                Tag.RESTRICTION_ANSWERED, actor=caller.person, subject=told.id, program=caller.program
            )
        return told
