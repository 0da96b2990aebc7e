"""Between looking at a link and using it, the program may have changed the account: nothing of that is lost."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from tests.fakes import FakeClock
from tests.identity.builders import PROGRAM
from tests.identity.conftest import ORIGIN, PASSWORD

from handrail.identity.account import Account, State
from handrail.identity.activate import Activate
from handrail.identity.activation import Activation
from handrail.identity.correct_account import CorrectAccount
from handrail.identity.correction import Correction
from handrail.identity.factors import Authenticators
from handrail.identity.invite import Invite
from handrail.identity.invitee import Invited, Invitee
from handrail.identity.sign_in import Entered
from handrail.identity.start import Start
from handrail.identity.throttle import Sources
from handrail.identity.tokens import Tokens, new_key
from handrail.kernel.errors import Conflict
from handrail.kernel.ids import PersonId, SignInId, SystemIds
from handrail.kernel.principal import Principal, Role
from handrail.unit_of_work import SqlUnit, Units


@dataclass
class Interrupted:
    """A hasher in whose time something else happens."""

    meanwhile: Callable[[], Awaitable[object]]

    async def hash(self, password: str) -> str:
        await self.meanwhile()
        return f"hash of {len(password)}"

    async def holds(self, encoded: str, password: str) -> bool:
        raise AssertionError


@dataclass
class LooksTooEarly:
    """Units in which a look without a lock finds the account as it was."""

    units: Units
    seen: Account

    @contextlib.asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlUnit]:
        async with self.units.begin() as unit:

            async def named(*_: object) -> Account:
                return self.seen

            unit.accounts.named = named  # type: ignore[method-assign]
            yield unit

    def read(self) -> contextlib.AbstractAsyncContextManager[SqlUnit]:
        return self.units.read()


@dataclass
class Office:
    """A coordinator, and somebody who was invited."""

    units: Units
    clock: FakeClock
    ids: SystemIds

    @property
    def cora(self) -> Principal:
        roles = frozenset({Role.COORDINATOR})
        return Principal(PersonId("cora"), PROGRAM, roles, SignInId("s"), self.clock.now())

    async def invite(self, display_name: str = "Ana") -> Invited:
        ana = Invitee("ana@example.org", "Ana Ruis", display_name, frozenset({Role.PARTICIPANT}))
        return await Invite(self.units, self.ids, self.clock, ORIGIN)(self.cora, ana)

    async def activate(self, invited: Invited, meanwhile: Callable[[], Awaitable[object]]) -> object:
        start = Start(Tokens((new_key(self.ids),), ORIGIN, self.clock, self.ids), self.ids, self.clock)
        codes = Authenticators(self.ids, "rooms.example")
        activate = Activate(self.units, Interrupted(meanwhile), codes, start, Sources(), self.clock, frozenset())
        return await activate(Activation(invited.link.partition("#")[2], PASSWORD, display_name="Anita"))

    async def account(self, invited: Invited) -> Account:
        async with self.units.read() as unit:
            return await unit.accounts.get(invited.person)

    async def correct(self, invited: Invited, correction: Correction) -> Account:
        return await CorrectAccount(self.units, self.clock)(self.cora, invited.person, correction)


@pytest.fixture
def office(units: Units, clock: FakeClock, ids: SystemIds) -> Office:
    return Office(units, clock, ids)


async def test_a_name_corrected_meanwhile_stays_corrected(office: Office):
    """The person's choice of a display name and the program's correction are both kept."""
    invited = await office.invite()
    entered = await office.activate(invited, lambda: office.correct(invited, Correction(legal_name="Ana Ruiz")))
    assert isinstance(entered, Entered)
    account = await office.account(invited)
    assert (account.legal_name, account.display_name, account.state) == ("Ana Ruiz", "Anita", State.ACTIVE)


async def test_nobody_becomes_staff_without_a_second_factor_meanwhile(office: Office):
    """A1: who was a participant when the link was opened and is staff now starts again, with an authenticator."""
    invited = await office.invite()
    staff = Correction(roles=frozenset({Role.FACILITATOR}))
    with pytest.raises(Conflict):
        await office.activate(invited, lambda: office.correct(invited, staff))
    assert (await office.account(invited)).state is State.INVITED


async def test_an_invitation_made_again_does_not_undo_an_activation(office: Office):
    """On Postgres the account may become active between the look and the write."""
    invited = await office.invite()
    seen = await office.account(invited)

    async def nothing() -> None:
        """Nobody interrupts."""

    await office.activate(invited, nothing)
    office.units = LooksTooEarly(office.units, seen)  # type: ignore[assignment]
    with pytest.raises(Conflict):
        await office.invite("Somebody else")
    assert (await office.account(invited)).state is State.ACTIVE
