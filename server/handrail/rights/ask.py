"""The client asks for what is theirs and accepts a charge or not; staff write down what was asked of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from handrail.audit.entry import Tag
from handrail.consent.relation import client_of, zone_of
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Fault, Invalid, NotFound
from handrail.kernel.ids import Ids, PersonId
from handrail.kernel.principal import Principal
from handrail.programs.calendar import today
from handrail.rights.ports import RightsUnit, RightsUnits
from handrail.rights.request import LONGEST, Act, Entry, Manner, Request, Right, after, is_free

TAGS = {
    Act.EXTEND: Tag.RIGHT_EXTENDED,
    Act.TELL_FEE: Tag.RIGHT_FEE_TOLD,
    Act.ACCEPT_FEE: Tag.RIGHT_FEE_ACCEPTED,
    Act.ANSWER: Tag.RIGHT_ANSWERED,
    Act.WITHDRAW: Tag.RIGHT_WITHDRAWN,
    Act.OVERDUE: Tag.RIGHT_OVERDUE,
}


@dataclass(frozen=True)
class AskForRight:
    """Starts the clock."""

    units: RightsUnits
    clock: Clock
    ids: Ids

    async def __call__(self, caller: Principal, right: Right, wants: str = "") -> Request:
        """The caller's own request.

        Raises:
            Invalid: its words cannot be kept.
        """
        async with self.units.begin() as unit:
            return await self._take(unit, caller, caller.person, right, Manner.ACCOUNT, wants)

    async def told(self, caller: Principal, person: PersonId, right: Right, manner: Manner, wants: str) -> Request:
        """What a client asked of staff, on paper or by word.

        Raises:
            NotFound: no such client in the caller's program.
            Invalid: its words cannot be kept.
        """
        async with self.units.begin() as unit:
            await client_of(unit, caller, person)
            return await self._take(unit, caller, person, right, manner, wants)

    async def _take(
        self, unit: RightsUnit, caller: Principal, person: PersonId, right: Right, manner: Manner, wants: str
    ) -> Request:
        await unit.consents.of(person, lock=True)
        now, before = self.clock.now(), await unit.rights_requests.of(person)
        day = today(now, await zone_of(unit, await unit.accounts.get(person)))
        if len(wants) > LONGEST:
            raise Invalid(faults=(Fault("/wants", f"say it in at most {LONGEST} letters"),))
        made = Request(
            id=self.ids.new(),
            person=person,
            program=caller.program,
            right=right,
            manner=manner,
            asked_at=now,
            asked_on=day,
            taken_by=caller.person,
            wants=wants.strip(),
            free=is_free(right, day, before),
        )
        await unit.rights_requests.add(made)
        await unit.audit.record(Tag.RIGHT_ASKED, actor=caller.person, subject=made.id, program=made.program)
        return made


@dataclass(frozen=True)
class OwnRights:
    """The client's own requests: reads them, accepts a charge, takes one back."""

    units: RightsUnits
    clock: Clock

    async def __call__(self, caller: Principal) -> tuple[Request, ...]:
        async with self.units.read() as unit:
            return await unit.rights_requests.of(caller.person)

    async def act(self, caller: Principal, request: str, act: Act) -> Request:
        """The request after one act of the client.

        Raises:
            NotFound: there is no such request of theirs.
            Conflict: it leads nowhere from here.
        """
        async with self.units.begin() as unit:
            await unit.consents.of(caller.person, lock=True)
            found = await unit.rights_requests.get(request)
            if found.person != caller.person:
                raise NotFound
            now = self.clock.now()
            return await kept(unit, found, Entry(act, caller.person, now, await day_of(unit, found, now)))


async def day_of(unit: RightsUnit, request: Request, now: datetime) -> date:
    """The date at the client's place."""
    return today(now, await zone_of(unit, await unit.accounts.get(request.person)))


async def kept(unit: RightsUnit, request: Request, entry: Entry) -> Request:
    """The request with its next entry, written down.

    Raises:
        Conflict: it leads nowhere from here.
        Invalid: something of the entry is missing.
    """
    await unit.rights_requests.append(request, after(request, entry))
    await unit.audit.record(TAGS[entry.act], actor=entry.by, subject=request.id, program=request.program)
    return replace(request, entries=(*request.entries, entry))
