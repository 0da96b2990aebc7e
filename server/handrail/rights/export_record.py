"""Hand a person their whole record, through the gate like everything else that leaves (I1, I2; 45 CFR 164.524)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from handrail.disclosure.accounting import everything
from handrail.disclosure.gate import Artefact, Ask, Gate
from handrail.disclosure.request import Recipient
from handrail.disclosure.rulebook import Rulebook
from handrail.disclosure.sentences import sentence
from handrail.disclosure.suspension import shown
from handrail.disclosure.vocabulary import (
    ActorRole,
    Assurance,
    LegalAuthority,
    Purpose,
    RecipientClass,
    Relation,
)
from handrail.kernel.clock import Clock
from handrail.kernel.principal import Principal
from handrail.programs.calendar import today
from handrail.rights.ports import Library, RecordUnit, RecordUnits
from handrail.rights.record import ASKED, Kept, document, readable


class Shape(StrEnum):
    """For a program to read, or for a person."""

    JSON = "json"
    TEXT = "text"


@dataclass(frozen=True)
class ExportRecord:
    """The route asks for fresh authentication (G2): who finds an open page takes nothing away."""

    units: RecordUnits
    gate: Gate
    rulebook: Rulebook
    library: Library
    clock: Clock

    async def __call__(self, caller: Principal, shape: Shape) -> bytes:
        """The caller's own record, once the decision and the accounting of it are committed.

        Raises:
            DisclosureRefused: the rules do not permit it; recorded.
            Conflict: what may be told changed meanwhile.
        """
        permit = await self.gate.consider(_asked(caller))
        async with self.units.read() as unit:
            on_file = await unit.disclosure_files.on_file(caller.person, caller.program, lock=False)
            day = today(self.clock.now(), on_file.zone)
            kept = await self._kept(unit, caller, day)
        made = document(kept, permit.elements, day)
        words = readable(made) if shape is Shape.TEXT else json.dumps(made, ensure_ascii=False, indent=2) + "\n"
        raw = words.encode()
        async with self.gate.watching(self.units.begin()) as unit:
            await self.gate.release(unit, permit, Artefact(sha256(raw).hexdigest()))
        return raw

    async def _kept(self, unit: RecordUnit, caller: Principal, day: date) -> Kept:
        me = caller.person
        enrolments = await unit.enrolments.of(me)
        cohorts = await unit.cohorts.some(frozenset(one.cohort for one in enrolments))
        responses = await unit.responses.of_person(me)
        asked = {(one.template, one.version) for one in responses}
        found = {which: self.library(which) for which in asked}
        told = shown(await unit.disclosures.of(me), await unit.suspensions.of(me), day)
        return Kept(
            account=await unit.accounts.get(me),
            enrolments=enrolments,
            groups={one.id: one.name for one in cohorts},
            attendance=await unit.ledger.of_person(me),
            responses=responses,
            forms_asked={which: template for which, template in found.items() if template},
            crisis_plan=await unit.crisis_plans.of(me),
            letters=await unit.letters.of(me),
            consents=await unit.consents.of(me),
            told=tuple(sentence(one, self.rulebook) for one in everything(told)),
        )


def _asked(caller: Principal) -> Ask:
    return Ask(
        person=caller.person,
        program=caller.program,
        actor=caller.person,
        actor_role=ActorRole.PARTICIPANT,
        purpose=Purpose.INDIVIDUAL_ACCESS,
        recipient=Recipient(RecipientClass.INDIVIDUAL),
        data=ASKED,
        assurance=Assurance.STRONG,
        relation=Relation.SELF,
        basis=(LegalAuthority.ACCESS_RIGHT,),
    )
