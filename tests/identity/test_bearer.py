"""Who a request comes from is asked of the database every time, after the signature (A5, I7)."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request
from sqlalchemy.exc import OperationalError
from tests.fakes import FakeClock
from tests.identity.builders import ANA, PROGRAM, a_sign_in

from handrail.identity.account import State
from handrail.identity.bearer import BACKGROUND, Bearer
from handrail.identity.ports import Known
from handrail.identity.sign_in import started
from handrail.identity.tokens import Tokens, new_key
from handrail.kernel.errors import SignedOut
from handrail.kernel.ids import PersonId, SignInId, SystemIds
from handrail.kernel.principal import Role

IDS = SystemIds()
SIGN_IN = SignInId("0199-sign-in")


class FakeSignIns:
    """One sign-in, and a count of who asked."""

    def __init__(self, known: Known | None) -> None:
        self.one = known
        self.asked = 0
        self.touched = 0
        self.fault: Exception | None = None

    async def known(self, sign_in: SignInId) -> Known | None:
        self.asked += 1
        return self.one if self.one and self.one.sign_in.id == sign_in else None

    async def touch(self, sign_in: SignInId, at: object) -> None:
        if self.fault:
            raise self.fault
        self.touched += 1


class FakeUnits:
    def __init__(self, sign_ins: FakeSignIns) -> None:
        self.sign_ins = sign_ins

    @asynccontextmanager
    async def begin(self) -> Any:
        yield self

    read = begin


class Desk:
    """A bearer over one sign-in that just began."""

    def __init__(self, clock: FakeClock, **over: Any) -> None:
        self.clock = clock
        sign_in = started(SIGN_IN, ANA, clock.now(), staff=False)
        known = Known(sign_in, PROGRAM, frozenset({Role.PARTICIPANT}), State.ACTIVE)
        self.sign_ins = FakeSignIns(replace(known, **over))
        self.tokens = Tokens((new_key(IDS),), "https://rooms.example", clock, IDS)
        self.bearer = Bearer(self.tokens, FakeUnits(self.sign_ins), clock)  # type: ignore[arg-type]

    def token(self, person: PersonId = ANA, sign_in: SignInId = SIGN_IN) -> str:
        return self.tokens.issue(person, sign_in).text

    async def ask(self, *authorization: str, **headers: str) -> Any:
        pairs = [("Authorization", one) for one in authorization] + list(headers.items())
        from multidict import CIMultiDict  # noqa: PLC0415

        return await self.bearer(make_mocked_request("GET", "/v1/me", headers=CIMultiDict(pairs)))


async def test_roles_and_program_come_from_the_database(clock: FakeClock):
    """A token says neither, so a change holds for the next request (G1)."""
    desk = Desk(clock)
    principal = await desk.ask(f"Bearer {desk.token()}")
    assert (principal.person, principal.program, principal.roles) == (ANA, PROGRAM, {Role.PARTICIPANT})
    assert desk.sign_ins.one
    desk.sign_ins.one = replace(desk.sign_ins.one, roles=frozenset({Role.FACILITATOR}))
    assert (await desk.ask(f"Bearer {desk.token()}")).roles == {Role.FACILITATOR}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_the_scheme_is_bearer_in_any_case(clock: FakeClock, scheme: str):
    """RFC 9110 §11.1."""
    desk = Desk(clock)
    assert await desk.ask(f"{scheme} {desk.token()}")


async def test_a_wrong_header_is_signed_out_and_nothing_is_looked_up(clock: FakeClock):
    """No database is asked before a signature holds (A5)."""
    desk = Desk(clock)
    token = desk.token()
    for given in (
        [],
        [""],
        ["Bearer"],
        ["Bearer "],
        [token],
        [f"Basic {token}"],
        [f"Bearer {token}"] * 2,
        ["Bearer x.y.z"],
    ):
        with pytest.raises(SignedOut):
            await desk.ask(*given)
    assert desk.sign_ins.asked == 0


@pytest.mark.parametrize(
    "over", [{"state": State.DISABLED}, {"state": State.INVITED}, {"sign_in": a_sign_in(id=SignInId("x"))}]
)
async def test_what_the_database_does_not_know_any_more_is_signed_out(clock: FakeClock, over: dict[str, Any]):
    desk = Desk(clock, **over)
    with pytest.raises(SignedOut):
        await desk.ask(f"Bearer {desk.token()}")


async def test_a_token_for_another_person_does_not_borrow_a_sign_in(clock: FakeClock):
    desk = Desk(clock)
    with pytest.raises(SignedOut):
        await desk.ask(f"Bearer {desk.token(person=PersonId('0199-ben'))}")


async def test_using_it_counts_as_activity_at_most_every_half_minute(clock: FakeClock):
    """And a client's own polling never does (A3)."""
    desk = Desk(clock)
    await desk.ask(f"Bearer {desk.token()}")
    assert desk.sign_ins.touched == 0
    clock.advance(31)
    await desk.ask(f"Bearer {desk.token()}", **{BACKGROUND: "1"})
    assert desk.sign_ins.touched == 0
    await desk.ask(f"Bearer {desk.token()}")
    assert desk.sign_ins.touched == 1


async def test_a_database_that_takes_no_writes_does_not_refuse_reads(clock: FakeClock):
    """Activity is not written down then, so the limit comes early and never late (K4, A3)."""
    desk = Desk(clock)
    clock.advance(31)
    desk.sign_ins.fault = OperationalError("UPDATE", {}, OSError("attempt to write a readonly database"))
    assert (await desk.ask(f"Bearer {desk.token()}")).person == ANA
    clock.advance(30 * 60)
    with pytest.raises(SignedOut):
        await desk.ask(f"Bearer {desk.token()}")


async def test_silent_in_a_room_is_locked_and_using_it_does_not_unlock(clock: FakeClock):
    """Only a password or code does (A3)."""
    desk = Desk(clock)
    clock.advance(3600)
    assert desk.sign_ins.one
    in_room = replace(desk.sign_ins.one.sign_in, in_room_at=clock.now() - timedelta(minutes=1))
    desk.sign_ins.one = replace(desk.sign_ins.one, sign_in=in_room)
    principal = await desk.ask(f"Bearer {desk.token()}")
    assert principal.locked
    assert desk.sign_ins.touched == 0
