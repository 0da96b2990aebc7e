"""Hands a completed form to its client, through the gate: nobody else is ever handed one (route A)."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.disclosure.gate import Artefact, Ask, Gate
from handrail.disclosure.vocabulary import (
    ActorRole,
    Assurance,
    Channel,
    LegalAuthority,
    Obligation,
    Relation,
)
from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.ids import PersonId, ProgramId
from handrail.kernel.principal import Principal
from handrail.letters.ask_paperwork import own
from handrail.letters.draft import THE_CLIENT
from handrail.letters.paperwork import PURPOSES, USUALLY_TELLS, Attached, Kind
from handrail.letters.ports import Units


@dataclass(frozen=True)
class FetchPaperwork:
    """A form cannot be cut, so all that it usually tells has to be permitted, or none of it goes."""

    units: Units
    gate: Gate

    async def __call__(self, caller: Principal, paperwork: str, form: str) -> bytes:
        """The form; that it was handed over is written down.

        Raises:
            NotFound: no such form of the caller's.
            DisclosureRefused: the rules do not permit it; recorded.
            Conflict: they permit only a part.
        """
        async with self.units.read() as unit:
            asked = await own(unit, caller, paperwork, lock=False)
            attached = _of(form, [one for one, _ in asked.forms])
        permit = await self.gate.consider(to_the_client(asked.kind, caller.person, caller.program))
        if not permit.elements >= frozenset(USUALLY_TELLS[asked.kind]):
            raise Conflict("Only a part of this form may go, and it cannot be cut. Please ask your clinician.")
        async with self.gate.watching(self.units.begin()) as unit:
            asked = await own(unit, caller, paperwork)
            document = await unit.paperwork.document(asked, attached.id)
            await self.gate.release(unit, permit, Artefact(attached.digest))
            await unit.audit.record(Tag.PAPERWORK_READ, actor=caller.person, subject=asked.id, program=asked.program)
        return document


def to_the_client(kind: Kind, person: PersonId, program: ProgramId) -> Ask:
    """The client's own form, handed to the client, who read what it reveals when they asked for it."""
    return Ask(
        person=person,
        program=program,
        actor=person,
        actor_role=ActorRole.PARTICIPANT,
        purpose=PURPOSES[kind],
        recipient=THE_CLIENT,
        data=USUALLY_TELLS[kind],
        channel=Channel.PORTAL,
        assurance=Assurance.VERIFIED,
        relation=Relation.SELF,
        met=frozenset({Obligation.REVEAL_WARNING}),
        basis=(LegalAuthority.TO_INDIVIDUAL,),
    )


def _of(form: str, forms: list[Attached]) -> Attached:
    found = next((one for one in forms if one.id == form), None)
    if found is None:
        raise NotFound
    return found
