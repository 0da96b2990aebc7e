"""Whose forms, facts and representatives a member of staff may see and attest to (security G1)."""

from __future__ import annotations

from typing import Protocol

from handrail.consent.ports import ConsentUnit, Programs
from handrail.identity.account import Account
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import PersonId
from handrail.kernel.principal import Power, Principal, Role


async def client_of(unit: ConsentUnit, caller: Principal, person: PersonId) -> Account:
    """The client's account, where the caller keeps the program's forms, or leads a cohort that the client is in now.

    Raises:
        NotFound: none of it; it is not for them to know whether there is such a client.
    """
    account = await unit.accounts.get(person)
    if account.program != caller.program or Role.PARTICIPANT not in account.roles:
        raise NotFound
    if not caller.may(Power.KEEP_FORMS) and not await _leads(unit, caller.person, person):
        raise NotFound
    return account


class KnowsPrograms(Protocol):
    """All that finding a zone takes."""

    @property
    def programs(self) -> Programs: ...


async def zone_of(unit: KnowsPrograms, account: Account) -> str:
    """IANA name of the client's time zone; the program's, where they have none of their own."""
    return account.zone or (await unit.programs.get(account.program)).zone


async def _leads(unit: ConsentUnit, leader: PersonId, person: PersonId) -> bool:
    led = {one.cohort for one in await unit.assignments.of(leader) if one.ended_at is None}
    return any(one.cohort in led for one in await unit.enrolments.of(person) if one.ended_at is None)
