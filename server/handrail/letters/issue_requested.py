"""Issues or previews the letter of a request that a clinician has signed, once everything that it needs is there."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.disclosure.vocabulary import Obligation
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Fault, Invalid, NotFound
from handrail.kernel.principal import Principal
from handrail.letters.ask import warnings
from handrail.letters.choices import Language
from handrail.letters.issue import IssueLetter
from handrail.letters.issued import Letter
from handrail.letters.ports import Units
from handrail.letters.prepare import Granted
from handrail.letters.preview import Preview, PreviewLetter
from handrail.letters.request import Request


@dataclass(frozen=True)
class IssueRequested:
    """The letter of a request. Readiness is judged again in the unit that writes the letter."""

    units: Units
    issue: IssueLetter
    clock: Clock

    async def __call__(self, caller: Principal, request_id: str, *, warnings_accepted: bool) -> Letter:
        """The issued letter.

        Raises:
            NotFound: no such request of the caller's.
            Invalid: there are warnings, and they were not accepted.
            Conflict: no statement, an item not signed for, or the cooling-off day is not over.
        """
        request = await _own(self.units, caller, request_id)
        told = warnings(request.ask)
        if told and not warnings_accepted:
            raise Invalid(faults=tuple(Fault("/warnings_accepted", one) for one in told))
        request.complete(self.clock.now())
        met = frozenset({Obligation.CLINICIAN_APPROVAL} | ({Obligation.REVEAL_WARNING} if told else set()))
        return await self.issue(caller, request.ask, Granted(request.id, request.statement, met))


@dataclass(frozen=True)
class PreviewRequested:
    """The page of a request, as soon as a clinician has signed."""

    units: Units
    preview: PreviewLetter

    async def __call__(self, caller: Principal, request_id: str, language: Language = Language.ENGLISH) -> Preview:
        """The page.

        Raises:
            NotFound: no such request of the caller's.
            Conflict: no clinician has signed it.
        """
        request = await _own(self.units, caller, request_id)
        return await self.preview(caller, request.ask, Granted(request.id, request.statement), language)


async def _own(units: Units, caller: Principal, request_id: str) -> Request:
    async with units.read() as unit:
        request = await unit.letter_requests.get(request_id)
    if request.person != caller.person:
        raise NotFound
    return request
