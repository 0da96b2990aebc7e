"""Takes a form back: at once, by the client alone, with no reason asked."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.consent.authorization import Form, revoked
from handrail.consent.codes import RevocationManner
from handrail.consent.draft import states_of
from handrail.consent.events import ConsentRevoked
from handrail.consent.ports import ConsentUnit, ConsentUnits
from handrail.consent.receipt import TERMS, Receipt
from handrail.consent.relation import client_of
from handrail.consent.witness import needed
from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import ConsentId, PersonId
from handrail.kernel.principal import Principal


@dataclass(frozen=True)
class RevokeConsent:
    """Stops a form. What rests on it stops in the same commit (`ConsentRevoked`)."""

    units: ConsentUnits
    clock: Clock

    async def __call__(self, caller: Principal, consent: ConsentId) -> Receipt:
        """What stopped, and what is out already.

        Raises:
            NotFound: there is none of this client's.
            Conflict: it was taken back before.
        """
        async with self.units.begin() as unit:
            form = await self._stop(unit, caller, caller.person, consent, RevocationManner.ELECTRONIC)
        async with self.units.read() as unit:
            return await receipt_of(unit, form)

    async def told(self, caller: Principal, person: PersonId, consent: ConsentId, manner: RevocationManner) -> Receipt:
        """The same, where a client told staff, on paper or by word: it stops as soon as they write it down.

        Raises:
            NotFound: no such client, or no such form of theirs.
            Conflict: it was taken back before.
        """
        async with self.units.begin() as unit:
            await client_of(unit, caller, person)
            form = await self._stop(unit, caller, person, consent, manner)
        async with self.units.read() as unit:
            return await receipt_of(unit, form)

    async def _stop(
        self, unit: ConsentUnit, caller: Principal, person: PersonId, consent: ConsentId, manner: RevocationManner
    ) -> Form:
        theirs = {form.id: form for form in await unit.consents.of(person, lock=True)}
        if consent not in theirs:
            raise NotFound
        held = needed(await states_of(unit, person, theirs[consent].program))
        form = revoked(theirs[consent], self.clock.now(), manner, TERMS, held=held)
        await unit.consents.revoke(form, by=caller.person)
        await unit.audit.record(Tag.CONSENT_REVOKED, actor=caller.person, subject=form.id, program=form.program)
        unit.state(ConsentRevoked(form.id, form.person, form.program))
        return form


@dataclass(frozen=True)
class ReadReceipt:
    """The receipt of a revocation, once more: nothing can be added to it."""

    units: ConsentUnits

    async def __call__(self, caller: Principal, consent: ConsentId) -> Receipt:
        """The receipt.

        Raises:
            NotFound: there is no such form of this client's, or it was not taken back.
        """
        async with self.units.read() as unit:
            form = await unit.consents.get(consent)
            if form.person != caller.person or form.revoked_at is None:
                raise NotFound
            return await receipt_of(unit, form)


async def receipt_of(unit: ConsentUnit, form: Form) -> Receipt:
    """What the log and the reactions wrote down for this form; whatever left did so before the revocation."""
    return Receipt(form, await unit.consents.stopped(form.id), await unit.disclosures.out_on(form.person, form.id))
