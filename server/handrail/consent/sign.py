"""Signs a form: exactly the text that was shown, by somebody who has just shown who they are."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest

from handrail.audit.entry import Tag
from handrail.consent.alone import SAYS
from handrail.consent.authorization import Choices, Form
from handrail.consent.draft import drafted, gone_against
from handrail.consent.events import ConsentSigned
from handrail.consent.ports import ConsentUnits
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict
from handrail.kernel.ids import ConsentId, Ids
from handrail.kernel.principal import Principal


@dataclass(frozen=True)
class SignConsent:
    """Makes a draft a form."""

    units: ConsentUnits
    clock: Clock
    ids: Ids

    async def __call__(
        self, caller: Principal, choices: Choices, shown: str, seen: frozenset[str] = frozenset()
    ) -> Form:
        """The signed form.

        Args:
            caller: the client; the route asks for fresh authentication.
            choices: as they were shown.
            shown: digest of the text that was shown.
            seen: keys of the earlier choices that were shown beside it.

        Raises:
            Conflict: one signature is not enough; or the text would read otherwise now, or goes against an earlier
                choice: show it again.
            Invalid: the choices make no form.
        """
        now = self.clock.now()
        async with self.units.begin() as unit:
            await unit.consents.of(caller.person, lock=True)
            draft = await drafted(unit, caller.person, caller.program, choices, now)
            if draft.not_alone:
                raise Conflict(SAYS[draft.not_alone])
            if not compare_digest(draft.digest.encode(), shown.encode()):
                raise Conflict("The form would read differently now. Please read it again before you sign.")
            against = await gone_against(unit, caller.person, draft.choices)
            if {one.key for one in against} - seen:
                raise Conflict("This goes against something that you chose before. Please read that too, then sign.")
            form = Form(
                id=ConsentId(self.ids.new()),
                person=caller.person,
                program=caller.program,
                kinds=draft.kinds,
                choices=draft.choices,
                signed_at=now,
                signed_on=draft.day,
                authenticated_at=caller.authenticated_at,
                terms=draft.terms,
                digest=draft.digest,
                text=draft.text,
            )
            await unit.consents.add(form)
            await unit.audit.record(Tag.CONSENT_SIGNED, actor=caller.person, subject=form.id, program=caller.program)
            unit.state(ConsentSigned(form.id, form.person, form.program))
        return form
