"""Staff choose for a client what a letter could say. They word nothing, and only the client makes a letter of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Fault, Invalid, NotFound
from handrail.kernel.ids import Ids, PersonId
from handrail.kernel.principal import Principal, Role
from handrail.letters.answer_request import REVIEWERS
from handrail.letters.ask import LetterAsk, checked
from handrail.letters.choices import Level
from handrail.letters.ports import Unit, Units
from handrail.letters.request import Request, RequestKind
from handrail.programs.calendar import today


@dataclass(frozen=True)
class PrepareRequest:
    """The choices wait for the client, who sees the page, changes what they like, and decides (trap 26)."""

    units: Units
    clock: Clock
    ids: Ids

    async def __call__(self, caller: Principal, person: PersonId, ask: LetterAsk) -> Request:
        """What was prepared, waiting for the client.

        Raises:
            NotFound: not a client of the caller's program, or not for the caller to prepare.
            Invalid: no letter could be made from it; or it names the care, which its client alone chooses.
        """
        now = self.clock.now()
        async with self.units.begin() as unit:
            await _may_prepare(unit, caller)
            account = await unit.accounts.get(person)
            if account.program != caller.program or Role.PARTICIPANT not in account.roles or person == caller.person:
                raise NotFound
            if ask.level is Level.NAMED:
                raise Invalid(faults=(Fault("/level", "what names the care is for the client alone to choose"),))
            on_file = await unit.disclosure_files.on_file(person, caller.program, lock=False)
            ask = checked(replace(ask, reader_form=""), today(now, on_file.zone))
            request = Request(self.ids.new(), person, caller.program, RequestKind.PREPARED, ask, now)
            await unit.letter_requests.add(request)
            await unit.audit.record(
                Tag.LETTER_PREPARED, actor=caller.person, subject=request.id, program=request.program
            )
        return request


async def _may_prepare(unit: Unit, caller: Principal) -> None:
    if caller.roles & REVIEWERS or await unit.clinicians.credential(caller.person, caller.program) is not None:
        return
    raise NotFound
