"""Takes what a second person attests about a form (740 ILCS 110/5), and shows them what waits for it."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.consent.authorization import Form, attested
from handrail.consent.draft import states_of
from handrail.consent.ports import ConsentUnits
from handrail.consent.relation import client_of, zone_of
from handrail.consent.witness import How, Of, Witness, needed
from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import ConsentId, PersonId
from handrail.kernel.principal import Principal
from handrail.programs.calendar import today


@dataclass(frozen=True)
class AttestForm:
    """Staff of the program who know the client attest to a signature, or to taking a form back."""

    units: ConsentUnits
    clock: Clock

    async def __call__(self, caller: Principal, person: PersonId, consent: ConsentId, of: Of, how: How) -> Form:
        """The form with the attestation.

        Raises:
            NotFound: no such client, or no such form of theirs.
            NotAllowed: their own signature, or a paper that they recorded themselves.
            Conflict: there is nothing to attest to.
        """
        now = self.clock.now()
        async with self.units.begin() as unit:
            account = await client_of(unit, caller, person)
            theirs = {form.id: form for form in await unit.consents.of(person, lock=True)}
            if consent not in theirs:
                raise NotFound
            witness = Witness(of, caller.person, now, today(now, await zone_of(unit, account)), how)
            form = attested(theirs[consent], witness)
            await unit.consents.add_witness(consent, witness)
            await unit.audit.record(Tag.CONSENT_WITNESSED, actor=caller.person, subject=consent, program=form.program)
        return form

    async def waiting(self, caller: Principal, person: PersonId) -> tuple[tuple[Form, Of], ...]:
        """What waits for a witness: forms whose signature nobody witnessed yet, and forms on hold.

        Raises:
            NotFound: no such client in the caller's program.
        """
        async with self.units.read() as unit:
            account = await client_of(unit, caller, person)
            day = today(self.clock.now(), await zone_of(unit, account))
            forms = await unit.consents.of(person)
            if not needed(await states_of(unit, person, account.program)):
                forms = tuple(form for form in forms if form.held)
        unsigned = [(form, Of.SIGNATURE) for form in forms if form.holds_on(day) and not form.witnessed]
        return (*unsigned, *((form, Of.REVOCATION) for form in forms if form.held))
