"""What identity keeps, on SQLite and Postgres: sealed where it speaks of somebody, guarded where two come at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.identity.builders import NOW, PROGRAM, a_sign_in, an_account, an_invitation

from handrail.identity.account import Account, Act, Credentials, State
from handrail.identity.ports import Candidate
from handrail.identity.throttle import Tries
from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.ids import PersonId, ProgramId, SignInId
from handrail.kernel.principal import Role
from handrail.unit_of_work import Units

BEN = PersonId("0199-ben")
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


async def kept(units: Units, account: Account | None = None) -> Account:
    account = account or an_account(zone="America/Los_Angeles")
    async with units.begin() as unit:
        await unit.accounts.add(account, NOW)
    return account


async def test_an_account_comes_back_as_it_was_kept(units: Units):
    account = await kept(units)
    async with units.read() as unit:
        assert await unit.accounts.get(account.person) == account
        assert await unit.accounts.named("ana@example.org", PROGRAM) == account
        assert await unit.accounts.of_program(PROGRAM) == [account]
        assert await unit.accounts.many([account.person, BEN]) == {account.person: account}


async def test_nobody_is_not_found(units: Units):
    async with units.read() as unit:
        with pytest.raises(NotFound):
            await unit.accounts.get(BEN)
        assert await unit.accounts.named("ben@example.org", PROGRAM) is None
        assert await unit.sign_ins.known(SignInId("none")) is None


async def test_a_copy_of_the_tables_names_nobody(units: Units):
    """Names, addresses and secrets are sealed or digested (security I1)."""
    account = await kept(units)
    async with units.begin() as unit:
        await unit.accounts.arm(account.person, Credentials("$argon2id$hash", SECRET, 7))
        await unit.invitations.add(an_invitation(), "link-secret")
        await unit.invitations.enrol(an_invitation(), SECRET)
        await unit.sign_ins.add(a_sign_in(), "refresh-secret")
        await unit.tries.hold("ana@example.org", NOW)
    dump = ""
    async with units.database.writer.connect() as connection:
        for table in ("account", "invitation", "sign_in", "refresh_token", "sign_in_tries"):
            rows = (await connection.execute(text(f"SELECT * FROM {table}"))).all()
            assert rows
            dump += str([[bytes(cell) if isinstance(cell, memoryview) else cell for cell in row] for row in rows])
    assert not [one for one in ("Ana", "Ruiz", "example", SECRET, "link-secret", "refresh-secret") if one in dump]


async def test_one_address_has_one_account_in_a_program(units: Units):
    """Even when two invitations come at once."""
    results = await asyncio.gather(
        *(kept(units, an_account(person=PersonId(f"0199-{n}"))) for n in range(3)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in results) == ["Account", "Conflict", "Conflict"]
    await kept(units, an_account(person=BEN, program=ProgramId("0199-other")))


async def test_an_address_with_accounts_in_two_programs_names_both(units: Units):
    """Neither program can tell."""
    for person, program in ((PersonId("0199-a"), PROGRAM), (BEN, ProgramId("0199-other"))):
        await kept(units, an_account(person=person, program=program, state=State.ACTIVE))
    async with units.read() as unit:
        assert len(await unit.accounts.candidates("ana@example.org", None)) == 2
        assert await unit.accounts.candidates("ana@example.org", "0199-other") == [Candidate(BEN, "")]


async def test_only_active_accounts_are_candidates(units: Units):
    account = await kept(units)
    async with units.begin() as unit:
        assert await unit.accounts.candidates("ana@example.org", None) == []
        await unit.accounts.keep(account.after(Act.ACTIVATE))
        assert len(await unit.accounts.candidates("ana@example.org", None)) == 1


async def test_a_disabled_account_gives_its_address_back(units: Units):
    """The person can be invited anew; the old account stays readable for the log."""
    account = await kept(units)
    async with units.begin() as unit:
        await unit.accounts.keep(account.after(Act.DISABLE))
    await kept(units, an_account(person=BEN))
    async with units.read() as unit:
        assert (await unit.accounts.get(account.person)).email == "ana@example.org"
        found = await unit.accounts.named("ana@example.org", PROGRAM)
        assert found is not None
        assert found.person == BEN


async def test_changes_are_kept(units: Units):
    account = await kept(units)
    changed = replace(account, display_name="Annie", zone="Europe/Madrid", roles=frozenset({Role.FACILITATOR}))
    async with units.begin() as unit:
        await unit.accounts.keep(changed)
    async with units.read() as unit:
        assert await unit.accounts.get(account.person) == changed


async def test_a_code_is_used_once_even_by_two_at_once(units: Units):
    """The database decides who was first."""
    account = await kept(units)

    async def use(step: int) -> bool:
        async with units.begin() as unit:
            return await unit.accounts.use_step(account.person, step)

    assert sorted(await asyncio.gather(*(use(100) for _ in range(4)))) == [False, False, False, True]
    assert not await use(99)
    assert await use(101)


async def test_credentials_come_back_and_a_person_without_a_second_factor_has_none(units: Units):
    account = await kept(units)
    async with units.begin() as unit:
        assert await unit.accounts.credentials(account.person) == Credentials("")
        await unit.accounts.arm(account.person, Credentials("hash", SECRET, 7))
        assert await unit.accounts.credentials(account.person) == Credentials("hash", SECRET, 7)


async def test_a_link_is_found_by_its_secret_and_by_nothing_else(units: Units):
    await kept(units)
    async with units.begin() as unit:
        await unit.invitations.add(an_invitation(), "link-secret")
        assert await unit.invitations.hold("link-secret") == an_invitation()
        assert await unit.invitations.hold("link-secret ") is None
        await unit.invitations.enrol(an_invitation(), SECRET)
        held = await unit.invitations.hold("link-secret")
        assert held is not None
        assert held.enrolling == SECRET


async def test_a_used_or_voided_link_keeps_no_authenticator_secret(units: Units):
    await kept(units)
    async with units.begin() as unit:
        await unit.invitations.add(an_invitation(), "link-secret")
        await unit.invitations.enrol(an_invitation(), SECRET)
        await unit.invitations.void(an_account().person, NOW)
    async with units.read() as unit:
        assert await unit.invitations.hold("link-secret") == an_invitation(used_at=NOW)


async def test_ending_a_sign_in_happens_once(units: Units):
    """So that it is stated and written down once."""
    await kept(units)
    async with units.begin() as unit:
        await unit.sign_ins.add(a_sign_in(), "refresh")
        assert await unit.sign_ins.ended_among([a_sign_in().id, SignInId("other")]) == {"other"}
        assert await unit.sign_ins.open_of(a_sign_in().person) == [a_sign_in()]
        assert await unit.sign_ins.end(a_sign_in().id, NOW)
        assert not await unit.sign_ins.end(a_sign_in().id, NOW + timedelta(hours=1))
        assert await unit.sign_ins.open_of(a_sign_in().person) == []
        assert await unit.sign_ins.ended_among([a_sign_in().id]) == {a_sign_in().id}
        known = await unit.sign_ins.known(a_sign_in().id)
        assert known is not None
        assert known.sign_in.ended_at == NOW


async def test_nothing_wakes_an_ended_sign_in(units: Units):
    """Neither activity nor a room nor a confirmation that was on its way."""
    await kept(units)
    later = NOW + timedelta(minutes=5)
    async with units.begin() as unit:
        await unit.sign_ins.add(a_sign_in(), "refresh")
        await unit.sign_ins.end(a_sign_in().id, NOW)
        await unit.sign_ins.touch(a_sign_in().id, later)
        await unit.sign_ins.touch_in_room(a_sign_in().id, later)
        await unit.sign_ins.confirm(a_sign_in().id, later)
        known = await unit.sign_ins.known(a_sign_in().id)
    assert known is not None
    assert known.sign_in == a_sign_in(ended_at=NOW)


async def test_a_refresh_token_knows_whether_its_successor_was_used(units: Units):
    await kept(units)
    async with units.begin() as unit:
        await unit.sign_ins.add(a_sign_in(), "one")
        one = await unit.sign_ins.hold_refresh("one")
        assert one is not None
        await unit.sign_ins.rotate(one, "key-1", "two", NOW)
        used = await unit.sign_ins.hold_refresh("one")
        two = await unit.sign_ins.hold_refresh("two")
        assert used is not None
        assert two is not None
        assert (used.used_at, used.used_key, used.followed, two.sign_in) == (NOW, "key-1", False, one.sign_in)
        await unit.sign_ins.rotate(two, "key-2", "three", NOW)
        followed = await unit.sign_ins.hold_refresh("one")
        assert followed is not None
        assert followed.followed


async def test_tries_are_counted_one_by_one(units: Units):
    """A hundred at once are a hundred."""

    async def fail() -> None:
        async with units.begin() as unit:
            tries = await unit.tries.hold("ana@example.org", NOW)
            await unit.tries.put("ana@example.org", Tries(tries.failures + 1, NOW))

    await asyncio.gather(*(fail() for _ in range(10)))
    async with units.begin() as unit:
        assert (await unit.tries.hold("ana@example.org", NOW)).failures == 10
        await unit.tries.clear("ana@example.org")
        assert (await unit.tries.hold("ana@example.org", NOW)).failures == 0
        await unit.tries.forget(NOW + timedelta(seconds=1))
        assert (await unit.tries.hold("ana@example.org", NOW + timedelta(days=1))).last_at == NOW + timedelta(days=1)


async def test_a_refused_account_leaves_nothing_behind(units: Units):
    await kept(units)
    with pytest.raises(Conflict):
        await kept(units)
    async with units.read() as unit:
        assert not await unit.accounts.none_yet()
        assert len(await unit.accounts.of_program(PROGRAM)) == 1
