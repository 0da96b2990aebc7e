"""A directive to send a copy of the record to somebody starts the clock (45 CFR 164.524(b), (c)(3))."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.consent.codes import LegalAuthority
from handrail.consent.events import ConsentSigned
from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids
from handrail.rights.ports import RightsUnit
from handrail.rights.request import Manner, Request, Right


@dataclass(frozen=True)
class StartClock:
    """Runs in the unit in which the paper is recorded; the clock runs from the day on which it was received."""

    clock: Clock
    ids: Ids

    async def __call__(self, unit: RightsUnit, signed: ConsentSigned) -> None:
        form = await unit.consents.get(signed.consent)
        if form.paper is None or LegalAuthority.ACCESS_THIRD_PARTY_DIRECTIVE not in form.kinds:
            return
        made = Request(
            id=self.ids.new(),
            person=form.person,
            program=form.program,
            right=Right.RECORD,
            manner=Manner.WRITTEN,
            asked_at=self.clock.now(),
            asked_on=form.paper.received_on,
            taken_by=form.paper.recorded_by,
        )
        await unit.rights_requests.add(made)
        await unit.audit.record(Tag.RIGHT_ASKED, actor=made.taken_by, subject=made.id, program=made.program)
