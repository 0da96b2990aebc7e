"""A client asks for a letter that somebody has to answer for first, signs for its items, or takes the request back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handrail.audit.entry import Tag
from handrail.disclosure.gate import Gate, Refused
from handrail.disclosure.vocabulary import DataElement, Outcome
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Fault, Invalid, NotFound
from handrail.kernel.ids import Ids
from handrail.kernel.principal import Principal
from handrail.letters.ask import LetterAsk, checked
from handrail.letters.ports import Unit, Units
from handrail.letters.prepare import to_the_client
from handrail.letters.request import Act, Entry, Request, RequestKind, State, move
from handrail.programs.calendar import today


@dataclass(frozen=True)
class RequestLetter:
    """Puts a request before the program's clinicians, or before whoever looks at what the rules leave open."""

    units: Units
    gate: Gate
    clock: Clock
    ids: Ids

    async def __call__(self, caller: Principal, ask: LetterAsk) -> Request:
        """The request, waiting.

        Raises:
            Invalid: no letter could be made from it, or nobody has to be asked.
            DisclosureRefused: the rules would not permit it; recorded.
        """
        async with self.units.read() as unit:
            on_file = await unit.disclosure_files.on_file(caller.person, caller.program, lock=False)
        now = self.clock.now()
        ask = checked(ask, today(now, on_file.zone))
        kind = RequestKind.CLINICIAN if ask.needs_clinician else RequestKind.REVIEW
        try:
            await self.gate.consider(to_the_client(ask, caller.person, caller.program))
        except Refused as refusal:
            if ask.needs_clinician or refusal.decision.outcome is not Outcome.NEEDS_REVIEW:
                raise
        else:
            if not ask.needs_clinician:
                raise Invalid(faults=(Fault("/level", "this letter needs nobody else; make it directly"),))
        async with self.units.begin() as unit:
            return await put_before_staff(unit, Request(self.ids.new(), caller.person, caller.program, kind, ask, now))


@dataclass(frozen=True)
class SignItem:
    """The client's signature for one item of level 4 (level table: a separate signature per item)."""

    units: Units
    clock: Clock

    async def __call__(self, caller: Principal, request_id: str, item: DataElement) -> Request:
        """The request with this item signed for. Signing twice changes nothing.

        Raises:
            NotFound: no such request of the caller's.
            Invalid: the request does not ask for this item.
            Conflict: no clinician has signed yet, or it is over.
        """
        async with self.units.begin() as unit:
            request = await own_request(unit, caller, request_id)
            move(request.state, Act.SIGN_ITEM)
            if item in request.signed_items:
                return request
            if item not in request.items_to_sign:
                raise Invalid(faults=(Fault("/item", "the letter was not asked to say this"),))
            entry = Entry(Act.SIGN_ITEM, caller.person, self.clock.now(), item=item)
            return await append(unit, request, entry, Tag.LETTER_ITEM_SIGNED)


@dataclass(frozen=True)
class CancelRequest:
    """The client takes a request back, at any time before there is a letter."""

    units: Units
    clock: Clock

    async def __call__(self, caller: Principal, request_id: str) -> Request:
        """The request, cancelled.

        Raises:
            NotFound: no such request of the caller's.
            Conflict: it is over.
        """
        async with self.units.begin() as unit:
            request = await own_request(unit, caller, request_id)
            entry = Entry(Act.CANCEL, caller.person, self.clock.now())
            return await append(unit, request, entry, Tag.LETTER_REQUEST_CANCELLED)


@dataclass(frozen=True)
class SeeRequests:
    """The caller's own requests, newest first."""

    units: Units

    async def __call__(self, caller: Principal) -> tuple[Request, ...]:
        async with self.units.read() as unit:
            return await unit.letter_requests.of(caller.person)


async def put_before_staff(unit: Unit, request: Request) -> Request:
    """The request, waiting; or the one that waits for the same answer already."""
    for earlier in await unit.letter_requests.of(request.person):
        if earlier.state is State.WAITING and (earlier.kind, earlier.ask) == (request.kind, request.ask):
            return earlier
    await unit.letter_requests.add(request)
    await unit.audit.record(Tag.LETTER_REQUESTED, actor=request.person, subject=request.id, program=request.program)
    return request


async def own_request(unit: Unit, caller: Principal, request_id: str) -> Request:
    """The caller's request, locked; another's and none are one answer."""
    request = await unit.letter_requests.get(request_id, lock=True)
    if request.person != caller.person:
        raise NotFound
    return request


async def append(unit: Unit, request: Request, entry: Entry, tag: Tag) -> Request:
    """The request after this entry, written and recorded.

    Raises:
        Conflict: the request cannot take it.
    """
    move(request.state, entry.act)
    await unit.letter_requests.append(request, entry)
    await unit.audit.record(tag, actor=entry.by, subject=request.id, program=request.program)
    return replace(request, entries=(*request.entries, entry))
