"""Takes a form back: at once, by the client alone, with no reason asked."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.consent.authorization import Form, revoked
from handrail.consent.codes import RevocationManner
from handrail.consent.events import ConsentRevoked
from handrail.consent.ports import ConsentUnits
from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import ConsentId
from handrail.kernel.principal import Principal


@dataclass(frozen=True)
class RevokeConsent:
    """Stops a form. What rests on it stops in the same commit (`ConsentRevoked`)."""

    units: ConsentUnits
    clock: Clock

    async def __call__(self, caller: Principal, consent: ConsentId) -> Form:
        """The form, taken back.

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
        return form
