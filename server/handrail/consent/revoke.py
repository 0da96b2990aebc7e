"""Takes a form back: at once, by the client alone, with no reason asked."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.consent.authorization import Form, revoked
from handrail.consent.codes import RevocationManner
from handrail.consent.events import ConsentRevoked
from handrail.consent.ports import ConsentUnit, ConsentUnits
from handrail.consent.receipt import Receipt
from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import ConsentId
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
            mine = {form.id: form for form in await unit.consents.of(caller.person, lock=True)}
            if consent not in mine:
                raise NotFound
            form = revoked(mine[consent], self.clock.now(), RevocationManner.ELECTRONIC)
            await unit.consents.revoke(form)
            await unit.audit.record(Tag.CONSENT_REVOKED, actor=caller.person, subject=form.id, program=form.program)
            unit.state(ConsentRevoked(form.id, form.person, form.program))
        async with self.units.read() as unit:
            return await receipt_of(unit, form)


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
